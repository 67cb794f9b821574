import { invalid } from "../refusal.ts";
import { zoneOf } from "../store/profile.ts";
import type { Workspace } from "../store/workspace.ts";
import { renderEvent } from "./event.ts";
import type { StoredEvent } from "./event.ts";
import { eventsBetween, extentOf } from "./instances.ts";
import { readInstant, renderInstant } from "./times.ts";
import type { EventTime } from "./times.ts";

/** Google's own parameters of events.list. */
export interface EventQuery {
  readonly q?: string | undefined;
  readonly timeMin?: string | undefined;
  readonly timeMax?: string | undefined;
  readonly timeZone?: string | undefined;
  readonly updatedMin?: string | undefined;
  readonly singleEvents?: boolean | undefined;
  readonly showDeleted?: boolean | undefined;
  readonly orderBy?: string | undefined;
  readonly iCalUID?: string | undefined;
  readonly eventTypes?: readonly string[] | undefined;
  readonly privateExtendedProperty?: string | undefined;
  readonly sharedExtendedProperty?: string | undefined;
  readonly maxResults?: number | undefined;
  readonly pageToken?: string | undefined;
}

/** How far a series without end is followed where no timeMax is given: Google stops somewhere too. */
const HORIZON_MS = 2 * 366 * 86_400_000;
const DEFAULT_PAGE = 250;

/** One page of a calendar, as events.list answers it. @throws Refusal */
export function listEvents(workspace: Workspace, query: EventQuery, now: number): object {
  const { profile } = workspace;
  const zone = zoneOf(profile);
  if (query.orderBy === "startTime" && query.singleEvents !== true) {
    throw invalid("The requested ordering is not available for the particular query.");
  }
  const found = select(workspace, query, now);
  const sorted =
    query.orderBy === "updated"
      ? found.toSorted((a, b) => a.updated.localeCompare(b.updated))
      : byStart(found, zone);
  const from = Number(query.pageToken ?? 0);
  if (!Number.isInteger(from)) throw invalid("Invalid page token value.");
  const end = from + (query.maxResults ?? DEFAULT_PAGE);
  const shownZone = query.timeZone ?? zone;
  return {
    kind: "calendar#events",
    summary: profile.email,
    description: "",
    updated: new Date(now).toISOString(),
    timeZone: shownZone,
    accessRole: "owner",
    defaultReminders: [{ method: "popup", minutes: 10 }],
    ...(end < sorted.length ? { nextPageToken: String(end) } : { nextSyncToken: `sync${now}` }),
    items: sorted
      .slice(from, end)
      .map((event) => inZone(renderEvent(event, profile), query.timeZone)),
  };
}

/** Every event that a query means, in no order. */
function select(workspace: Workspace, query: EventQuery, now: number): StoredEvent[] {
  const zone = zoneOf(workspace.profile);
  const fromMs =
    query.timeMin === undefined ? undefined : readInstant(query.timeMin, "timeMin", zone);
  const toMs =
    query.timeMax === undefined ? undefined : readInstant(query.timeMax, "timeMax", zone);
  if (fromMs !== undefined && toMs !== undefined && toMs <= fromMs) {
    throw invalid("The specified time range is empty.");
  }
  const range = [
    fromMs ?? Number.MIN_SAFE_INTEGER,
    toMs ?? Math.max(now, fromMs ?? now) + HORIZON_MS,
  ] as const;
  const all =
    query.singleEvents === true
      ? eventsBetween(workspace, ...range)
      : seriesBetween(workspace, ...range);
  const wanted = matcher(query, zone);
  return all.filter((event) => {
    if (event.status === "cancelled" && query.showDeleted !== true) {
      // Google tells of cancelled instances wherever the series itself is what is listed.
      if (query.singleEvents === true || event.recurringEventId === undefined) return false;
    }
    return wanted(event);
  });
}

/** As Google keeps them: a series once, where any of its instances is in the range. */
function seriesBetween(workspace: Workspace, fromMs: number, toMs: number): StoredEvent[] {
  const within = new Set<StoredEvent>();
  for (const event of eventsBetween(workspace, fromMs, toMs)) {
    const kept = workspace.events.get(event.id);
    const series = workspace.events.get(event.recurringEventId ?? "");
    const shown = kept ?? series;
    if (shown !== undefined) within.add(shown);
  }
  return [...within];
}

function matcher(query: EventQuery, zone: string): (event: StoredEvent) => boolean {
  const words = fold(query.q ?? "")
    .split(/\s+/u)
    .filter(Boolean);
  const updatedMin =
    query.updatedMin === undefined ? 0 : readInstant(query.updatedMin, "updatedMin", zone);
  return (event) => {
    if (words.length > 0) {
      const text = searchable(event);
      if (!words.every((word) => text.includes(word))) return false;
    }
    if (Date.parse(event.updated) < updatedMin) return false;
    if (query.iCalUID !== undefined && event.iCalUID !== query.iCalUID) return false;
    if (
      query.eventTypes !== undefined &&
      !query.eventTypes.includes(event.eventType ?? "default")
    ) {
      return false;
    }
    const { private: own, shared } = event.extendedProperties ?? {};
    return (
      hasProperty(own, query.privateExtendedProperty) &&
      hasProperty(shared, query.sharedExtendedProperty)
    );
  };
}

function hasProperty(properties: Record<string, string> | undefined, wanted: string | undefined) {
  if (wanted === undefined) return true;
  const equals = wanted.indexOf("=");
  return properties?.[wanted.slice(0, equals)] === wanted.slice(equals + 1);
}

function searchable(event: StoredEvent): string {
  const people = [event.organizer, event.creator, ...(event.attendees ?? [])];
  return fold(
    [
      event.summary,
      event.description,
      event.location,
      ...people.flatMap(({ email, displayName }) => [email, displayName]),
    ]
      .filter((text) => text !== undefined)
      .join("\n"),
  );
}

function fold(text: string): string {
  return text.normalize("NFKD").replaceAll(/\p{M}/gu, "").toLowerCase();
}

function byStart(events: readonly StoredEvent[], zone: string): StoredEvent[] {
  return events
    .map((event) => ({ event, at: extentOf(event, zone).startMs }))
    .toSorted((a, b) => a.at - b.at)
    .map(({ event }) => event);
}

/** The same event, its instants written with the offset of the zone that was asked for. */
export function inZone(event: StoredEvent, zone: string | undefined): StoredEvent {
  if (zone === undefined) return event;
  const move = (time: EventTime): EventTime =>
    time.dateTime === undefined
      ? time
      : { ...time, dateTime: renderInstant(Date.parse(time.dateTime), zone) };
  return { ...event, start: move(event.start), end: move(event.end) };
}
