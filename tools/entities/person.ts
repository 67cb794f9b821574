import type { EntityOption, Resolution } from "../../src/domain/entity.ts";
import type { Contact } from "../../src/domain/resources.ts";
import { parseAddress } from "../recipients.ts";
import { showLine } from "../visible-text.ts";
import type { Named, NameIndex, Ranked } from "./name-index.ts";

/** Who scores within this of the best is as likely meant: "Sandy" may be Alexander Stone or Sandra Lee. */
const CLEAR_MARGIN = 0.13;
const MOST_OPTIONS = 10;

/** An address that stands for itself. */
export function literalAddress(words: string): EntityOption | undefined {
  const address = parseAddress(words.replace(/[.,;]+$/u, ""));
  return address && { value: address.email, label: address.email };
}

/** Whom of these people the words mean, as an e-mail address. Who is in an earlier list is left out of later ones. */
export function resolvePerson(words: string, ...lists: readonly NameIndex<Person>[]): Resolution {
  const ranked = lists
    .flatMap((list, at) =>
      list
        .rank(words)
        .filter(({ emails: [email = ""] }) =>
          lists.slice(0, at).every((earlier) => !earlier.hasAddress(email)),
        ),
    )
    .toSorted((a, b) => b.score - a.score);
  return decide(ranked, ({ person, emails: [email] }) =>
    email === undefined ? [] : [{ value: email, label: labelOf(person, email) }],
  );
}

/** Of these people those who are called exactly so, as "Mom" may stand in an address book. */
export function resolveWholeName(words: string, list: NameIndex<Person>): Resolution {
  const exact = list.rank(words).filter(({ isWholeName }) => isWholeName);
  return toResolution(
    exact.flatMap(({ person, emails: [email] }) =>
      email === undefined ? [] : [{ value: email, label: labelOf(person, email) }],
    ),
  );
}

/** Which of these contacts the words mean, as Google's id of it. */
export function resolveContact(words: string, contacts: NameIndex<Contact>): Resolution {
  return decide(contacts.rank(words), ({ person }) => [
    { value: person.resourceName, label: labelOf(person, person.emails[0]) },
  ]);
}

/** Whose telephone number this is, as an e-mail address. */
export function resolvePhoneNumber(words: string, { people }: NameIndex<Contact>): Resolution {
  const number = significantDigits(words);
  const bearers = people.filter(({ phones }) =>
    phones.some((phone) => significantDigits(phone) === number),
  );
  return toResolution(
    bearers.flatMap((person) =>
      person.emails.slice(0, 1).map((email) => ({ value: email, label: labelOf(person, email) })),
    ),
  );
}

/** The part of a number that stays the same whether it is written with its country or without. */
function significantDigits(phone: string): string {
  return phone.replaceAll(/\D/gu, "").slice(-9);
}

/** Somebody who may be written to; `how` the user knows them is told where several are to be told apart. */
type Person = Named & { readonly how?: string };

function decide<T extends Named>(
  ranked: readonly Ranked<T>[],
  toOptions: (ranked: Ranked<T>) => EntityOption[],
): Resolution {
  const likely = nearBest(ranked);
  const options = likely.flatMap(toOptions);
  // One that is only near is asked about, like several would be.
  return likely.every(({ isSure }) => isSure) || options.length === 0
    ? toResolution(options)
    : { kind: "ambiguous", options: options.slice(0, MOST_OPTIONS) };
}

/** What follows from the things that fit about equally well, best first. One thing that fits twice is one. */
export function toResolution(options: readonly EntityOption[]): Resolution {
  const distinct = [...new Map(options.toReversed().map((each) => [each.value, each])).values()];
  const [best, ...others] = distinct.toReversed();
  if (best === undefined) return { kind: "unknown" };
  if (others.length === 0) return { kind: "resolved", ...best };
  return { kind: "ambiguous", options: [best, ...others].slice(0, MOST_OPTIONS) };
}

function nearBest<T extends Named>(ranked: readonly Ranked<T>[]): readonly Ranked<T>[] {
  const best = ranked[0];
  if (best === undefined) return [];
  // A first and a last name said in full leave no doubt; a first name alone does, even where somebody is called just so.
  const isFullName = best.isWholeName && best.person.name.trim().includes(" ");
  if (isFullName) return ranked.filter(({ isWholeName }) => isWholeName);
  // Who is called just what was said is not in doubt because somebody else would be with a slip, or for short: "Bob" is
  // Bob Marsh, and not Robert Fielding.
  const isCalledSo = best.isFirstName && !best.isNickname;
  return ranked.filter(
    ({ score, isClean, isNickname }) =>
      best.score - score < CLEAR_MARGIN &&
      (isClean || !best.isClean) &&
      !(isNickname && isCalledSo),
  );
}

/** `Sam Carter <sam@acme.com>, Acme` */
function labelOf({ name, organization, how }: Person, email: string | undefined): string {
  const shown = showLine(name);
  const isName = shown !== "" && shown !== email;
  const who = email === undefined ? shown : isName ? `${shown} <${email}>` : email;
  return [who, ...[organization, how].flatMap((part) => (part ? [showLine(part)] : []))].join(", ");
}
