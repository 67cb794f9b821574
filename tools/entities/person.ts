import type { EntityOption, Resolution } from "../../src/domain/entity.ts";
import type { Contact } from "../../src/domain/resources.ts";
import { parseAddress } from "../recipients.ts";
import { showLine } from "../visible-text.ts";
import { rankContacts } from "./rank-contacts.ts";
import type { RankedContact } from "./rank-contacts.ts";

/** Who scores within this of the best is as likely meant: "Bob" may be Bob Marsh or Robert Fielding. */
const CLEAR_MARGIN = 0.1;
const MOST_OPTIONS = 10;

/** An address that stands for itself. */
export function literalAddress(words: string): EntityOption | undefined {
  const address = parseAddress(words.replace(/[.,;]+$/u, ""));
  return address && { value: address.email, label: address.email };
}

/** Whom of these contacts the words mean, as an e-mail address. */
export function resolvePerson(words: string, contacts: readonly Contact[]): Resolution {
  return decide(rankContacts(words, contacts), ({ contact, emails: [email] }) =>
    email === undefined ? [] : [{ value: email, label: labelOf(contact, email) }],
  );
}

/** Which of these contacts the words mean, as Google's id of it. */
export function resolveContact(words: string, contacts: readonly Contact[]): Resolution {
  return decide(rankContacts(words, contacts), ({ contact }) => [
    { value: contact.resourceName, label: labelOf(contact, contact.emails[0]) },
  ]);
}

function decide(
  ranked: readonly RankedContact[],
  toOptions: (ranked: RankedContact) => EntityOption[],
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

function nearBest(ranked: readonly RankedContact[]): RankedContact[] {
  const best = ranked[0];
  if (best === undefined) return [];
  // A first and a last name said in full leave no doubt; a first name alone does, even where somebody is called just so.
  const isFullName = best.isWholeName && best.contact.name.trim().includes(" ");
  const exact = ranked.filter(({ isWholeName }) => isWholeName);
  if (isFullName) return exact;
  return ranked.filter(({ score }) => best.score - score < CLEAR_MARGIN);
}

/** `Sam Carter <sam@acme.com>, Acme` */
function labelOf({ name, organization }: Contact, email: string | undefined): string {
  const shown = showLine(name);
  const isName = shown !== "" && shown !== email;
  const who = email === undefined ? shown : isName ? `${shown} <${email}>` : email;
  return organization === undefined ? who : `${who}, ${showLine(organization)}`;
}
