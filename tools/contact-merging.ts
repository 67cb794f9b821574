import { z } from "zod";

import { AssistantError } from "../src/domain/errors.ts";
import { Contact } from "../src/domain/resources.ts";
import { digitsOf, updatePerson } from "./contact-changes.ts";
import { nameOfContact, showContact } from "./contact-presentation.ts";
import { defineTool } from "./definition.ts";
import type { CallProvider, ToolDefinition } from "./definition.ts";
import { fold } from "./entities/words.ts";
import { MergeContacts, MergeDuplicates } from "./inputs.ts";
import { listPeople, readPerson, toContact } from "./person.ts";
import type { Person } from "./person.ts";
import { showArgument } from "./presentation.ts";
import { fieldOf } from "./provider-data.ts";
import { showLine } from "./visible-text.ts";

/** Fields of which a contact may have any number: what the other has is added. */
const MANY = [
  "emailAddresses",
  "phoneNumbers",
  "organizations",
  "addresses",
  "urls",
  "relations",
  "events",
  "imClients",
  "nicknames",
  "userDefined",
  "occupations",
  "interests",
] as const;
/** Everything of a contact that is kept. */
export const ALL_FIELDS = ["names", "birthdays", "biographies", ...MANY].join(",");

const Merged = z.object({
  contact: Contact,
  /** Those that are gone. */
  deleted: z.array(Contact),
  /** What both had and only one can be. */
  leftOut: z.array(z.string()),
});
type Merged = z.infer<typeof Merged>;

/** Makes one contact of several: everything goes into one before any other is deleted. */
export const mergingTools: readonly ToolDefinition[] = [
  defineTool({
    name: "contacts_merge",
    service: "contacts",
    effect: "write",
    description: "Put all that a contact has into another one, and delete it.",
    input: MergeContacts,
    output: Merged,
    entityFields: { resourceName: "contact", otherResourceName: "contact" },
    run: ({ resourceName, otherResourceName }, provider) =>
      merge(provider, resourceName, [otherResourceName]),
    title: ({ resourceName, otherResourceName }) =>
      `Merge ${nameOfContact(otherResourceName)} into ${nameOfContact(resourceName)}`,
    present: ({ output }) => presentMerged(output),
  }),
  defineTool({
    name: "contacts_merge_duplicates",
    service: "contacts",
    effect: "write",
    description: "Make one contact of those that have the same name.",
    input: MergeDuplicates,
    output: Merged,
    async run({ name, count }, provider) {
      const same = await peopleCalled(provider, name);
      const [kept, ...others] = same.toSorted((a, b) => detailsOf(b) - detailsOf(a));
      if (kept === undefined || others.length === 0) {
        const found = kept === undefined ? "no contact" : "only one contact";
        throw new AssistantError("ERR_NOT_FOUND", `You have ${found} called “${name}”.`);
      }
      if (count !== undefined && same.length !== count) {
        const shown = same.map((person) => `\n- ${showContact(toContact(person))}`).join("");
        throw new AssistantError(
          "ERR_TOOL_REJECTED",
          `You have ${same.length} contacts called “${name}”, so I merged none:${shown}`,
        );
      }
      return merge(
        provider,
        kept.resourceName,
        others.map(({ resourceName }) => resourceName),
      );
    },
    title: ({ name, count }) =>
      `Merge ${count === undefined ? "all contacts" : `the ${count} contacts`} called “${showArgument(name)}”`,
    present: ({ output }) => presentMerged(output),
  }),
];

/** The contacts of this name, however it is written. */
export async function peopleCalled(provider: CallProvider, name: string): Promise<Person[]> {
  const wanted = plain(name);
  const people = await listPeople(provider);
  return people.filter((person) => plain(toContact(person).name) === wanted);
}

async function merge(
  provider: CallProvider,
  resourceName: string,
  otherNames: readonly string[],
): Promise<Merged> {
  if (otherNames.includes(resourceName)) {
    throw new AssistantError("ERR_INVALID_ARGUMENTS", "That is one and the same contact.");
  }
  // What is read one by one has all its fields; nothing of them may be lost with the contact.
  const others = await Promise.all(otherNames.map((name) => wholePerson(provider, name)));
  const whole = await wholePerson(provider, resourceName);
  const kept = await updatePerson(provider, resourceName, (present) => ({
    ...together([{ ...whole, ...present }, ...others]),
  }));
  for (const name of otherNames) {
    await provider("GOOGLECONTACTS_DELETE_CONTACT", { resource_name: name });
  }
  return {
    contact: toContact(kept),
    deleted: others.map((person) => toContact(readPerson(person))),
    leftOut: others.flatMap((other) => birthdayLeftOut(whole, other)),
  };
}

export type WholePerson = Readonly<Record<string, unknown>>;

/** A contact with all its fields. @throws ERR_NOT_FOUND */
export async function wholePerson(
  provider: CallProvider,
  resourceName: string,
): Promise<WholePerson> {
  const call = { resourceName, personFields: ALL_FIELDS };
  const data = await provider("GOOGLECONTACTS_GET_PERSON", call);
  const person = fieldOf(data, "person") ?? data;
  return { ...(typeof person === "object" && person !== null ? person : {}), ...readPerson(data) };
}

/** The fields of one contact with those of the others added; only those that become more. */
function together(people: readonly WholePerson[]): Record<string, unknown> {
  const fields: Record<string, unknown> = {};
  for (const name of MANY) {
    const [own = [], ...others] = people.map((person) => listOf(person[name]));
    const all = distinct([...own, ...others.flat()], name);
    if (all.length > own.length) fields[name] = all;
  }
  const [ownNotes, ...notes] = people.map((person) => notesOf(person));
  const lines = [...new Set([ownNotes, ...notes].filter((text) => text !== undefined))];
  if (lines.join("\n") !== (ownNotes ?? "")) fields["biographies"] = [{ value: lines.join("\n") }];
  const birthdays = people.map((person) => listOf(person["birthdays"])[0]);
  if (birthdays[0] === undefined) {
    const [given] = birthdays.filter((birthday) => birthday !== undefined);
    if (given !== undefined) fields["birthdays"] = [given];
  }
  return fields;
}

function distinct(values: readonly unknown[], field: string): unknown[] {
  const keyOf = (value: unknown): string => {
    const text = fieldOf(value, field === "organizations" ? "name" : "value");
    if (typeof text !== "string")
      return JSON.stringify({ ...toObject(value), metadata: undefined });
    return field === "phoneNumbers" ? digitsOf(text) : text.trim().toLowerCase();
  };
  const seen = new Set<string>();
  return values.filter((value) => {
    const key = keyOf(value);
    const isNew = !seen.has(key);
    seen.add(key);
    return isNew;
  });
}

function birthdayLeftOut(kept: WholePerson, other: WholePerson): string[] {
  const [own, theirs] = [kept, other].map((person) => toContact(readPerson(person)).birthday);
  return own !== undefined && theirs !== undefined && own !== theirs
    ? [`the birthday ${theirs}`]
    : [];
}

function presentMerged({ contact, deleted, leftOut }: Merged): string {
  const count = deleted.length + 1;
  const lost = leftOut.length === 0 ? "" : ` Not kept: ${leftOut.map(showLine).join(", ")}.`;
  return `Merged ${count} contacts into one: ${showContact(contact)}.${lost}`;
}

const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
const toObject = (value: unknown): object =>
  typeof value === "object" && value !== null ? value : { value };
const plain = (name: string): string => fold(name).trim().replaceAll(/\s+/gu, " ");

function notesOf(person: WholePerson): string | undefined {
  const text = fieldOf(listOf(person["biographies"])[0], "value");
  return typeof text === "string" && text !== "" ? text : undefined;
}

function detailsOf({ emailAddresses, phoneNumbers, organizations }: Person): number {
  return emailAddresses.length + phoneNumbers.length + organizations.length;
}
