import { deliver } from "../gmail/delivery.ts";
import type { CallContext } from "../provider-tool.ts";
import type { Workspace } from "../store/workspace.ts";
import { zoneOf } from "../store/profile.ts";
import type { Change } from "./change.ts";
import { ownerAsPerson, sameAddress, touch } from "./event.ts";
import type { StoredEvent } from "./event.ts";
import { exceptionsOf, forgetStrayExceptions } from "./instances.ts";
import { toEpochMs } from "./times.ts";

/** What a guest has in their own copy and the organizer does not decide. */
const GUESTS_OWN = ["transparency", "reminders", "colorId"] as const;

/**
 * Puts an organizer's event, as it now is, into the calendars of its guests that the sandbox knows, and takes it out of
 * those of former guests. They are written to unless `sendUpdates` says otherwise.
 */
export function tellGuests(
  context: CallContext,
  before: StoredEvent | undefined,
  after: StoredEvent,
  change: Change,
): void {
  const { store, workspace, clock } = context;
  const cancelled = after.status === "cancelled";
  for (const guest of guestsOf(context, before, after)) {
    const { email } = guest.profile;
    const isOrganizer = sameAddress(after.organizer.email, email);
    const invited = !cancelled && (isOrganizer || includes(after, email));
    const was =
      before !== undefined &&
      before.status !== "cancelled" &&
      (isOrganizer || includes(before, email));
    if (!invited && !was) continue;
    const own = guest.events.get(after.id);
    if (after.recurrence !== undefined && !invited) {
      for (const { id } of exceptionsOf(guest, after.id)) guest.events.delete(id);
    }
    guest.events.put({
      ...after,
      ...(own !== undefined && pick(own, GUESTS_OWN)),
      status: invited ? after.status : "cancelled",
    });
    if (after.recurrence !== undefined && invited) forgetStrayExceptions(guest, after);
    if (change.sendUpdates === "none" || change.sendUpdates === "externalOnly") continue;
    const kind = !invited ? "Canceled event" : was ? "Updated invitation" : "Invitation";
    deliver(store, clock.now(), {
      from: ownerAsPerson(workspace.profile),
      to: [ownerAsPerson(guest.profile)],
      subject: `${kind}: ${headline(after, guest)}`,
      text: letter(after, workspace, guest),
    });
  }
}

/** Where the user's own answer changed, every other copy of the event learns it, and the organizer is written to. */
export function tellOfAnswer(
  context: CallContext,
  before: StoredEvent,
  after: StoredEvent,
  change: Change,
): void {
  const { store, workspace, clock } = context;
  const { email } = workspace.profile;
  const answer = answerOf(after, email);
  if (answer === undefined || answer === answerOf(before, email)) return;
  if (sameAddress(after.organizer.email, email)) return;
  for (const other of guestsOf(context, before, after)) {
    const copy = other.events.get(after.id) ?? copyOfInstance(other, after);
    if (copy === undefined || copy.status === "cancelled") continue;
    const attendees = copy.attendees?.map((guest) =>
      sameAddress(guest.email, email) ? { ...guest, responseStatus: answer } : guest,
    );
    other.events.put(touch({ ...copy, attendees }, clock.now()));
  }
  const organizer = store.byEmail(after.organizer.email);
  if (organizer === undefined || change.sendUpdates === "none" || answer === "needsAction") return;
  const word = { accepted: "Accepted", declined: "Declined", tentative: "Tentatively accepted" };
  deliver(store, clock.now(), {
    from: ownerAsPerson(workspace.profile),
    to: [ownerAsPerson(organizer.profile)],
    subject: `${word[answer]}: ${headline(after, organizer)}`,
    text: `${workspace.profile.name ?? email} has replied to this invitation: ${word[answer]}.`,
  });
}

/** Everybody else in the event who has a workspace here. */
function guestsOf(
  { store, workspace }: CallContext,
  before: StoredEvent | undefined,
  after: StoredEvent,
): Workspace[] {
  const addresses = new Set(
    [...(before?.attendees ?? []), ...(after.attendees ?? []), after.organizer].map(({ email }) =>
      email.toLowerCase(),
    ),
  );
  addresses.delete(workspace.profile.email);
  return [...addresses].flatMap((email) => store.byEmail(email) ?? []);
}

/** An instance that another calendar has only as part of its series, ready to be changed by itself. */
function copyOfInstance(other: Workspace, instance: StoredEvent): StoredEvent | undefined {
  const series = other.events.get(instance.recurringEventId ?? "");
  if (series === undefined || series.status === "cancelled") return undefined;
  return { ...instance, attendees: series.attendees };
}

function includes(event: StoredEvent, address: string): boolean {
  return event.attendees?.some(({ email }) => sameAddress(email, address)) ?? false;
}

function answerOf(event: StoredEvent, address: string) {
  return event.attendees?.find(({ email }) => sameAddress(email, address))?.responseStatus;
}

function pick(event: StoredEvent, fields: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(Object.entries(event).filter(([field]) => fields.includes(field)));
}

function headline(event: StoredEvent, reader: Workspace): string {
  return `${event.summary ?? "(No title)"} @ ${when(event, reader)} (${reader.profile.email})`;
}

function letter(event: StoredEvent, organizer: Workspace, reader: Workspace): string {
  const guests = event.attendees?.map(({ email, displayName }) => displayName ?? email) ?? [];
  return [
    event.summary ?? "(No title)",
    `When: ${when(event, reader)}`,
    ...(event.location === undefined ? [] : [`Where: ${event.location}`]),
    `Organizer: ${organizer.profile.name ?? organizer.profile.email}`,
    `Guests: ${guests.join(", ")}`,
    ...(event.description === undefined ? [] : ["", event.description]),
  ].join("\n");
}

function when(event: StoredEvent, reader: Workspace): string {
  const timeZone = zoneOf(reader.profile);
  const isAllDay = event.start.date !== undefined;
  const format = new Intl.DateTimeFormat("en-US", {
    timeZone,
    dateStyle: "full",
    ...(!isAllDay && { timeStyle: "short" }),
  });
  return `${format.format(toEpochMs(event.start, timeZone))}${isAllDay ? "" : ` (${timeZone})`}`;
}
