import { z } from "zod";

import { AssistantError } from "../src/domain/errors.ts";
import type { Contact } from "../src/domain/resources.ts";
import type { CallProvider } from "./definition.ts";
import { compact, fieldOf, nextPageToken, readPages, readResource } from "./provider-data.ts";

const PAGE_SIZE = 1_000;
const CONTACTS_READ = 10_000;

const GoogleDate = z.looseObject({
  year: z.number().optional(),
  month: z.number().optional(),
  day: z.number().optional(),
});

/** Google's People API Person, as far as it is used here. */
export const Person = z.object({
  resourceName: z.string(),
  etag: z.string().optional(),
  names: z
    .array(
      z.looseObject({
        displayName: z.string().optional(),
        givenName: z.string().optional(),
        familyName: z.string().optional(),
      }),
    )
    .default([]),
  emailAddresses: z.array(z.looseObject({ value: z.string() })).default([]),
  phoneNumbers: z.array(z.looseObject({ value: z.string() })).default([]),
  organizations: z.array(z.looseObject({ name: z.string().optional() })).default([]),
  birthdays: z.array(z.looseObject({ date: GoogleDate.optional() })).default([]),
  biographies: z.array(z.looseObject({ value: z.string() })).default([]),
});
export type Person = z.infer<typeof Person>;

/** The fields that are asked for and written. */
export const PERSON_FIELDS =
  "names,emailAddresses,phoneNumbers,organizations,birthdays,biographies";

/** Reads one person out of a provider's answer. */
export function readPerson(data: unknown): Person {
  return readResource(Person, data, ["person", "person_data", "contact", "people_data"]);
}

/** The person as the rest of the program knows contacts. */
export function toContact({ resourceName, names, ...person }: Person): Contact {
  const [name] = names;
  const emails = person.emailAddresses.map(({ value }) => value.toLowerCase());
  const organization = person.organizations.find((each) => each.name !== undefined)?.name;
  const birthday = toBirthday(person.birthdays[0]?.date);
  const notes = person.biographies[0]?.value;
  const spoken = [name?.givenName, name?.familyName].filter(Boolean).join(" ");
  return {
    resourceName,
    name: name?.displayName ?? (spoken === "" ? (emails[0] ?? organization ?? "") : spoken),
    emails,
    phones: person.phoneNumbers.map(({ value }) => value),
    ...(organization !== undefined && { organization }),
    ...(birthday !== undefined && { birthday }),
    ...(notes !== undefined && { notes }),
  };
}

function toBirthday(date: z.infer<typeof GoogleDate> | undefined): string | undefined {
  if (!date?.month || !date.day) return undefined;
  const [month, day] = [date.month, date.day].map((number) => String(number).padStart(2, "0"));
  return `${date.year ? String(date.year).padStart(4, "0") : "-"}-${month}-${day}`;
}

/** A birthday as Google keeps it, with a year or without. @throws ERR_INVALID_ARGUMENTS where there is no such day */
export function toGoogleDate(birthday: string): Record<string, number> {
  const [, year = "", month = "", day = ""] = /^(\d{4}|-)-(\d{2})-(\d{2})$/u.exec(birthday) ?? [];
  const date = { month: Number(month), day: Number(day) };
  // Whoever was born on 29 February has a birthday in 2000.
  const at = new Date(Date.UTC(year === "-" ? 2000 : Number(year), date.month - 1, date.day));
  if (at.getUTCMonth() + 1 !== date.month || at.getUTCDate() !== date.day) {
    throw new AssistantError("ERR_INVALID_ARGUMENTS", `There is no such day: ${birthday}.`);
  }
  return { ...(year !== "-" && { year: Number(year) }), ...date };
}

/** A name as Google keeps it: the last word is the family name. */
export function toName(name: string): Record<string, string> {
  const words = name.trim().split(/\s+/u);
  if (words.length === 1) return { givenName: words.join("") };
  return { givenName: words.slice(0, -1).join(" "), familyName: words.at(-1) ?? "" };
}

/** All of the user's contacts. */
export async function listPeople(provider: CallProvider): Promise<Person[]> {
  return readPages(CONTACTS_READ, async (page_token) => {
    const call = { person_fields: PERSON_FIELDS, page_size: PAGE_SIZE, page_token };
    const data = await provider("GOOGLECONTACTS_LIST_CONNECTIONS", compact(call));
    return { items: peopleIn(data), next: nextPageToken(data) };
  });
}

const LISTS = ["connections", "people", "results", "contacts", "otherContacts", "other_contacts"];

/** The people of one page of connections, other contacts among them where they came with it. */
export function peopleIn(data: unknown): Person[] {
  const found: unknown[] = LISTS.map((name) => fieldOf(data, name))
    .filter(Array.isArray)
    .flat();
  return found.flatMap((element) => {
    const parsed = Person.safeParse(fieldOf(element, "person") ?? element);
    return parsed.success ? [parsed.data] : [];
  });
}
