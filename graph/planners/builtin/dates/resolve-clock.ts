import type { Item } from "./keep-phrases.ts";
import type { Clock, DayWindow } from "./phrase.ts";

/** A wall clock decided upon. */
export interface WallTime {
  readonly hour: number;
  readonly minute: number;
  /** Set where morning or afternoon was our choice and others might choose otherwise. */
  readonly assumed?: string;
  /** The other reading was possible: twelve hours away. */
  readonly open: boolean;
}

type Half = "am" | "pm";

const MORNING = /(?:^|[^a-z])(?:breakfast|sunrise|brekkie)(?![a-z])/;
const EVENING =
  /(?:^|[^a-z])(?:dinner|supper|drinks|party|movie|cinema|concert|gig|theatre|theater|date night|happy hour|pub|sleepover|bonfire|prom|karaoke|open mic|recital)(?![a-z])/;
const LUNCH = /(?:^|[^a-z])(?:lunch|brunch)(?![a-z])/;

/** `HH:MM`. */
export function toHHMM({
  hour,
  minute,
}: {
  readonly hour: number;
  readonly minute: number;
}): string {
  return `${String(hour % 24).padStart(2, "0")}:${String(minute).padStart(2, "0")}`;
}

/**
 * Morning or afternoon for an hour that was only a number: what the part of the day says, else what the occasion says, else the working
 * day from 7 to 19. Five to nine could well be either, which is stated.
 */
export function resolveClock(clock: Clock, text: string, window: DayWindow | undefined): WallTime {
  const stated = clock.assumed === undefined ? {} : { assumed: clock.assumed };
  if (!clock.bare) return { hour: clock.hour % 24, minute: clock.minute, open: false, ...stated };
  const told = window === undefined ? undefined : window.from < "12:00" ? "am" : "pm";
  const night = window?.to === "23:59" && clock.hour === 12;
  const hinted = told ?? occasion(clock.hour, text);
  const half = hinted ?? (clock.hour >= 7 && clock.hour < 12 ? "am" : "pm");
  const hour = (clock.hour % 12) + (half === "pm" && !night ? 12 : 0);
  const doubtful = hinted === undefined && clock.hour >= 5 && clock.hour <= 9;
  const reading = `${sayClock(clock)} is read as ${sayClock(clock)} ${half}.`;
  const assumed = [
    ...(clock.assumed === undefined ? [] : [clock.assumed]),
    ...(doubtful ? [reading] : []),
  ].join(" ");
  return {
    hour,
    minute: clock.minute,
    open: told === undefined,
    ...(assumed !== "" && { assumed }),
  };
}

/** Both ends of a range; an end that is only a number takes its half of the day from the other. */
export function resolveRange(
  from: Clock,
  to: Clock,
  text: string,
  window: DayWindow | undefined,
): { readonly from: WallTime; readonly to: WallTime } {
  if (from.bare && !to.bare) {
    const end = resolveClock(to, text, window);
    const limit = minutesOf(end) === 0 ? 1440 : minutesOf(end);
    const morning = (from.hour % 12) * 60 + from.minute;
    const start = morning + 720 < limit || morning >= limit ? morning + 720 : morning;
    return { from: fromMinutes(start), to: end };
  }
  const start = resolveClock(from, text, window);
  if (!to.bare) return { from: start, to: resolveClock(to, text, window) };
  const length = ((to.hour % 12) * 60 + to.minute - minutesOf(start) + 1440) % 720;
  return {
    from: start,
    to: fromMinutes((minutesOf(start) + (length === 0 ? 720 : length)) % 1440),
  };
}

/** The part of the day that was said, if one was, whether by itself or within "tonight" or "every morning". */
export function findWindow(items: readonly Item[]): DayWindow | undefined {
  for (const { meaning } of items) {
    if (meaning.kind === "window") return meaning.window;
    if ((meaning.kind === "day" || meaning.kind === "rule") && meaning.window !== undefined)
      return meaning.window;
  }
  return undefined;
}

function occasion(hour: number, text: string): Half | undefined {
  if (MORNING.test(text) && hour >= 5 && hour < 12) return "am";
  if (LUNCH.test(text))
    return hour >= 9 && hour < 12 ? "am" : hour <= 4 || hour === 12 ? "pm" : undefined;
  return EVENING.test(text) && hour >= 5 && hour < 12 ? "pm" : undefined;
}

function minutesOf({ hour, minute }: { readonly hour: number; readonly minute: number }): number {
  return hour * 60 + minute;
}

function fromMinutes(total: number): WallTime {
  return { hour: Math.floor(total / 60) % 24, minute: total % 60, open: false };
}

function sayClock({ hour, minute }: Clock): string {
  return minute === 0 ? String(hour) : `${hour}:${String(minute).padStart(2, "0")}`;
}
