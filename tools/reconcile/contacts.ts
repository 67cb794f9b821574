import { digitsOf, getPerson } from "../contact-changes.ts";
import type { CallProvider } from "../definition.ts";
import { listPeople, Person, readPerson, toContact } from "../person.ts";
import { showLine } from "../visible-text.ts";
import { otherThan, sameSet, sameText, textArg, unlessGone } from "./comparing.ts";
import { done, NOT_DONE } from "./write-kind.ts";
import type { SentWrite, WriteKind } from "./write-kind.ts";

type Args = Readonly<Record<string, unknown>>;

/** The writes of Google Contacts. What makes or changes a contact answers it whole. */
export const contactsWrites: Readonly<Record<string, WriteKind>> = {
  // Of two contacts that say the same, one is too many: which of them it is does not matter.
  GOOGLECONTACTS_CREATE_CONTACT: {
    async find({ args }, read) {
      const made = (await listPeople(read)).find(
        (person) => personFaults(args, person).length === 0,
      );
      return made === undefined ? NOT_DONE : done(made);
    },
    differences: comparePerson,
  },
  GOOGLECONTACTS_UPDATE_CONTACT: {
    async find({ args }, read) {
      const person = await contactOf(read, textArg(args, "resourceName"));
      if (person === undefined) return NOT_DONE;
      return personFaults(args, person).length === 0 ? done(person) : NOT_DONE;
    },
    differences: comparePerson,
  },
  GOOGLECONTACTS_DELETE_CONTACT: {
    async find({ args }, read) {
      const person = await contactOf(read, textArg(args, "resource_name"));
      return person === undefined ? done({}) : NOT_DONE;
    },
    async differences({ args }, _answer, read) {
      const person = await contactOf(read, textArg(args, "resource_name"));
      return person === undefined ? [] : ["it is still among your contacts"];
    },
  },
};

async function contactOf(read: CallProvider, resourceName = ""): Promise<Person | undefined> {
  return await unlessGone(getPerson(read, resourceName));
}

function comparePerson({ args }: SentWrite, answer: unknown): string[] {
  return personFaults(args, readPerson(answer));
}

function personFaults(args: Args, person: Person): string[] {
  const meant = Person.parse({ ...args, resourceName: person.resourceName, etag: undefined });
  const [wanted, there] = [toContact(meant), toContact(person)];
  const faults: string[] = [];
  if (args["names"] !== undefined && !sameText(wanted.name, there.name)) {
    faults.push(otherThan("its name", there.name, wanted.name));
  }
  if (args["emailAddresses"] !== undefined && !sameSet(wanted.emails, there.emails)) {
    faults.push(`its addresses are ${there.emails.map(showLine).join(", ") || "none"}`);
  }
  if (
    args["phoneNumbers"] !== undefined &&
    !sameSet(wanted.phones.map(digitsOf), there.phones.map(digitsOf))
  ) {
    faults.push(`its numbers are ${there.phones.map(showLine).join(", ") || "none"}`);
  }
  for (const [field, sent, name] of [
    ["organization", "organizations", "its organization"],
    ["birthday", "birthdays", "its birthday"],
    ["notes", "biographies", "its notes"],
  ] as const) {
    const [was, is] = [wanted[field] ?? "", there[field] ?? ""];
    if (args[sent] !== undefined && !sameText(was, is)) faults.push(otherThan(name, is, was));
  }
  return faults;
}
