import type { Contact } from "../../src/domain/resources.ts";
import { isSureFit, nameSimilarity } from "./name-similarity.ts";
import { fold, wordsOf } from "./words.ts";

/** A contact that the words may mean. */
export interface RankedContact {
  readonly contact: Contact;
  /** From 0 to 1. */
  readonly score: number;
  /** The words are the contact's whole name. */
  readonly isWholeName: boolean;
  /** The words fit beyond doubt: no short one of them is only near. */
  readonly isSure: boolean;
  /** The addresses that fit what was said of them, the preferred one first. */
  readonly emails: readonly string[];
}

interface SaidName {
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

/** Everybody the words may mean, best first. Contacts without an address are among them. */
export function rankContacts(text: string, contacts: readonly Contact[]): RankedContact[] {
  const said = readName(text);
  return contacts
    .flatMap((contact) => {
      const names = namesOf(contact);
      const score = Math.max(...names.map((name) => nameSimilarity(said.words, name)));
      const emails = qualifiedEmails(contact, said.qualifier);
      if (score === 0 || emails === undefined) return [];
      const isWholeName = names.some(
        (name) =>
          name.length === said.words.length && said.words.every((word) => name.includes(word)),
      );
      const isSure = names.some((name) => isSureFit(said.words, name));
      return [{ contact, score, isWholeName, isSure, emails }];
    })
    .toSorted((a, b) => b.score - a.score || Number(b.isWholeName) - Number(a.isWholeName));
}

function readName(text: string): SaidName {
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

/** What the contact may be called: its name, and what its first address says where it has none. */
function namesOf({ name, emails }: Contact): string[][] {
  const isAddress = name === "" || name.includes("@");
  const local = emails[0]?.split("@")[0] ?? name.split("@")[0] ?? "";
  return [wordsOf(isAddress ? local.replaceAll(/[._+]/gu, " ") : name).slice(0, MOST_WORDS)];
}

/** The contact's addresses that fit the qualifier; undefined where the qualifier is of somebody else. */
function qualifiedEmails(
  { emails, organization = "" }: Contact,
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
