import { EntityMention } from "../../../../src/domain/entity.ts";
import type { Json } from "../../../../src/domain/plan.ts";
import type { SeriesScope } from "../../../../src/domain/series-scope.ts";
import type { Clause } from "../clause.ts";
import type { Built, Draft } from "../draft.ts";
import { readOnlyTime, toRange } from "../times.ts";

const ONE = "one|occurrence|instance|time|single one|single time";
const ALL_ONES = "ones|occurrences|instances|events|meetings|sessions|times";

/** What people add to a command to say how much of a recurring event they mean, and what stays when it is cut out. */
const SAID: readonly (readonly [pattern: RegExp, scope: SeriesScope])[] = [
  // "from now on", "this and all following", "and all future ones"
  [
    /[,\s]+(?:from (?:now|here|then|there|this one|that one) on(?:wards?)?|going forward|for the (?:foreseeable )?future|permanently|for good|until further notice)(?=[,.!?]|$)/iu,
    "following",
  ],
  [/^(?:from now on|going forward)[,\s]+/iu, "following"],
  [
    new RegExp(
      `[,\\s]*\\b(?:this (?:one )?and (?:all )?(?:the )?(?:following|future|later|subsequent|next)(?: (?:${ALL_ONES}))?|and (?:all|every)(?: the)? (?:following|future|later|subsequent)(?: (?:${ALL_ONES}))?|and (?:everything|all|the ones|those) (?:after(?: (?:it|that|this))?|that follow))(?=[\\s,.!?]|$)`,
      "iu",
    ),
    "following",
  ],
  // "just this once", "only this one", "this time only"
  [
    new RegExp(
      `[,\\s]+(?:\\(?(?:but )?(?:for )?(?:just|only) (?:for )?(?:this|that|the)? ?(?:${ONE}|once)\\)?|(?:this|that) (?:${ONE}) only|(?:this|that) once|for once|(?:just|only) once)(?=[,.!?]|$)`,
      "iu",
    ),
    "this",
  ],
  [
    /^(?:(?:for )?(?:just|only) (?:for )?(?:this|that) (?:time|one|once|occurrence))[,\s]+/iu,
    "this",
  ],
  [
    new RegExp(
      `\\b(?:(?:just|only) )?(?:this|that|the|a single|one) (?:${ONE}) of (?=\\p{L})`,
      "iu",
    ),
    "this",
  ],
  [/\b(?:(?:just|only) (?:this|the) (?:one |single )?(?=\p{L}))/iu, "this"],
  // "all of them", "every occurrence", "the whole series"
  [
    new RegExp(
      `[,\\s]+(?:for )?(?:all of them|each of them|every one(?: of them)?|(?:for )?(?:all|every)(?: the)? (?:${ALL_ONES}|occurrence|instance|event|time)|(?:the )?(?:whole|entire|full|complete) (?:series|thing)|the series)(?=[,.!?]|$)`,
      "iu",
    ),
    "all",
  ],
  [
    new RegExp(
      `\\b(?:(?:all|every|each)(?: of)?(?: the)? (?:occurrences?|instances?) of|(?:all of )?(?:the |my |our )?(?:whole|entire|full) series of) (?=\\p{L})`,
      "iu",
    ),
    "all",
  ],
];
/** "from Monday on": the day from which on something changes. */
const FROM_DAY =
  /[,\s]+(?:from|starting|beginning|as of|effective)\s+(?!now\b|here\b|then\b|there\b|th(?:is|at)\b)((?:next\s+|the\s+)?[\p{L}\d][^,.!?]{2,30}?)(?:\s+(?:on|onwards?|forward))(?=[,.!?]|$)/iu;
/** "all future standups": every one of them that is still to come. */
const FUTURE_ONES =
  /(?<!\band )\ball(?: of)?(?: the| my| our)? (?:future|upcoming|remaining|coming|later) (\p{L}[\p{L}\s-]*?)s\b/iu;
/** "all my standups": what is hardly ever there but as a series. */
const ALL_ONES_OF =
  /\ball (?:of )?(?:my|the|our) ((?:\p{L}+ )?(?:stand-?up|sync|check-?in|scrum|practice|1:1|one-on-one|retro))s\b/iu;
/** "the whole weekly sync series", "my standup series" */
const SERIES = /\b(?:(the|my|our) )?(?:(?:whole|entire|full) )?(\S.{0,60}?) series\b/iu;
const WHOLE = /\b(the|my|our) (?:whole|entire|full) (?=\p{L})/iu;

const TOOLS: ReadonlySet<string> = new Set([
  "calendar_update_event",
  "calendar_delete_event",
  "calendar_respond_to_event",
]);

/** A command without what it says of a series: the rest, how much of it is meant, and from which day on. */
export interface Cut {
  readonly rest: string;
  readonly scope: SeriesScope;
  readonly from?: string;
}

/** Cuts out of a command what it says of how much of a series is meant; undefined where it says nothing of it. */
export function cutScope(text: string): Cut | undefined {
  const from = FROM_DAY.exec(text);
  if (from?.[1] !== undefined) {
    const rest = tidy(
      text
        .replace(from[0], " ")
        .replace(/\ball (?:of )?(?:the|my|our) (\p{L}[\p{L}\s-]*?)s\b/iu, "the $1"),
    );
    return { rest, scope: "following", from: from[1] };
  }
  if (ALL_ONES_OF.test(text))
    return { rest: tidy(text.replace(ALL_ONES_OF, "the $1")), scope: "all" };
  if (FUTURE_ONES.test(text))
    return { rest: tidy(text.replace(FUTURE_ONES, "the $1")), scope: "following" };
  for (const [pattern, scope] of SAID) {
    if (pattern.test(text)) return { rest: tidy(text.replace(pattern, " ")), scope };
  }
  if (SERIES.test(text)) {
    const rest = text.replace(SERIES, (_whole, article = "", thing = "") => `${article} ${thing}`);
    return { rest: tidy(rest.replace(WHOLE, "$1 ")), scope: "all" };
  }
  return undefined;
}

/** The plan of the rest of such a command, told the scope; undefined where it changes no single event. */
export function scoped(
  built: Built | undefined,
  { scope, from }: Cut,
  clause: Clause,
): Built | undefined {
  if (built === undefined || built.kind !== "draft") return built;
  const day = from === undefined ? undefined : readOnlyTime(`on ${from}`, clause);
  // Of a week, the one that is in it: the first of the series from then on. Several are asked about.
  const range = day?.date === undefined ? undefined : toRange(day, clause);
  if (from !== undefined && range === undefined) return undefined;
  const steps = built.steps.map((step): Step => {
    const { eventId }: Record<string, Json> = step.args;
    const mention = EntityMention.safeParse(eventId).data;
    if (range !== undefined && (mention === undefined || mention.timeMin !== undefined))
      return step;
    const first: Record<string, Json> =
      range !== undefined && isObject(eventId) ? { eventId: { ...eventId, ...range } } : {};
    return { ...step, args: { ...step.args, ...first, scope } };
  });
  const isTold = steps.every(({ args }) => args["scope"] === scope);
  const fits = isTold && steps.length > 0 && steps.every(changesOneEvent);
  return fits ? { ...built, steps } : undefined;
}

/** An event that is named by its own day is that one, whatever else there is of its series. */
export function scopeOfDay(thing: string, eventId: Json): { scope?: SeriesScope } {
  const mention = EntityMention.safeParse(eventId);
  if (mention.data?.timeMin === undefined) {
    return /\b(?:next|upcoming|coming)\s+(?=\p{L})/iu.test(thing) ? { scope: "this" } : {};
  }
  // "the Tuesday sync" may be what the series is called.
  return BARE_WEEKDAY.test(thing) ? {} : { scope: "this" };
}

const BARE_WEEKDAY =
  /(?<!\b(?:on|next|this|last|coming)\s)\b(?:mon|tues|wednes|thurs|fri|satur|sun)day(?:\s+(?:morning|afternoon|evening|night))?\s+(?!at\b|\d)\p{L}/iu;

function isObject(value: Json | undefined): value is { [key: string]: Json } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

type Step = Draft["steps"][number];

function changesOneEvent({ tool, forEach }: Step): boolean {
  return TOOLS.has(tool) && forEach === undefined;
}

function tidy(text: string): string {
  return text
    .replace(/\s+/gu, " ")
    .replace(/ ([,.!?])/gu, "$1")
    .replace(/[,\s]+$/u, "")
    .trim();
}
