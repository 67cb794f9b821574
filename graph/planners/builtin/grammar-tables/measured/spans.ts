import { NOW, at } from "../expectations.ts";
import type { Args } from "./expected-step.ts";
import { instantOf } from "./matching.ts";

export const TODAY = "2026-11-24";
export const WED = "2026-11-25";
export const THU = "2026-11-26";
export const FRI = "2026-11-27";
export const SAT = "2026-11-28";
export const SUN = "2026-11-29";
export const MON = "2026-11-30";
export const TUE = "2026-12-01";

/** A range of time: it must lie within the outer bounds and hold the inner ones. */
export interface Span {
  readonly outerMin: string;
  readonly outerMax: string;
  readonly innerMin: string;
  readonly innerMax: string;
}
export const span = (
  outerMin: string,
  outerMax: string,
  innerMin = outerMin,
  innerMax = outerMax,
): Span => ({
  outerMin,
  outerMax,
  innerMin,
  innerMax,
});

/** One whole day; of today, what is left of it is enough. */
export const dayOf = (date: string): Span => {
  const next = new Date(instantOf(date) + 26 * 3600_000).toISOString().slice(0, 10);
  return span(at(date, "00:00"), at(next, "00:00"), date === TODAY ? NOW : at(date, "00:00"));
};
export const morning = (date: string): Span =>
  span(at(date, "00:00"), at(date, "12:00"), at(date, "09:00"), at(date, "12:00"));
export const afternoon = (date: string): Span =>
  span(at(date, "12:00"), at(date, "18:00"), at(date, "13:00"), at(date, "17:00"));
export const evening = (date: string): Span =>
  span(at(date, "16:00"), dayOf(date).outerMax, at(date, "18:00"), at(date, "22:00"));
export const thisWeek = span(at("2026-11-22", "00:00"), at(MON, "00:00"), NOW, at(SAT, "00:00"));
export const nextWeek = span(
  at(SUN, "00:00"),
  at("2026-12-07", "00:00"),
  at(MON, "00:00"),
  at("2026-12-05", "00:00"),
);
export const weekend = span(at(FRI, "17:00"), at(MON, "00:00"), at(SAT, "00:00"), at(MON, "00:00"));

/** True where the range of the arguments lies as expected. */
export function within(args: Args, range: Span | undefined, slackHours = 0): boolean {
  const min = instantOf(args["timeMin"]);
  const max = instantOf(args["timeMax"]);
  if (range === undefined) {
    return !(min > instantOf(NOW) + 60_000) && !(max < instantOf(NOW) + 24 * 3600_000);
  }
  return (
    min >= instantOf(range.outerMin) &&
    max <= instantOf(range.outerMax) &&
    min <= instantOf(range.innerMin) + slackHours * 3600_000 &&
    max >= instantOf(range.innerMax) - slackHours * 3600_000
  );
}
