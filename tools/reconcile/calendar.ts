import { readGoogleEvent, toCalendarEvent, toMoment } from "../calendar-event.ts";
import { GoogleEvent } from "../calendar-event.ts";
import type { When } from "../calendar-event.ts";
import type { CallProvider } from "../definition.ts";
import { showSpanWithZone } from "../presentation.ts";
import type { Reader } from "../presentation.ts";
import { fieldOf, readList } from "../provider-data.ts";
import { showLine } from "../visible-text.ts";
import { listArg, otherThan, sameSet, sameText, textArg, unlessGone } from "./comparing.ts";
import { done, NOT_DONE } from "./write-kind.ts";
import type { SentWrite, WriteKind } from "./write-kind.ts";

/** The private property that events made here carry: which write made them. */
const MARK = "errandWrite";

/** Times differ between our clock and Google's: what was made this much before the request left may be its work. */
const CLOCK_SKEW_MS = 60_000;

type Args = Readonly<Record<string, unknown>>;

/** The writes of Google Calendar. Each but deleting answers the whole event. */
export const calendarWrites: Readonly<Record<string, WriteKind>> = {
  GOOGLECALENDAR_CREATE_EVENT: {
    marked: (args, mark) => {
      const given = fieldOf(args, "extended_properties");
      const own = { ...objectOf(fieldOf(given, "private")), [MARK]: mark };
      return { ...args, extended_properties: { ...objectOf(given), private: own } };
    },
    async find(sent, read) {
      const [marked] = await withMark(sent, read);
      const found = marked ?? (await lookalike(sent, read));
      return found === undefined ? NOT_DONE : done(found);
    },
    async twin(sent, read) {
      const [, second] = await withMark(sent, read);
      if (second === undefined) return undefined;
      const args = { calendar_id: calendarOf(sent.args), event_id: second.id };
      return { slug: "GOOGLECALENDAR_DELETE_EVENT", args };
    },
    differences: compareEvent,
  },
  GOOGLECALENDAR_UPDATE_EVENT: { find: findChanged, differences: compareEvent },
  GOOGLECALENDAR_PATCH_EVENT: { find: findChanged, differences: compareEvent },
  GOOGLECALENDAR_DELETE_EVENT: {
    async find({ args }, read) {
      const event = await present(args, read);
      return event === undefined ? done({}) : NOT_DONE;
    },
    async differences({ args }, _answer, read) {
      const event = await present(args, read);
      return event === undefined ? [] : ["it is still in the calendar"];
    },
  },
};

/** A change says what is to be there: it was made where that is what is there. */
async function findChanged(sent: SentWrite, read: CallProvider) {
  const event = await present(sent.args, read);
  if (event === undefined) return NOT_DONE;
  const asMeant = eventFaults(sent.args, event, UTC).length === 0;
  return asMeant ? done(event) : NOT_DONE;
}

function compareEvent({ args }: SentWrite, answer: unknown, _read: unknown, reader: Reader) {
  return eventFaults(args, readGoogleEvent(answer), reader);
}

async function present(args: Args, read: CallProvider): Promise<GoogleEvent | undefined> {
  const call = { calendar_id: calendarOf(args), event_id: args["event_id"] };
  const data = await unlessGone(read("GOOGLECALENDAR_EVENTS_GET", call));
  const event = data === undefined ? undefined : readGoogleEvent(data);
  return event?.status === "cancelled" ? undefined : event;
}

async function withMark({ args, mark }: SentWrite, read: CallProvider): Promise<GoogleEvent[]> {
  const data = await read("GOOGLECALENDAR_EVENTS_LIST", {
    calendarId: calendarOf(args),
    privateExtendedProperty: `${MARK}=${mark}`,
    maxResults: 10,
  });
  return eventsIn(data);
}

/** Where a version of the provider's tool does not keep the mark: what says the same and was made since it left. */
async function lookalike(sent: SentWrite, read: CallProvider): Promise<GoogleEvent | undefined> {
  const { args, leftAt } = sent;
  const data = await read("GOOGLECALENDAR_EVENTS_LIST", {
    calendarId: calendarOf(args),
    updatedMin: new Date(leftAt - CLOCK_SKEW_MS).toISOString(),
    maxResults: 250,
  });
  return eventsIn(data).find(
    (event) =>
      event.extendedProperties?.private?.[MARK] === undefined &&
      event.created !== undefined &&
      Date.parse(event.created) >= leftAt - CLOCK_SKEW_MS &&
      eventFaults(args, event, UTC).length === 0,
  );
}

function eventsIn(data: unknown): GoogleEvent[] {
  return readList(GoogleEvent, data, ["items", "events"]).filter(
    ({ status }) => status !== "cancelled",
  );
}

const UTC: Reader = { timezone: "UTC", now: "1970-01-01T00:00:00Z" };

/** How an event differs from what creating, replacing or changing it was to make of it. */
function eventFaults(args: Args, event: GoogleEvent, reader: Reader): string[] {
  const faults: string[] = [];
  const summary = textArg(args, "summary");
  if (summary !== undefined && !sameText(summary, event.summary)) {
    faults.push(otherThan("its title", event.summary, summary));
  }
  const zone = textArg(args, "timezone") ?? event.start.timeZone ?? reader.timezone;
  const start = textArg(args, "start_datetime") ?? textArg(args, "start_time");
  const end = textArg(args, "end_datetime") ?? textArg(args, "end_time");
  if (
    (start !== undefined && momentOf(start, zone) !== toMoment(event.start, "UTC")) ||
    (end !== undefined && momentOf(end, zone) !== toMoment(event.end, "UTC"))
  ) {
    faults.push(`it is on ${showSpanWithZone(toCalendarEvent(event, reader.timezone), reader)}`);
  }
  for (const [field, name] of [
    ["location", "its place"],
    ["description", "its description"],
  ] as const) {
    const meant = textArg(args, field);
    const is = event[field] ?? "";
    if (meant !== undefined && !sameText(meant, is)) faults.push(otherThan(name, is, meant));
  }
  if (args["recurrence"] !== undefined && listArg(args, "recurrence").length > 0) {
    if (event.recurrence === undefined) faults.push("it does not repeat");
    else if (!sameSet(rulesOf(listArg(args, "recurrence")), rulesOf(event.recurrence)))
      faults.push("it repeats by another rule");
  }
  const answer = textArg(args, "rsvp_response");
  const own = event.attendees.find(({ self }) => self);
  if (answer !== undefined && own?.responseStatus !== answer) {
    faults.push("your answer is not the one you gave");
  }
  if (args["create_meeting_room"] === true && hasNoLink(event)) faults.push("it has no video link");
  if (args["attendees"] !== undefined) faults.push(...guestFaults(args, event));
  return faults;
}

function hasNoLink(event: GoogleEvent): boolean {
  return toCalendarEvent(event, "UTC").videoLink === undefined;
}

function guestFaults(args: Args, event: GoogleEvent): string[] {
  const meant = listArg(args, "attendees").map((guest) =>
    String(typeof guest === "string" ? guest : fieldOf(guest, "email")).toLowerCase(),
  );
  const guests = event.attendees.filter(({ self, organizer }) => !self && !organizer);
  const there = new Set(event.attendees.map(({ email }) => email.toLowerCase()));
  return [
    ...meant
      .filter((email) => !there.has(email) && event.organizer?.email?.toLowerCase() !== email)
      .map((email) => `${showLine(email)} is not among the guests`),
    ...guests
      .map(({ email }) => email.toLowerCase())
      .filter((email) => !meant.includes(email))
      .map((email) => `${showLine(email)} is among the guests`),
  ];
}

/** Rules as they are compared: Google writes their parts in an order of its own, and says what goes without saying. */
function rulesOf(lines: readonly unknown[]): string[] {
  return lines.map((line) =>
    String(line)
      .toUpperCase()
      .replace(/^RRULE:/u, "")
      .split(";")
      .filter((part) => part !== "INTERVAL=1" && !part.startsWith("WKST="))
      .toSorted()
      .join(";"),
  );
}

function momentOf(text: string, zone: string): string {
  const when: When = text.includes("T") ? { dateTime: text, timeZone: zone } : { date: text };
  return toMoment(when, "UTC");
}

function calendarOf(args: Args): string {
  return textArg(args, "calendar_id") ?? "primary";
}

function objectOf(value: unknown): object {
  return typeof value === "object" && value !== null ? value : {};
}
