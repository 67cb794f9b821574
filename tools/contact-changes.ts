import type { z } from "zod";

import { AssistantError, toAssistantError } from "../src/domain/errors.ts";
import type { CallProvider } from "./definition.ts";
import type { UpdateContact } from "./inputs.ts";
import { PERSON_FIELDS, readPerson, toGoogleDate, toName } from "./person.ts";
import type { Person } from "./person.ts";
import { compact } from "./provider-data.ts";
import { checkRecipients } from "./recipients.ts";

type Changes = Omit<z.infer<typeof UpdateContact>, "resourceName">;
type Value = { readonly value: string };

/** A contact as Google has it now. @throws ERR_NOT_FOUND */
export async function getPerson(provider: CallProvider, resourceName: string): Promise<Person> {
  const call = { resourceName, personFields: PERSON_FIELDS };
  return readPerson(await provider("GOOGLECONTACTS_GET_PERSON", call));
}

/**
 * Changes fields of a contact as it now is. Google refuses a change to what has changed since it was read: it is then
 * read and worked out once more, and what is refused again is reported.
 */
export async function updatePerson(
  provider: CallProvider,
  resourceName: string,
  fieldsFor: (person: Person) => Record<string, unknown>,
): Promise<Person> {
  const update = async (person: Person): Promise<Person> => {
    const fields = compact(fieldsFor(person));
    if (Object.keys(fields).length === 0) return person;
    const call = { resourceName, etag: person.etag, ...fields };
    const updatePersonFields = Object.keys(fields).join(",");
    return readPerson(
      await provider("GOOGLECONTACTS_UPDATE_CONTACT", compact({ ...call, updatePersonFields })),
    );
  };
  const person = await getPerson(provider, resourceName);
  try {
    return await update(person);
  } catch (cause) {
    if (toAssistantError(cause).code !== "ERR_TOOL_REJECTED") throw cause;
    const present = await getPerson(provider, resourceName);
    if (present.etag === person.etag) throw cause;
    return update(present);
  }
}

/** What a change makes of a contact's fields; what it does not touch is left out. @throws ERR_TOOL_REJECTED */
export function fieldsOf(person: Person, changes: Changes): Record<string, unknown> {
  const { name, organization, birthday, notes, addNotes, clear = [] } = changes;
  for (const field of clear) checkSingle(person, field);
  const emails = changed(person.emailAddresses, {
    first: checked(changes.email),
    last: checked(changes.addEmail),
    gone: changes.removeEmail,
    isCleared: clear.includes("email"),
    keyOf: (value) => value.trim().toLowerCase(),
  });
  const phones = changed(person.phoneNumbers, {
    first: changes.phone,
    last: changes.addPhone,
    gone: changes.removePhone,
    isCleared: clear.includes("phone"),
    keyOf: digitsOf,
  });
  const [note] = person.biographies;
  const wanted =
    addNotes === undefined ? notes : [notes ?? note?.value ?? [], addNotes].flat().join("\n");
  return compact({
    names: name === undefined ? undefined : [toName(name)],
    emailAddresses: emails,
    phoneNumbers: phones,
    organizations: listFor(organization && { name: organization }, clear.includes("organization")),
    birthdays: listFor(birthday && { date: toGoogleDate(birthday) }, clear.includes("birthday")),
    biographies: listFor(wanted && { value: wanted }, clear.includes("notes")),
  });
}

/** Values as Google keeps them. */
export function toValues(values: readonly string[]): Value[] {
  return values.map((value) => ({ value }));
}

/** A number by its digits: how it was written does not make it another. */
export function digitsOf(phone: string): string {
  return phone.replaceAll(/\D/gu, "");
}

interface ListChange {
  readonly first: string | undefined;
  readonly last: string | undefined;
  readonly gone: string | undefined;
  readonly isCleared: boolean;
  readonly keyOf: (value: string) => string;
}

/** The values there were with one put first, one added or one taken off; the others as they were. */
function changed(
  former: readonly Value[],
  { first, last, gone, isCleared, keyOf }: ListChange,
): Value[] | undefined {
  if (isCleared) return [];
  if (first === undefined && last === undefined && gone === undefined) return undefined;
  if (gone !== undefined && !former.some(({ value }) => keyOf(value) === keyOf(gone))) {
    throw new AssistantError("ERR_NOT_FOUND", `The contact does not have ${gone}.`);
  }
  const taken = new Set([first, last, gone].flatMap((value) => (value ? [keyOf(value)] : [])));
  const kept = former.filter(({ value }) => !taken.has(keyOf(value)));
  return [
    ...toValues(first === undefined ? [] : [first]),
    ...kept,
    ...toValues(last === undefined ? [] : [last]),
  ];
}

function checked(email: string | undefined): string | undefined {
  return email === undefined ? undefined : checkRecipients([email])[0];
}

function listFor(value: unknown, isCleared: boolean): unknown[] | undefined {
  if (value !== undefined && value !== "") return [value];
  return isCleared ? [] : undefined;
}

/** Of several numbers, which one is to go has to be said. */
function checkSingle(person: Person, field: NonNullable<Changes["clear"]>[number]): void {
  const several = { email: person.emailAddresses, phone: person.phoneNumbers };
  const values = field === "email" || field === "phone" ? several[field] : [];
  if (values.length < 2) return;
  const shown = values.map(({ value }) => value).join(", ");
  throw new AssistantError(
    "ERR_TOOL_REJECTED",
    `There are several: ${shown}. Please say which one to remove.`,
  );
}
