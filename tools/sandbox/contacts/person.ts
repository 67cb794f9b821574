import { z } from "zod";

import { makeId } from "../ids.ts";

const Name = z.looseObject({
  displayName: z.string().optional(),
  givenName: z.string().optional(),
  familyName: z.string().optional(),
});

/** People API's Person, as a workspace document may give it. */
export const GivenPerson = z.looseObject({
  resourceName: z
    .string()
    .regex(/^(?:people|otherContacts)\/\S+$/u, "must begin with people/ or otherContacts/")
    .optional(),
  etag: z.string().optional(),
  names: z.array(Name).optional(),
  emailAddresses: z.array(z.looseObject({ value: z.string() })).optional(),
  phoneNumbers: z.array(z.looseObject({ value: z.string() })).optional(),
  birthdays: z.array(z.looseObject({})).optional(),
  biographies: z.array(z.looseObject({ value: z.string() })).optional(),
  organizations: z.array(z.looseObject({ name: z.string().optional() })).optional(),
});
export type GivenPerson = z.infer<typeof GivenPerson>;

/** A person with everything in it that Google fills in. */
export type Person = GivenPerson & { readonly resourceName: string; readonly etag: string };

/** Fills in what Google would have filled in. */
export function completePerson(
  person: GivenPerson,
  kind: "people" | "otherContacts" = "people",
): Person {
  return {
    ...person,
    resourceName: person.resourceName ?? makeId.person().replace(/^people/u, kind),
    etag: makeId.etag().replaceAll('"', ""),
    ...(person.names && { names: person.names.map(completeName) }),
  };
}

function completeName(name: z.infer<typeof Name>): z.infer<typeof Name> {
  const parts = [name.givenName, name.familyName].filter((part) => part !== undefined);
  return { ...name, displayName: name.displayName ?? parts.join(" ") };
}
