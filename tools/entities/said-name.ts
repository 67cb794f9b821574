import { addressKindIn, kindOfAddress } from "../../src/domain/address-kinds.ts";
import type { AddressKind } from "../../src/domain/address-kinds.ts";
import { fold, wordsOf } from "./words.ts";

/** A name as somebody said it. */
export interface SaidName {
  readonly words: readonly string[];
  /** "Acme" of "Eden from Acme", "work" of "Sam (work)". */
  readonly qualifier: string | undefined;
}

const TITLES = new Set(["mr", "mrs", "ms", "miss", "mx", "dr", "prof", "professor", "sir"]);
const MOST_WORDS = 6;

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
  const ofKind = (kind: AddressKind) => emails.filter((email) => kindOfAddress(email) === kind);
  const kind = addressKindIn(qualifier);
  if (kind !== undefined) return ofKind(kind).length > 0 ? ofKind(kind) : undefined;
  const wanted = wordsOf(qualifier);
  const fits = (text: string): boolean => {
    const words = wordsOf(text);
    return wanted.every((word) => words.includes(word));
  };
  const atDomain = emails.filter((email) => fits((email.split("@")[1] ?? "").replaceAll(".", " ")));
  if (atDomain.length > 0) return atDomain;
  const work = ofKind("work");
  return fits(organization) ? (work.length > 0 ? work : emails) : undefined;
}
