import { z } from "zod";

import type { Json } from "../../src/domain/plan.ts";
import { Contact } from "../../src/domain/resources.ts";
import { getPerson } from "../contact-changes.ts";
import { ALL_FIELDS, wholePerson } from "../contact-merging.ts";
import { showContact } from "../contact-presentation.ts";
import { defineTool } from "../definition.ts";
import { readPerson, toContact } from "../person.ts";
import { fieldOf } from "../provider-data.ts";
import { unlessGone } from "../reconcile/comparing.ts";

/** A contact as it was, with everything a contact may have. */
export const FormerContact = z.strictObject({
  resourceName: z.string(),
  fields: z.record(z.string(), z.json()),
});

/** Makes a contact what it was; one that is gone is made again, as a new entry. */
export const putBackContact = defineTool({
  name: "contacts_put_back",
  service: "contacts",
  effect: "write",
  forUndo: true,
  description: "Make a contact what it was.",
  input: FormerContact,
  output: z.object({ contact: Contact, isNew: z.boolean() }),
  async run({ resourceName, fields }, provider) {
    const present = await unlessGone(getPerson(provider, resourceName));
    if (present === undefined) {
      const data = await provider("GOOGLECONTACTS_CREATE_CONTACT", fields);
      return { contact: toContact(readPerson(data)), isNew: true };
    }
    const now = fieldsOf(await wholePerson(provider, resourceName));
    const names = Object.keys({ ...now, ...fields });
    const changed = names.filter((name) => !isSame(now[name], fields[name]));
    if (changed.length === 0) return { contact: toContact(present), isNew: false };
    const data = await provider("GOOGLECONTACTS_UPDATE_CONTACT", {
      resourceName,
      etag: present.etag,
      updatePersonFields: changed.join(","),
      ...Object.fromEntries(changed.map((name) => [name, fields[name] ?? []])),
    });
    return { contact: toContact(readPerson(data)), isNew: false };
  },
  title: ({ fields }) => `Put ${nameIn(fields)} back into your contacts as it was`,
  present: ({ output: { contact, isNew } }) =>
    isNew
      ? `Back in your contacts, as a new entry: ${showContact(contact)}.`
      : `As it was: ${showContact(contact)}.`,
});

/** What of a person is written: all of it but what Google says of it. */
export function fieldsOf(person: Readonly<Record<string, unknown>>): Record<string, Json> {
  const named = ALL_FIELDS.split(",").flatMap((name) => {
    const values = person[name];
    if (!Array.isArray(values) || values.length === 0) return [];
    return [[name, values.map(withoutMetadata)] as const];
  });
  return z.record(z.string(), z.json()).parse(Object.fromEntries(named));
}

function withoutMetadata(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  const { metadata: _metadata, ...own } = value as { metadata?: unknown };
  return own;
}

function isSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(a ?? []) === JSON.stringify(b ?? []);
}

function nameIn(fields: unknown): string {
  const name = fieldOf(fieldOf(fieldOf(fields, "names"), "0"), "displayName");
  return typeof name === "string" ? name : "a contact";
}
