import { z } from "zod";

import type { Contact } from "../src/domain/resources.ts";
import { fieldOf, readResource } from "./provider-data.ts";

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
});
export type Person = z.infer<typeof Person>;

/** The fields that are asked for and written. */
export const PERSON_FIELDS = "names,emailAddresses,phoneNumbers,organizations";

/** Reads one person out of a provider's answer. */
export function readPerson(data: unknown): Person {
  return readResource(Person, data, ["person", "person_data", "contact", "people_data"]);
}

/** The person as the rest of the program knows contacts. */
export function toContact({ resourceName, names, ...person }: Person): Contact {
  const [name] = names;
  const emails = person.emailAddresses.map(({ value }) => value.toLowerCase());
  const organization = person.organizations.find((each) => each.name !== undefined)?.name;
  const spoken = [name?.givenName, name?.familyName].filter(Boolean).join(" ");
  return {
    resourceName,
    name: name?.displayName ?? (spoken === "" ? (emails[0] ?? organization ?? "") : spoken),
    emails,
    phones: person.phoneNumbers.map(({ value }) => value),
    ...(organization !== undefined && { organization }),
  };
}

/** A name as Google keeps it: the last word is the family name. */
export function toName(name: string): Record<string, string> {
  const words = name.trim().split(/\s+/u);
  if (words.length === 1) return { givenName: words.join("") };
  return { givenName: words.slice(0, -1).join(" "), familyName: words.at(-1) ?? "" };
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
