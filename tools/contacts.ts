import { z } from "zod";

import { Contact } from "../src/domain/resources.ts";
import { defineTool } from "./definition.ts";
import type { CallProvider, ToolDefinition } from "./definition.ts";
import { createNameIndex } from "./entities/name-index.ts";
import {
  CreateContact,
  DeleteContact,
  ListContacts,
  SearchContacts,
  UpdateContact,
} from "./inputs.ts";
import { peopleIn, PERSON_FIELDS, readPerson, toContact, toName } from "./person.ts";
import type { Person } from "./person.ts";
import { showArgument, showList } from "./presentation.ts";
import { compact, nextPageToken, readPages } from "./provider-data.ts";
import { checkRecipients } from "./recipients.ts";
import { showLine } from "./visible-text.ts";

const PAGE_SIZE = 1_000;
const CONTACTS_READ = 10_000;

const ContactOutput = z.object({ contact: Contact });
const ContactsOutput = z.object({ contacts: z.array(Contact) });

/** Google Contacts. */
export const contactTools: readonly ToolDefinition[] = [
  defineTool({
    name: "contacts_search",
    service: "contacts",
    effect: "read",
    description:
      "Find contacts by name, nickname, address, phone number or organization; best first.",
    input: SearchContacts,
    output: ContactsOutput,
    run: async ({ query }, provider) => ({
      contacts: findContacts(await listContacts(provider), query),
    }),
    title: ({ query }) => `Look up ${showArgument(query)} in your contacts`,
    present: ({ args, output: { contacts } }) =>
      showList(
        contacts.length === 1 ? "1 contact:" : `${contacts.length} contacts:`,
        contacts.map(showContact),
        `No contact fits “${showLine(args.query)}”.`,
      ),
  }),
  defineTool({
    name: "contacts_list",
    service: "contacts",
    effect: "read",
    description: "List all contacts.",
    input: ListContacts,
    output: ContactsOutput,
    run: async (_input, provider) => ({ contacts: await listContacts(provider) }),
    title: () => "Look at your contacts",
    present: ({ output: { contacts } }) =>
      showList("Your contacts:", contacts.map(showContact), "You have no contacts."),
  }),
  defineTool({
    name: "contacts_create",
    service: "contacts",
    effect: "write",
    description: "Add a contact.",
    input: CreateContact,
    output: ContactOutput,
    async run({ name, email, phone, organization }, provider) {
      const data = await provider(
        "GOOGLECONTACTS_CREATE_CONTACT",
        compact({
          names: [toName(name)],
          emailAddresses: email === undefined ? undefined : toValues(checkRecipients([email])),
          phoneNumbers: phone === undefined ? undefined : toValues([phone]),
          organizations: organization === undefined ? undefined : [{ name: organization }],
        }),
      );
      return { contact: toContact(readPerson(data)) };
    },
    title: ({ name }) => `Add ${showArgument(name)} to your contacts`,
    present: ({ output: { contact } }) => `Added to your contacts: ${showContact(contact)}.`,
  }),
  defineTool({
    name: "contacts_update",
    service: "contacts",
    effect: "write",
    description: "Change a contact: what is not given stays as it is.",
    input: UpdateContact,
    output: ContactOutput,
    entityFields: { resourceName: "contact" },
    async run({ resourceName, name, email, phone, organization }, provider) {
      const person = await getPerson(provider, resourceName);
      const fields = compact({
        names: name === undefined ? undefined : [toName(name)],
        emailAddresses:
          email === undefined
            ? undefined
            : putFirst(person.emailAddresses, checkRecipients([email])),
        phoneNumbers: phone === undefined ? undefined : putFirst(person.phoneNumbers, [phone]),
        organizations: organization === undefined ? undefined : [{ name: organization }],
      });
      const data = await provider(
        "GOOGLECONTACTS_UPDATE_CONTACT",
        compact({
          resourceName,
          // Google refuses a change that was not made to the contact as it now is.
          etag: person.etag,
          updatePersonFields: Object.keys(fields).join(","),
          ...fields,
        }),
      );
      return { contact: toContact(readPerson(data)) };
    },
    title: ({ resourceName }) => `Change ${nameOf(resourceName)} in your contacts`,
    present: ({ output: { contact } }) => `Changed: ${showContact(contact)}.`,
  }),
  defineTool({
    name: "contacts_delete",
    service: "contacts",
    effect: "write",
    description: "Delete a contact. Answers what was deleted.",
    input: DeleteContact,
    output: ContactOutput,
    entityFields: { resourceName: "contact" },
    async run({ resourceName }, provider) {
      const contact = toContact(await getPerson(provider, resourceName));
      await provider("GOOGLECONTACTS_DELETE_CONTACT", { resource_name: resourceName });
      return { contact };
    },
    title: ({ resourceName }) => `Delete ${nameOf(resourceName)} from your contacts`,
    present: ({ output: { contact } }) => `Deleted from your contacts: ${showContact(contact)}.`,
  }),
];

async function listContacts(provider: CallProvider): Promise<Contact[]> {
  const people = await readPages(CONTACTS_READ, async (page_token) => {
    const call = { person_fields: PERSON_FIELDS, page_size: PAGE_SIZE, page_token };
    const data = await provider("GOOGLECONTACTS_LIST_CONNECTIONS", compact(call));
    return { items: peopleIn(data), next: nextPageToken(data) };
  });
  return people.map(toContact);
}

async function getPerson(provider: CallProvider, resourceName: string): Promise<Person> {
  const call = { resourceName, personFields: PERSON_FIELDS };
  return readPerson(await provider("GOOGLECONTACTS_GET_PERSON", call));
}

function findContacts(contacts: readonly Contact[], query: string): Contact[] {
  const ranked = createNameIndex(contacts)
    .rank(query)
    .map(({ person }) => person);
  const words = query.toLowerCase();
  const digits = query.replaceAll(/\D/gu, "");
  const others = contacts.filter(
    ({ emails, organization = "", phones }) =>
      emails.some((email) => email.includes(words)) ||
      organization.toLowerCase().includes(words) ||
      (digits.length >= 4 && phones.some((phone) => phone.replaceAll(/\D/gu, "").includes(digits))),
  );
  return [...new Set([...ranked, ...others])];
}

function toValues(values: readonly string[]): { value: string }[] {
  return values.map((value) => ({ value }));
}

/** The new values, then the former ones as they were. */
function putFirst(
  former: readonly { readonly value: string }[],
  values: readonly string[],
): { value: string }[] {
  const kept = former.filter(({ value }) => !values.includes(value.toLowerCase()));
  return [...toValues(values), ...kept];
}

function showContact({ name, emails, phones, organization }: Contact): string {
  const shown = [name, ...emails.filter((email) => email !== name), ...phones, organization];
  return shown.flatMap((part) => (part ? [showLine(part)] : [])).join(", ");
}

/** What stands for a contact in a title: the user's own words for it, never its id. */
function nameOf(resourceName: unknown): string {
  return typeof resourceName === "string" ? "the contact" : showArgument(resourceName);
}
