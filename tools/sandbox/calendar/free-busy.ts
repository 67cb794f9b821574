import type { CallContext } from "../provider-tool.ts";
import { zoneOf } from "../store/profile.ts";
import type { Workspace } from "../store/workspace.ts";
import { sameAddress } from "./event.ts";
import type { StoredEvent } from "./event.ts";
import { eventsBetween, extentOf } from "./instances.ts";
import { renderInstant } from "./times.ts";

interface Range {
  readonly startMs: number;
  readonly endMs: number;
}

/** When each of these calendars is busy and free between two instants, as freeBusy.query answers, and the free times. */
export function freeBusy(
  { store, workspace }: CallContext,
  items: readonly string[],
  range: Range,
  zone: string,
): object {
  const write = ({ startMs, endMs }: Range) => ({
    start: renderInstant(startMs, zone),
    end: renderInstant(endMs, zone),
  });
  const calendars = items.map((item) => {
    const calendar =
      item === "primary" || sameAddress(item, workspace.profile.email)
        ? workspace
        : store.byEmail(item);
    if (calendar === undefined) {
      return [item, { errors: [{ domain: "global", reason: "notFound" }], busy: [] }] as const;
    }
    const busy = busyTimes(calendar, range);
    return [item, { busy: busy.map(write), free: gaps(busy, range).map(write) }] as const;
  });
  return {
    kind: "calendar#freeBusy",
    timeMin: renderInstant(range.startMs, zone),
    timeMax: renderInstant(range.endMs, zone),
    calendars: Object.fromEntries(calendars),
  };
}

/** The busy times of a calendar, merged and in order, cut to the range. */
export function busyTimes(workspace: Workspace, range: Range): Range[] {
  const zone = zoneOf(workspace.profile);
  const taken = eventsBetween(workspace, range.startMs, range.endMs)
    .filter((event) => isBusy(event, workspace.profile.email))
    .map((event) => extentOf(event, zone))
    .toSorted((a, b) => a.startMs - b.startMs);
  const merged: Range[] = [];
  for (const each of taken) {
    const startMs = Math.max(each.startMs, range.startMs);
    const endMs = Math.min(each.endMs, range.endMs);
    const last = merged.at(-1);
    if (last !== undefined && startMs <= last.endMs) {
      merged[merged.length - 1] = { ...last, endMs: Math.max(last.endMs, endMs) };
    } else if (endMs > startMs) {
      merged.push({ startMs, endMs });
    }
  }
  return merged;
}

function isBusy(event: StoredEvent, owner: string): boolean {
  if (event.status === "cancelled" || event.transparency === "transparent") return false;
  const own = event.attendees?.find(({ email }) => sameAddress(email, owner));
  return own?.responseStatus !== "declined";
}

function gaps(busy: readonly Range[], range: Range): Range[] {
  const starts = [range.startMs, ...busy.map(({ endMs }) => endMs)];
  const ends = [...busy.map(({ startMs }) => startMs), range.endMs];
  return starts.flatMap((startMs, index) => {
    const endMs = ends[index] ?? range.endMs;
    return endMs > startMs ? [{ startMs, endMs }] : [];
  });
}
