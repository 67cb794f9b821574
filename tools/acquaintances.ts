import { Temporal } from "temporal-polyfill";
import { z } from "zod";

import type { GoogleEvent } from "./calendar-event.ts";
import { listEvents } from "./calendar-listing.ts";
import { defineTool } from "./definition.ts";
import type { CallProvider, ToolDefinition } from "./definition.ts";
import { ProviderMessage, toMailMessage } from "./mail-message.ts";
import { peopleIn, PERSON_FIELDS, toContact } from "./person.ts";
import { compact, nextPageToken, readList, readPages } from "./provider-data.ts";

/** Somebody the user has had to do with, and how. */
export const Acquaintance = z.object({
  name: z.string(),
  email: z.string(),
  /** The user turned to them: wrote to them, invited them, has them in an address book. Otherwise only they did. */
  isOwn: z.boolean(),
  /** How, in words that follow a name: "wrote to you". */
  how: z.string(),
});
export type Acquaintance = z.infer<typeof Acquaintance>;

const Output = z.object({ people: z.array(Acquaintance) });
const Nothing = z.strictObject({});

const OTHERS_READ = 5_000;
const EVENTS_READ = 500;
const LETTERS_READ = 100;
const DAYS_BACK = 365;
const DAYS_AHEAD = 60;

/** Where people are looked for beyond the user's contacts, one read for each service. */
export const acquaintanceLookups: readonly ToolDefinition[] = [
  defineTool({
    name: "contacts_list_others",
    service: "gmail",
    effect: "read",
    description: "List the people whom Google keeps as contacts and as other contacts.",
    input: Nothing,
    output: Output,
    run: async (_input, provider) => ({ people: await otherContacts(provider) }),
    title: () => "Look at your other contacts",
    present: ({ output: { people } }) => `${people.length} people.`,
  }),
  defineTool({
    name: "calendar_list_guests",
    service: "calendar",
    effect: "read",
    description: "List who was at the user's events of the last year, and who invited the user.",
    input: Nothing,
    output: Output,
    async run(_input, provider, { now, timezone }) {
      const instant = Temporal.Instant.from(now);
      const query = {
        calendarId: "primary",
        timeMin: instant.subtract({ hours: 24 * DAYS_BACK }).toString(),
        timeMax: instant.add({ hours: 24 * DAYS_AHEAD }).toString(),
        timeZone: timezone,
        // A series is one event here: its instances have the same guests.
        singleEvents: false,
        orderBy: undefined,
      };
      const events = await listEvents(provider, query, EVENTS_READ);
      return { people: distinct(events.flatMap(peopleOfEvent)) };
    },
    title: () => "Look at the guests of your events",
    present: ({ output: { people } }) => `${people.length} people.`,
  }),
  defineTool({
    name: "email_list_correspondents",
    service: "gmail",
    effect: "read",
    description: "List whom the user wrote to lately, and who wrote to the user.",
    input: Nothing,
    output: Output,
    async run(_input, provider) {
      const [sent, received] = await Promise.all([
        letters(provider, "in:sent"),
        letters(provider, "in:inbox"),
      ]);
      const writtenTo = sent.flatMap(({ to, cc }) => [...to, ...cc]);
      const writers = received.map(({ from }) => from);
      return {
        people: distinct([
          ...writtenTo.map((each) => acquaintance(each, true, "you wrote to them")),
          ...writers.map((each) => acquaintance(each, false, "wrote to you")),
        ]),
      };
    },
    title: () => "Look at whom you write to",
    present: ({ output: { people } }) => `${people.length} people.`,
  }),
];

async function otherContacts(provider: CallProvider): Promise<Acquaintance[]> {
  const people = await readPages(OTHERS_READ, async (page_token) => {
    const call = { include_other_contacts: true, person_fields: PERSON_FIELDS, page_token };
    const data = await provider("GMAIL_GET_CONTACTS", compact(call));
    return { items: peopleIn(data), next: nextPageToken(data) };
  });
  return distinct(
    people
      .map(toContact)
      .flatMap(({ name, emails }) =>
        emails.map((email) => acquaintance({ name, email }, true, "in your other contacts")),
      ),
  );
}

async function letters(provider: CallProvider, query: string) {
  const call = { query, max_results: LETTERS_READ, include_payload: false };
  const data = await provider("GMAIL_FETCH_EMAILS", call);
  return readList(ProviderMessage, data, ["messages"]).map(toMailMessage);
}

/** Whom the user invited, or who invited the user and whom beside. */
function peopleOfEvent({ organizer, attendees }: GoogleEvent): Acquaintance[] {
  const isOwn = organizer === undefined || organizer.self === true;
  const guests = attendees.filter(
    ({ self, resource, email }) => !self && !resource && email !== "",
  );
  const named = guests.map(({ email, displayName = "" }) => ({ email, name: displayName }));
  if (isOwn) return named.map((each) => acquaintance(each, true, "a guest of yours"));
  const { email = "", displayName = "" } = organizer;
  return [
    acquaintance({ email, name: displayName }, false, "invited you"),
    ...named.map((each) => acquaintance(each, false, "at an event you were invited to")),
  ];
}

function acquaintance(
  { name = "", email }: { readonly name?: string | undefined; readonly email: string },
  isOwn: boolean,
  how: string,
): Acquaintance {
  return { name, email: email.toLowerCase(), isOwn, how };
}

/** Each address once: as somebody the user turned to, where the user ever did, and with a name, where one is known. */
function distinct(people: readonly Acquaintance[]): Acquaintance[] {
  const known = new Map<string, Acquaintance>();
  for (const person of people) {
    if (person.email === "") continue;
    const former = known.get(person.email);
    const isBetter =
      former === undefined ||
      (person.isOwn && !former.isOwn) ||
      (person.isOwn === former.isOwn && former.name === "" && person.name !== "");
    if (isBetter) known.set(person.email, person);
  }
  return [...known.values()];
}
