import { z } from "zod";

import { providerTool } from "../provider-tool.ts";
import type { ProviderTool } from "../provider-tool.ts";
import { invalid, notFound, Refusal } from "../refusal.ts";
import type { Profile } from "../store/profile.ts";
import type { Workspace } from "../store/workspace.ts";
import { completePerson, GivenPerson } from "./person.ts";
import type { Person } from "./person.ts";

const PersonFields = GivenPerson.omit({ resourceName: true });

/** Google Contacts' tools, as Composio names them. */
export const contactTools: readonly ProviderTool[] = [
  providerTool({
    slug: "GOOGLECONTACTS_LIST_CONNECTIONS",
    service: "contacts",
    description: "List the user's contacts.",
    input: z.strictObject({
      person_fields: z.string().optional(),
      page_size: z.int().min(1).max(1000).default(100),
      page_token: z.string().optional(),
      resource_name: z.string().optional(),
    }),
    run({ page_size, page_token }, { workspace }) {
      const start = Number(page_token ?? 0);
      const all = [...workspace.contacts.values()];
      const connections = all.slice(start, start + page_size);
      const next = start + page_size;
      return {
        response_data: {
          connections,
          totalPeople: all.length,
          totalItems: all.length,
          ...(next < all.length && { nextPageToken: String(next) }),
        },
      };
    },
  }),
  providerTool({
    slug: "GOOGLECONTACTS_GET_PERSON",
    service: "contacts",
    description: "Get one contact.",
    input: z.strictObject({ resourceName: z.string(), personFields: z.string().optional() }),
    run: ({ resourceName }, { workspace }) => ({
      response_data:
        resourceName === "people/me"
          ? ownerOf(workspace.profile)
          : personOf(workspace, resourceName),
    }),
  }),
  providerTool({
    slug: "GOOGLECONTACTS_CREATE_CONTACT",
    service: "contacts",
    description: "Create a contact.",
    input: PersonFields,
    run(fields, { workspace }) {
      const person = completePerson(fields);
      workspace.contacts.put(person);
      return { response_data: person };
    },
  }),
  providerTool({
    slug: "GOOGLECONTACTS_UPDATE_CONTACT",
    service: "contacts",
    description: "Replace some fields of a contact; its etag must be the present one.",
    input: PersonFields.extend({
      resourceName: z.string(),
      updatePersonFields: z.string().optional(),
    }),
    run({ resourceName, updatePersonFields: _fields, etag, ...changes }, { workspace }) {
      const person = personOf(workspace, resourceName);
      if (etag === undefined) throw invalid("Request must set person.etag.");
      if (etag !== person.etag) {
        throw new Refusal(
          400,
          "failedPrecondition",
          "Request person.etag is different than the current person.etag.",
        );
      }
      const changed = completePerson({ ...person, ...changes, resourceName });
      workspace.contacts.put(changed);
      return { response_data: changed };
    },
  }),
  providerTool({
    slug: "GOOGLECONTACTS_DELETE_CONTACT",
    service: "contacts",
    description: "Delete a contact.",
    input: z.strictObject({ resource_name: z.string() }),
    run({ resource_name }, { workspace }) {
      personOf(workspace, resource_name);
      workspace.contacts.delete(resource_name);
      return { response_data: {} };
    },
  }),
];

/** The contacts as the Gmail toolkit gives them. */
export const gmailContactTools: readonly ProviderTool[] = [
  providerTool({
    slug: "GMAIL_GET_CONTACTS",
    service: "gmail",
    description: "List the user's contacts and, where asked for, other contacts.",
    input: z.strictObject({
      resource_name: z.string().default("people/me"),
      person_fields: z.string().optional(),
      page_token: z.string().nullish(),
      include_other_contacts: z.boolean().default(true),
    }),
    run({ include_other_contacts, page_token }, { workspace: { contacts, otherContacts } }) {
      const start = Number(page_token ?? 0);
      const all = [...contacts.values()];
      const next = start + GMAIL_PAGE;
      return {
        response_data: {
          connections: all.slice(start, next),
          totalPeople: all.length,
          // Google gives other contacts less than contacts: no organizations.
          ...(include_other_contacts && {
            otherContacts: [...otherContacts.values()]
              .slice(start, next)
              .map(({ organizations: _hidden, ...person }) => person),
          }),
          ...(next < Math.max(all.length, include_other_contacts ? otherContacts.size : 0) && {
            nextPageToken: String(next),
          }),
        },
      };
    },
  }),
];

const GMAIL_PAGE = 1_000;

/** The account's owner, as far as anybody asks. */
function ownerOf({ email, name }: Profile): object {
  return {
    resourceName: "people/me",
    emailAddresses: [{ metadata: { primary: true }, value: email }],
    ...(name !== undefined && { names: [{ displayName: name }] }),
  };
}

function personOf({ contacts }: Workspace, resourceName: string): Person {
  const person = contacts.get(resourceName);
  if (person === undefined) throw notFound("Contact person resources are not found.");
  return person;
}
