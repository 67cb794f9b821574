import { EntityMention } from "../../../../../src/domain/entity.ts";
import { at } from "../expectations.ts";
import { each, expected } from "./expected-step.ts";
import type { Alternative, Args, ExpectedStep } from "./expected-step.ts";
import {
  folded,
  instantOf,
  named,
  same,
  samePeople,
  sameRecurrence,
  textOf,
  tokens,
  wallOf,
  wordsOf,
} from "./matching.ts";
import { ANYTHING, ev } from "./named.ts";
import type { Named } from "./named.ts";
import { dayOf, within } from "./spans.ts";
import type { Span } from "./spans.ts";

/** Either of several starts. */
export const or = (...values: string[]): string => values.join("|");

interface EventDetails {
  readonly mins?: number;
  readonly till?: string;
  readonly with?: readonly string[];
  readonly withMaybe?: readonly string[];
  readonly where?: string;
  readonly rec?: string;
  readonly optionalRec?: string;
  readonly cal?: string;
  readonly video?: boolean;
  readonly videoMaybe?: boolean;
}

export function create(
  title: string | readonly string[],
  start: string,
  more: EventDetails = {},
): ExpectedStep {
  return expected("calendar_create_event", { title, start, ...more }, (args) => {
    const people = more.with ?? [];
    const length = (instantOf(args["end"]) - instantOf(args["start"])) / 60_000;
    const rule = [more.rec, more.optionalRec].some((one) =>
      sameRecurrence(args["recurrence"], one, args["start"]),
    );
    return (
      titleFits(args["summary"], title, more) &&
      (start === "any" || start.split("|").some((one) => sameMoment(args["start"], one))) &&
      (samePeople(args["attendees"], people) ||
        (more.withMaybe !== undefined && samePeople(args["attendees"], more.withMaybe))) &&
      (rule || (more.optionalRec !== undefined && args["recurrence"] === undefined)) &&
      (more.mins === undefined ? start === "any" || length > 0 : length === more.mins) &&
      (more.till === undefined || sameMoment(args["end"], more.till)) &&
      samePlace(args["location"], more.where) &&
      (more.cal === undefined
        ? args["calendar"] === undefined
        : named(wordsOf(args["calendar"]) ?? "").replace(/ calendar$/, "") === more.cal) &&
      args["description"] === undefined &&
      (hasVideo(args) ? more.video === true || more.videoMaybe === true : more.video !== true)
    );
  });
}

function titleFits(value: unknown, title: string | readonly string[], more: EventDetails): boolean {
  if (title === "any") return true;
  if (typeof value !== "string") return false;
  const names = (more.with ?? more.withMaybe ?? []).map(folded);
  const people = [
    names.join(" and "),
    names.join(" & "),
    names.join(", "),
    names.join(" "),
    listed(names),
  ];
  const place =
    more.where === undefined
      ? []
      : [` at ${named(more.where)}`, ` at the ${named(more.where)}`, ` in ${named(more.where)}`];
  const wanted = (typeof title === "string" ? [title] : title).flatMap((one) => {
    const base = named(one);
    const withPeople =
      names.length === 0
        ? []
        : people.flatMap((who) => [
            `${base} with ${who}`,
            `${base} with the ${who}`,
            `${base} ${who}`,
          ]);
    const meeting =
      base === "meeting" && names.length > 0
        ? ["meet", ...people.flatMap((who) => [`meet ${who}`, `meet with ${who}`, who])]
        : [];
    return [base, ...withPeople, ...meeting];
  });
  const said = named(value);
  return wanted.some((one) =>
    ["", ...place].some(
      (where) => folded(one + where) === said || folded(one + where) === folded(value),
    ),
  );
}

const listed = (names: readonly string[]): string =>
  names.length < 3
    ? names.join(" and ")
    : folded(`${names.slice(0, -1).join(" ")} and ${names.at(-1) ?? ""}`);

const samePlace = (value: unknown, place: string | undefined): boolean =>
  place === undefined
    ? value === undefined
    : typeof value === "string" && named(value) === named(place);

const sameMoment = (value: unknown, moment: string): boolean =>
  typeof value === "string" &&
  value.length > 10 === moment.length > 10 &&
  instantOf(value) === instantOf(moment);

const hasVideo = (args: Args): boolean =>
  Object.entries(args).some(
    ([key, value]) => /video|meet|conference/i.test(key) && value !== false,
  );

interface Asked {
  readonly query?: string;
  readonly cal?: string;
  readonly max?: number;
}

export const agenda = (range: Span | undefined, more: Asked = {}): ExpectedStep =>
  expected("calendar_list_events", { range, ...more }, (args) => {
    const query = args["query"];
    return (
      within(args, range) &&
      (more.query === undefined
        ? query === undefined
        : typeof query === "string" && tokens(query) === tokens(more.query)) &&
      (more.cal === undefined ||
        named(wordsOf(args["calendar"]) ?? "").replace(/ calendar$/, "") === more.cal) &&
      (more.max === undefined || args["maxResults"] === more.max)
    );
  });

/** "When is ...": the event itself, or a list that is narrowed to it. */
export const whenIs = (words: string, day?: string): readonly Alternative[] => [
  agenda(day === undefined ? undefined : dayOf(day), { query: words }),
  expected("calendar_get_event", { words, day }, (args) => ev(words, day).fits(args["eventId"])),
];

interface FreeTime {
  readonly mins?: number;
  readonly with?: readonly string[];
}

export const free = (range: Span, more: FreeTime = {}): ExpectedStep =>
  expected("calendar_find_free_time", { range, ...more }, (args) => {
    const narrowed = {
      timeMin: clock(args, "timeMin", "earliest"),
      timeMax: clock(args, "timeMax", "latest"),
    };
    const wholeDays = range.innerMin.includes("T00:00") || range.innerMax.includes("T00:00");
    return (
      within(narrowed, range, wholeDays ? 9 : 0) &&
      samePeople(args["attendees"], more.with ?? []) &&
      (more.mins === undefined || args["durationMinutes"] === more.mins)
    );
  });

/** The bound of a range within one day, narrowed by a clock time. */
function clock(args: Args, bound: "timeMin" | "timeMax", narrower: string): string {
  const value = textOf(args[bound]);
  const time = textOf(args[narrower]);
  if (time === "") return value;
  const oneDay = instantOf(args["timeMax"]) - instantOf(args["timeMin"]) <= 25 * 3600_000;
  if (!oneDay) return value;
  return at(wallOf(textOf(args["timeMin"])).date, time);
}

/** "Am I free at ...": what is there then, or a free time that holds it. */
export function busy(
  from: string,
  to = from,
  people: readonly string[] = [],
): readonly Alternative[] {
  const about = (tool: string): ExpectedStep =>
    expected(tool, { from, to, people }, (args) => {
      const day = dayOf(wallOf(from).date);
      return (
        instantOf(args["timeMin"]) >= instantOf(day.outerMin) &&
        instantOf(args["timeMin"]) <= instantOf(from) &&
        instantOf(args["timeMax"]) <= instantOf(day.outerMax) &&
        (to === from
          ? instantOf(args["timeMax"]) > instantOf(from)
          : instantOf(args["timeMax"]) >= instantOf(to)) &&
        args["query"] === undefined &&
        samePeople(args["attendees"], people)
      );
    });
  const freeTime = about("calendar_find_free_time");
  return people.length > 0 ? [freeTime] : [freeTime, about("calendar_list_events")];
}

interface EventChange {
  readonly date?: string;
  readonly time?: string;
  readonly shift?: number;
  readonly mins?: number;
  readonly extend?: number;
  readonly till?: string;
  readonly title?: string;
  readonly where?: string;
  readonly notes?: string;
  readonly with?: readonly string[];
  readonly without?: readonly string[];
  readonly video?: boolean;
  readonly scope?: Scope;
}
type Scope = "this" | "following" | "all";

export const change = (target: Named | string, more: EventChange): ExpectedStep => {
  const which = typeof target === "string" ? ANYTHING : target;
  return expected("calendar_update_event", { event: which.says, ...more }, (args) => {
    const text = (key: string, value: string | undefined): boolean =>
      value === undefined
        ? args[key] === undefined
        : typeof args[key] === "string" && named(args[key]) === named(value);
    return (
      which.fits(args["eventId"]) &&
      whenFits(args, more, which) &&
      args["shiftMinutes"] === more.shift &&
      args["durationMinutes"] === more.mins &&
      (more.till === undefined || sameMoment(args["end"], more.till)) &&
      (more.extend === undefined || Object.values(args).includes(more.extend)) &&
      text("summary", more.title) &&
      text("location", more.where) &&
      (text("description", more.notes) ||
        (more.notes !== undefined && same(args["appendDescription"], more.notes))) &&
      samePeople(args["addAttendees"], more.with ?? []) &&
      samePeople(args["removeAttendees"], more.without ?? []) &&
      hasVideo(args) === (more.video ?? false) &&
      scopeFits(args, more.scope)
    );
  });
};

function whenFits(args: Args, more: EventChange, which: Named): boolean {
  const start = args["start"];
  const there =
    typeof start === "string"
      ? wallOf(start)
      : { date: optional(args["date"]), time: optional(args["time"]) };
  const dateFits =
    there.date === more.date ||
    (more.date === undefined &&
      more.time !== undefined &&
      which.says.endsWith(`on ${there.date ?? ""}`));
  const sameDay = which.says.endsWith(`on ${more.date ?? ""}`) && there.date === undefined;
  return (dateFits || sameDay) && there.time === more.time;
}

const optional = (value: unknown): string | undefined =>
  value === undefined ? undefined : textOf(value);

const SCOPES: Readonly<Record<Scope, RegExp>> = {
  this: /this|one|single|instance/,
  following: /follow|future|after/,
  all: /all|series/,
};

function scopeFits(args: Args, scope: Scope | undefined): boolean {
  const said = [...Object.entries(args), ...mentioned(args["eventId"])].find(
    ([key, value]) =>
      /scope|which|recurr|occurr|series/i.test(key) &&
      (typeof value === "string" || value === true),
  );
  if (said === undefined) return scope === undefined || scope === "this";
  // An event told by its day or hour is one of its series, said or not.
  if (scope === undefined) return SCOPES.this.test(String(said[1]));
  return SCOPES[scope].test(`${said[0]} ${String(said[1])}`.toLowerCase());
}

const mentioned = (value: unknown): [string, unknown][] =>
  Object.entries(EntityMention.safeParse(value).data ?? {});

export const cancel = (target: Named, more: { readonly scope?: Scope } = {}): ExpectedStep =>
  expected(
    "calendar_delete_event",
    { event: target.says, ...more },
    (args) => target.fits(args["eventId"]) && scopeFits(args, more.scope),
  );

export const cancelAll = (range: Span): readonly Alternative[] => [
  [agenda(range), each("calendar_delete_event", "eventId")],
];

export const rsvp = (target: Named | "each", response: string): ExpectedStep =>
  target === "each"
    ? each("calendar_respond_to_event", "eventId", (args) => args["response"] === response)
    : expected(
        "calendar_respond_to_event",
        { event: target.says, response },
        (args) => target.fits(args["eventId"]) && args["response"] === response,
      );
