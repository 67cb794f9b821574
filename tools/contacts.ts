import { z } from "zod";

import { Contact } from "../src/domain/resources.ts";
import { defineTool } from "./definition.ts";
import type { CallProvider, ToolDefinition } from "./definition.ts";
import { isPerson, speaksOf } from "./entities/alias-search.ts";
import { Alias } from "./entities/aliases.ts";
import { createNameIndex } from "./entities/name-index.ts";
import {
  CreateContact,
  DeleteContact,
  ListContacts,
  SearchContacts,
  UpdateContact,
} from "./inputs.ts";
import { showAlias } from "./alias-presentation.ts";
import { fieldsOf, getPerson, toValues, updatePerson } from "./contact-changes.ts";
import { mergingTools } from "./contact-merging.ts";
import { ContactOutput, nameOfContact, showContact } from "./contact-presentation.ts";
import { listPeople, readPerson, toContact, toGoogleDate, toName } from "./person.ts";
import { showArgument, showList } from "./presentation.ts";
import { compact } from "./provider-data.ts";
import { checkRecipients } from "./recipients.ts";
import { showLine } from "./visible-text.ts";

const ContactsOutput = z.object({ contacts: z.array(Contact) });
/** With what the user told of whom was looked for: it is known beside the contacts. */
const FoundOutput = ContactsOutput.extend({ told: z.array(Alias) });

/** Google Contacts. */
export const contactTools: readonly ToolDefinition[] = [
  defineTool({
    name: "contacts_search",
    service: "contacts",
    effect: "read",
    description:
      "Find contacts by name, nickname, address, phone number or organization, with all their details; best first.",
    input: SearchContacts,
    output: FoundOutput,
    run: async ({ query }, provider, { userId, aliases }) => ({
      contacts: findContacts(await listContacts(provider), query),
      told: (await aliases.all(userId)).filter(isPerson).filter(speaksOf(query)),
    }),
    title: ({ query }) => `Look up ${showArgument(query)} in your contacts`,
    present: ({ args, output: { contacts, told } }) => {
      const found = showList(
        contacts.length === 1 ? "1 contact:" : `${contacts.length} contacts:`,
        contacts.map(showContact),
        `No contact fits “${showLine(args.query)}”.`,
      );
      const known = told.map((alias) => `- ${showAlias(alias)}`);
      return [found, ...(known.length > 0 ? ["You told me:", ...known] : [])].join("\n");
    },
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
    async run({ name, email, phone, organization, birthday, notes }, provider) {
      const data = await provider(
        "GOOGLECONTACTS_CREATE_CONTACT",
        compact({
          names: [toName(name)],
          emailAddresses: email === undefined ? undefined : toValues(checkRecipients([email])),
          phoneNumbers: phone === undefined ? undefined : toValues([phone]),
          organizations: organization === undefined ? undefined : [{ name: organization }],
          birthdays: birthday === undefined ? undefined : [{ date: toGoogleDate(birthday) }],
          biographies: notes === undefined ? undefined : toValues([notes]),
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
    run: async ({ resourceName, ...changes }, provider) => ({
      contact: toContact(
        await updatePerson(provider, resourceName, (person) => fieldsOf(person, changes)),
      ),
    }),
    title: ({ resourceName }) => `Change ${nameOfContact(resourceName)} in your contacts`,
    present: ({ output: { contact } }) => `Changed: ${showContact(contact)}.`,
  }),
  ...mergingTools,
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
    title: ({ resourceName }) => `Delete ${nameOfContact(resourceName)} from your contacts`,
    present: ({ output: { contact } }) => `Deleted from your contacts: ${showContact(contact)}.`,
  }),
];

async function listContacts(provider: CallProvider): Promise<Contact[]> {
  return (await listPeople(provider)).map(toContact);
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
