import { calendarWrites } from "./calendar.ts";
import { contactsWrites } from "./contacts.ts";
import { gmailWrites } from "./gmail.ts";
import { tasksWrites } from "./tasks.ts";
import { UNCLEAR } from "./write-kind.ts";
import type { WriteKind } from "./write-kind.ts";

const KINDS: ReadonlyMap<string, WriteKind> = new Map(
  Object.entries({ ...calendarWrites, ...gmailWrites, ...tasksWrites, ...contactsWrites }),
);

/** Of what is not known, nobody can tell what came of it. */
const UNKNOWN: WriteKind = { find: async () => UNCLEAR };

/** What is known of one of the provider's writes. */
export function writeKindOf(slug: string): WriteKind {
  return KINDS.get(slug) ?? UNKNOWN;
}
