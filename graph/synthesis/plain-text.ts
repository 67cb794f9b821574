/** What a link becomes: nothing in a reply can be followed, fetched or previewed. */
const LINK = "[link]";

/**
 * The text without markup, links, images and characters that cannot be seen. What it is for: a model that has read outside
 * content may have been talked into an address that carries what it read.
 */
export function toPlainText(text: string): string {
  return (
    text
      .replace(/[\p{Cf}\p{Cc}]/gu, (character) => (/[\n\t]/u.test(character) ? character : ""))
      .replace(/^\s*\[[^\]\n]+\]:\s*\S+.*$/gmu, "")
      .replace(/!?\[([^\]\n]*)\](?:\([^)\n]*\)|\[[^\]\n]*\])/gu, "$1")
      .replace(/<((?:https?|mailto):[^>\s]+)>/giu, LINK)
      .replace(/<\/?[a-z!][^>\n]*>/giu, "")
      .replace(/\b[a-z][a-z0-9+.-]*:\/\/\S+/giu, LINK)
      .replace(/\b(?:mailto|data|javascript|tel|sms|file|blob):\S+/giu, LINK)
      .replace(/\bwww\.\S+/giu, LINK)
      // An address is left as it is; a host with a path, or with a name made to carry something, is not.
      .replace(/(?<![@\w.-])(?:[\w-]+\.)+[a-z]{2,}\/\S+/giu, LINK)
      .replace(/(?<![@\w.-])(?:[\w-]+\.){2,}[a-z]{2,}(?![\w@-])/giu, LINK)
      .replace(/(?<![@\w.-])[\w-]{25,}\.[a-z]{2,}(?![\w@-])/giu, LINK)
      .replace(/\*\*|__|`+/gu, "")
      .replace(/^#{1,6}\s+/gmu, "")
  );
}

/**
 * The same words, with nothing among them that a page which draws Markdown or HTML would fetch: an image and a tag come
 * apart by a space.
 */
export function inertText(text: string): string {
  return text.replaceAll(/!(?=\[)/gu, "! ").replaceAll(/<(?=\/?[a-z][\w:-]*[\s/>])/giu, "< ");
}

/** A text as it is being written, told on as plain text: what was told, put together, is the whole. */
export interface PlainTextStream {
  push(piece: string): void;
  /** Tells the rest, and answers the whole. */
  end(): string;
}

/** Pieces are told in no smaller parts, so that a reply is not a hundred messages. */
const SMALLEST_PART = 60;
/** A bracket that is open for longer than this is no link. */
const LONGEST_LINK = 400;

export function createPlainTextStream(tell: (part: string) => void): PlainTextStream {
  let held = "";
  let whole = "";

  function release(length: number): void {
    const part = toPlainText(held.slice(0, length));
    held = held.slice(length);
    if (part === "") return;
    whole += part;
    tell(part);
  }

  return {
    push(piece) {
      held += piece;
      const length = safeLength(held);
      if (length >= SMALLEST_PART) release(length);
    },
    end() {
      release(held.length);
      return whole;
    },
  };
}

/** How much of a text can be told: up to a space, and not from within what may become a link. */
function safeLength(text: string): number {
  const space = text.search(/\s\S*$/u) + 1;
  const open = Math.max(text.lastIndexOf("["), text.lastIndexOf("<"));
  if (open === -1 || text.length - open > LONGEST_LINK) return space;
  const closed = /[)>\n]/u.test(text.slice(open));
  return closed ? space : Math.min(space, open);
}
