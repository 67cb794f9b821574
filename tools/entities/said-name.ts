import { fold, wordsOf } from "./words.ts";

/** A name as somebody said it. */
export interface SaidName {
  readonly words: readonly string[];
  /** "Acme" of "Eden from Acme", "work" of "Sam (work)". */
  readonly qualifier: string | undefined;
}

const TITLES = new Set(["mr", "mrs", "ms", "miss", "mx", "dr", "prof", "professor", "sir"]);
const MOST_WORDS = 6;
const PERSONAL = new Set(["personal", "private", "home"]);
const WORK = new Set(["work", "office", "business"]);
const MAIL_PROVIDERS =
  /@(?:gmail|googlemail|outlook|hotmail|live|msn|yahoo|icloud|me|mac|aol|proton|protonmail|gmx|web|fastmail|hey|zoho|yandex|mail)\.[a-z.]+$/u;

/** Takes a name apart from what was said to tell its bearer from others. */
export function readSaidName(text: string): SaidName {
  const bracketed = /^(.+?)\s*[([]\s*(.+?)\s*[)\]]\s*$/u.exec(text);
  const fromWhere = /^(.+?)\s+(?:from|at|of)\s+(.+)$/iu.exec(text);
  const [, name = text, qualifier] = bracketed ?? fromWhere ?? [];
  return {
    words: wordsOf(name)
      .filter((word, _i, all) => all.length === 1 || !TITLES.has(word))
      .slice(0, MOST_WORDS),
    qualifier: qualifier === undefined ? undefined : fold(qualifier.trim()),
  };
}

/** What somebody in a list may be called: their name, and what their first address says where there is none. */
export function wordsOfName({
  name,
  emails,
}: {
  readonly name: string;
  readonly emails: readonly string[];
}): string[] {
  const isAddress = name === "" || name.includes("@");
  const local = emails[0]?.split("@")[0] ?? name.split("@")[0] ?? "";
  return wordsOf(isAddress ? local.replaceAll(/[._+]/gu, " ") : name).slice(0, MOST_WORDS);
}

/** Those of somebody's addresses that fit the qualifier; undefined where the qualifier is of somebody else. */
export function qualifiedEmails(
  emails: readonly string[],
  organization: string,
  qualifier: string | undefined,
): readonly string[] | undefined {
  if (qualifier === undefined) return emails;
  const personal = emails.filter((email) => MAIL_PROVIDERS.test(email));
  const work = emails.filter((email) => !MAIL_PROVIDERS.test(email));
  if (PERSONAL.has(qualifier)) return personal.length > 0 ? personal : undefined;
  if (WORK.has(qualifier)) return work.length > 0 ? work : undefined;
  const wanted = wordsOf(qualifier);
  const fits = (text: string): boolean => {
    const words = wordsOf(text);
    return wanted.every((word) => words.includes(word));
  };
  const atDomain = emails.filter((email) => fits((email.split("@")[1] ?? "").replaceAll(".", " ")));
  if (atDomain.length > 0) return atDomain;
  return fits(organization) ? (work.length > 0 ? work : emails) : undefined;
}
