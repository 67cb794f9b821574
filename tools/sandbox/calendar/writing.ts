import { makeId } from "../ids.ts";
import type { CallContext } from "../provider-tool.ts";
import { invalid, notFound, Refusal } from "../refusal.ts";
import { zoneOf } from "../store/profile.ts";
import type { Workspace } from "../store/workspace.ts";
import type { Change } from "./change.ts";
import { completeAttendee, completeEvent, sameAddress, touch } from "./event.ts";
import type { Attendee, CalendarEvent, StoredEvent } from "./event.ts";
import { tellGuests, tellOfAnswer } from "./guests.ts";
import { exceptionsOf, findEvent, forgetStrayExceptions } from "./instances.ts";
import { recurrenceFault } from "./recurrence.ts";
import { toEpochMs } from "./times.ts";

/** What a change may say of an event; a field that is there and undefined is taken away. */
export type EventChanges = {
  -readonly [Field in keyof CalendarEvent]?: CalendarEvent[Field] | undefined;
};

/** Fields that only the organizer may change, unless guests may. */
const SHARED_FIELDS = ["summary", "description", "location", "start", "end", "recurrence"] as const;

/** Puts a new event into the user's calendar and into those of its guests. @throws Refusal */
export function createEvent(
  context: CallContext,
  event: CalendarEvent,
  change: Change,
): StoredEvent {
  const { workspace, clock } = context;
  const created = completeEvent(event, workspace.profile, clock.now());
  checkTimes(created, zoneOf(workspace.profile));
  workspace.events.put(created);
  tellGuests(context, undefined, created, change);
  return created;
}

/** Changes an event, a series or one instance of it, for all who are in it. @throws Refusal */
export function changeEvent(
  context: CallContext,
  id: string,
  changes: EventChanges,
  change: Change,
): StoredEvent {
  const { workspace, clock } = context;
  const before = findEvent(workspace, id);
  if (before === undefined) throw notFound();
  if (before.status === "cancelled" && changes.status === undefined) throw notFound();
  if (!maySharedFieldsChange(workspace, before) && changesShared(before, changes)) {
    throw new Refusal(
      403,
      "forbiddenForNonOrganizer",
      "Shared properties can only be changed by the organizer of the event.",
    );
  }
  const own = maySharedFieldsChange(workspace, before);
  const attendees =
    changes.attendees === undefined
      ? before.attendees
      : own
        ? replaceAttendees(before, changes.attendees)
        : withOwnAnswer(workspace, before, changes.attendees);
  const moved = isMoved(before, changes);
  const next = withoutUndefined({
    ...before,
    ...changes,
    attendees: "attendees" in changes && changes.attendees === undefined ? undefined : attendees,
    sequence: before.sequence + (moved ? 1 : 0),
  });
  const after = touch(next, clock.now());
  checkTimes(after, zoneOf(workspace.profile));
  workspace.events.put(after);
  if (moved && before.recurrence !== undefined) forgetStrayExceptions(workspace, after);
  if (own) tellGuests(context, before, after, change);
  tellOfAnswer(context, before, after, change);
  return after;
}

/** Takes an event, a series or one instance of it out of the calendar. @throws Refusal */
export function deleteEvent(context: CallContext, id: string, change: Change): void {
  const { workspace, clock } = context;
  const event = findEvent(workspace, id);
  if (event === undefined) throw notFound();
  if (event.status === "cancelled") throw new Refusal(410, "deleted", "Resource has been deleted");
  const cancelled = touch({ ...event, status: "cancelled" }, clock.now());
  if (event.recurrence !== undefined) forgetExceptions(workspace, id);
  workspace.events.put(cancelled);
  if (isOrganizer(workspace, event)) {
    tellGuests(context, event, cancelled, change);
    return;
  }
  if (!isGuest(workspace, event)) return;
  const attendees = withAnswer(workspace, event, "declined");
  tellOfAnswer(context, event, { ...event, attendees }, change);
}

/** The guest list with the user's own answer in it. @throws Refusal where the user is no guest */
export function withAnswer(
  workspace: Workspace,
  event: StoredEvent,
  responseStatus: Attendee["responseStatus"],
): Attendee[] {
  if (!isGuest(workspace, event)) throw invalid("The user is not an attendee of this event.");
  return (event.attendees ?? []).map((guest) =>
    sameAddress(guest.email, workspace.profile.email) ? { ...guest, responseStatus } : guest,
  );
}

function isGuest({ profile }: Workspace, event: StoredEvent): boolean {
  return event.attendees?.some(({ email }) => sameAddress(email, profile.email)) ?? false;
}

function isOrganizer({ profile }: Workspace, event: StoredEvent): boolean {
  return sameAddress(event.organizer.email, profile.email);
}

function maySharedFieldsChange(workspace: Workspace, event: StoredEvent): boolean {
  return isOrganizer(workspace, event) || event.guestsCanModify === true;
}

function changesShared(before: StoredEvent, changes: EventChanges): boolean {
  return SHARED_FIELDS.some(
    (field) => field in changes && JSON.stringify(changes[field]) !== JSON.stringify(before[field]),
  );
}

/** The new list replaces the old one; who stays keeps their answer unless it is given anew. */
function replaceAttendees(before: StoredEvent, attendees: readonly Attendee[]): Attendee[] {
  return attendees.map((guest) => {
    const known = before.attendees?.find(({ email }) => sameAddress(email, guest.email));
    return completeAttendee({ ...known, ...guest }, before.organizer.email);
  });
}

/** A guest may change nothing of the list but their own answer. */
function withOwnAnswer(workspace: Workspace, before: StoredEvent, given: readonly Attendee[]) {
  const own = given.find(({ email }) => sameAddress(email, workspace.profile.email));
  return own?.responseStatus === undefined
    ? before.attendees
    : withAnswer(workspace, before, own.responseStatus);
}

function isMoved(before: StoredEvent, changes: EventChanges): boolean {
  return (["start", "end", "recurrence"] as const).some(
    (field) =>
      changes[field] !== undefined &&
      JSON.stringify(changes[field]) !== JSON.stringify(before[field]),
  );
}

function checkTimes(event: StoredEvent, zone: string): void {
  if ((event.start.date === undefined) !== (event.end.date === undefined)) {
    throw invalid("Invalid start time. Start and end must both be dates or both be date-times.");
  }
  if (toEpochMs(event.end, zone) < toEpochMs(event.start, zone)) {
    throw new Refusal(400, "timeRangeEmpty", "The specified time range is empty.");
  }
  const fault = recurrenceFault(event.start, event.recurrence ?? []);
  if (fault !== undefined) throw invalid(`Invalid recurrence rule: ${fault}`);
}

function forgetExceptions(workspace: Workspace, seriesId: string): void {
  for (const { id } of exceptionsOf(workspace, seriesId)) workspace.events.delete(id);
}

function withoutUndefined(event: object): StoredEvent {
  return Object.fromEntries(
    Object.entries(event).filter(([, value]) => value !== undefined),
  ) as unknown as StoredEvent;
}

/** A link to a video call, in the shape in which Google Meet makes them. */
export function meetingRoom(): Pick<CalendarEvent, "hangoutLink" | "conferenceData"> {
  const letters = makeId.event().replaceAll(/\d/gu, "x");
  const code = `${letters.slice(0, 3)}-${letters.slice(3, 7)}-${letters.slice(7, 10)}`;
  const uri = `https://meet.google.com/${code}`;
  return {
    hangoutLink: uri,
    conferenceData: {
      conferenceId: code,
      conferenceSolution: { key: { type: "hangoutsMeet" }, name: "Google Meet" },
      entryPoints: [{ entryPointType: "video", uri, label: `meet.google.com/${code}` }],
    },
  };
}
