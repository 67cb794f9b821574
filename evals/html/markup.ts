/** Text that is HTML already. Nothing but `html` makes it. */
export interface Markup {
  readonly markup: string;
}

/** What may stand in a template: texts are escaped, markup and lists of it are not, nothing is nothing. */
type Part = string | number | Markup | readonly Markup[] | undefined;

/** HTML from a template. Whatever is put in is text, whoever wrote it, unless it was made by `html` itself. */
export function html(fixed: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  const markup = fixed.reduce((all, piece, i) => all + toMarkup(parts[i - 1]) + piece);
  return { markup };
}

function toMarkup(part: Part): string {
  if (part === undefined) return "";
  if (typeof part === "string") return escape(part);
  if (typeof part === "number") return String(part);
  return "markup" in part ? part.markup : part.map(({ markup }) => markup).join("");
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/**
 * Signs of HTML become entities; control and direction signs, which could hide or turn around what follows, are shown by
 * their code.
 */
function escape(text: string): string {
  return text
    .replaceAll(/[&<>"']/gu, (sign) => ENTITIES[sign] ?? sign)
    .replaceAll(/[\p{Cc}\u200B-\u200F\u2028-\u202E\u2066-\u2069\uFEFF]/gu, (sign) =>
      sign === "\n" || sign === "\t"
        ? sign
        : `\\u${(sign.codePointAt(0) ?? 0).toString(16).padStart(4, "0")}`,
    );
}
