import { findPhoneNumbersInText } from "libphonenumber-js";
import type { CountryCode } from "libphonenumber-js";

import type { Clause } from "../clause.ts";
import { readName } from "../people.ts";
import { isAddress } from "../prepared-text.ts";

/** What is said of a person to be kept. */
export interface ContactFields {
  readonly name: string | undefined;
  readonly email: string | undefined;
  readonly phone: string | undefined;
  readonly organization: string | undefined;
}

/** Where a number without a country code is looked for first, by the zone its writer lives in. */
const COUNTRY_BY_ZONE: readonly (readonly [RegExp, CountryCode])[] = [
  [/^Europe\/London$/u, "GB"],
  [/^Europe\/Paris$/u, "FR"],
  [/^Europe\/Berlin$/u, "DE"],
  [/^Europe\/Madrid$/u, "ES"],
  [/^Europe\/Rome$/u, "IT"],
  [/^Asia\/(?:Kolkata|Calcutta)$/u, "IN"],
  [/^Australia\//u, "AU"],
];

/** "Ola from Globex": a name written as one, after the words that say where somebody works. */
const WORKS_AT = /\b(?:at|from|of|works (?:at|for))\s+(\p{Lu}[\p{L}&-]*(?:\s+\p{Lu}[\p{L}&-]*)*)/u;

/** A phone number and nothing else, in E.164 form. */
export function readPhone(text: string, clause: Clause): string | undefined {
  const found = phoneIn(text, clause);
  return found !== undefined && found.rest.replace(/[\s().-]/gu, "") === ""
    ? found.phone
    : undefined;
}

/** Reads a name, an address and a number in any order; undefined where anything else is among them. */
export function readContactFields(text: string, clause: Clause): ContactFields | undefined {
  const called = phoneIn(text, clause);
  const rest = called?.rest ?? text;
  const works = WORKS_AT.exec(rest);
  const company = works?.[1];
  if (company !== undefined && readName(company, clause) === undefined) return undefined;
  const words = (works === null ? rest : rest.replace(works[0], " "))
    .replace(
      /\b(?:with|and|whose|his|her|their|phone|number|email|address|mobile|cell|is|tel|on|at|as)\b|[:;,()]|'s\b/giu,
      " ",
    )
    .split(/\s+/u)
    .filter((word) => word !== "");
  const addresses = words.filter((word) => isAddress(word));
  const name = words.filter((word) => !isAddress(word)).join(" ");
  if (addresses.length > 1 || (name !== "" && readName(name, clause) === undefined))
    return undefined;
  const [email] = addresses;
  return {
    name: name === "" ? undefined : clause.prepared.restore(name),
    email: email === undefined ? undefined : clause.prepared.restore(email),
    phone: called?.phone,
    organization: company === undefined ? undefined : clause.prepared.restore(company),
  };
}

function phoneIn(text: string, { timezone }: Clause): { phone: string; rest: string } | undefined {
  const country = COUNTRY_BY_ZONE.find(([zone]) => zone.test(timezone))?.[1] ?? "US";
  const found = findPhoneNumbersInText(text, country);
  const [match] = found;
  if (match === undefined || found.length > 1) return undefined;
  return {
    phone: match.number.number,
    rest: `${text.slice(0, match.startsAt)} ${text.slice(match.endsAt)}`,
  };
}
