import { zoneOf } from "../store/profile.ts";
import type { Workspace } from "../store/workspace.ts";
import type { StoredEvent } from "./event.ts";
import { occurrencesBetween } from "./recurrence.ts";
import type { Occurrence } from "./recurrence.ts";
import { shiftTime, startOfDay, toEpochMs } from "./times.ts";

const INSTANCE_ID = /^(.+)_(\d{8}(?:T\d{6}Z)?)$/u;

/** Start and end in milliseconds since 1970, as they are in this calendar. */
export function extentOf(event: StoredEvent, zone: string): { startMs: number; endMs: number } {
  return { startMs: toEpochMs(event.start, zone), endMs: toEpochMs(event.end, zone) };
}

/**
 * Everything that happens at some time in `[fromMs, toMs)`, series as their instances, changed instances as changed.
 * What is cancelled is among it; no order.
 */
export function eventsBetween(workspace: Workspace, fromMs: number, toMs: number): StoredEvent[] {
  const zone = zoneOf(workspace.profile);
  const found: StoredEvent[] = [];
  const series: StoredEvent[] = [];
  const changed = new Set<string>();
  for (const event of workspace.events.values()) {
    if (event.recurrence !== undefined) {
      if (event.status !== "cancelled") series.push(event);
      continue;
    }
    if (event.recurringEventId !== undefined) changed.add(event.id);
    const { startMs, endMs } = extentOf(event, zone);
    if (startMs < toMs && (endMs > fromMs || (startMs === endMs && startMs >= fromMs))) {
      found.push(event);
    }
  }
  for (const event of series) {
    const { startMs, endMs } = extentOf(event, zone);
    if (startMs >= toMs) continue;
    const earliest = Math.max(fromMs - Math.max(endMs - startMs, 1) + 1, startMs);
    for (const occurrence of occurrencesBetween(event, zone, earliest, toMs)) {
      if (!changed.has(instanceId(event, occurrence))) found.push(instanceOf(event, occurrence));
    }
  }
  return found;
}

/** The event or instance with this id, cancelled ones included. */
export function findEvent(workspace: Workspace, id: string): StoredEvent | undefined {
  const stored = workspace.events.get(id);
  if (stored !== undefined) return stored;
  const [, seriesId, key] = INSTANCE_ID.exec(id) ?? [];
  const series = seriesId === undefined ? undefined : workspace.events.get(seriesId);
  if (series?.recurrence === undefined || series.status === "cancelled" || key === undefined) {
    return undefined;
  }
  const zone = zoneOf(workspace.profile);
  const day = `${key.slice(0, 4)}-${key.slice(4, 6)}-${key.slice(6, 8)}`;
  const at = key.includes("T")
    ? Date.parse(`${day}T${key.slice(9, 11)}:${key.slice(11, 13)}:${key.slice(13, 15)}Z`)
    : startOfDay(day, zone);
  if (Number.isNaN(at)) return undefined;
  const occurrence = occurrencesBetween(series, zone, at, at + 1).find((each) => each.key === key);
  return occurrence === undefined ? undefined : instanceOf(series, occurrence);
}

/** The stored changed and cancelled instances of a series. */
export function exceptionsOf(workspace: Workspace, seriesId: string): StoredEvent[] {
  return [...workspace.events.values()].filter(
    ({ recurringEventId }) => recurringEventId === seriesId,
  );
}

/** Changed and cancelled instances live as long as their series happens at the time they were planned at. */
export function forgetStrayExceptions(workspace: Workspace, series: StoredEvent): void {
  const zone = zoneOf(workspace.profile);
  for (const { id, originalStartTime } of exceptionsOf(workspace, series.id)) {
    if (originalStartTime !== undefined && series.recurrence !== undefined) {
      const at = toEpochMs(originalStartTime, zone);
      if (occurrencesBetween(series, zone, at, at + 1).length > 0) continue;
    }
    workspace.events.delete(id);
  }
}

function instanceId(series: StoredEvent, { key }: Occurrence): string {
  return `${series.id}_${key}`;
}

function instanceOf(series: StoredEvent, occurrence: Occurrence): StoredEvent {
  const { recurrence: _recurrence, ...common } = series;
  return {
    ...common,
    id: instanceId(series, occurrence),
    recurringEventId: series.id,
    originalStartTime: occurrence.start,
    start: occurrence.start,
    end: endOf(series, occurrence),
  };
}

function endOf(series: StoredEvent, { start }: Occurrence): StoredEvent["end"] {
  const length = toEpochMs(series.end, "UTC") - toEpochMs(series.start, "UTC");
  return shiftTime(start, length);
}
