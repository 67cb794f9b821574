import { z } from "zod";

import { Contact } from "../src/domain/resources.ts";
import { showArgument } from "./presentation.ts";
import { showLine } from "./visible-text.ts";

/** What a tool answers that has to do with one contact. */
export const ContactOutput = z.object({ contact: Contact });

const MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");

/** A contact on one line, with everything that is kept of it. */
export function showContact(contact: Contact): string {
  const { name, emails, phones, organization, birthday, notes } = contact;
  const shown = [
    name,
    ...emails.filter((email) => email !== name),
    ...phones,
    organization,
    birthday === undefined ? undefined : `born ${showBirthday(birthday)}`,
    notes === undefined ? undefined : `note: ${notes}`,
  ];
  return shown.flatMap((part) => (part ? [showLine(part)] : [])).join(", ");
}

/** `4 Jul 1988`, `4 Jul` where the year is not known. */
function showBirthday(birthday: string): string {
  const [, year = "", month = "", day = ""] = /^(\d{4}|-)-(\d{2})-(\d{2})$/u.exec(birthday) ?? [];
  return `${Number(day)} ${MONTHS[Number(month) - 1] ?? ""}${year === "-" ? "" : ` ${year}`}`;
}

/** What stands for a contact in a title: the user's own words for it, never its id. */
export function nameOfContact(resourceName: unknown): string {
  return typeof resourceName === "string" ? "the contact" : showArgument(resourceName);
}
