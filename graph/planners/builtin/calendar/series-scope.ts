import { EntityMention } from "../../../../src/domain/entity.ts";
import type { Json } from "../../../../src/domain/plan.ts";
import type { SeriesScope } from "../../../../src/domain/series-scope.ts";
import type { Built, Draft } from "../draft.ts";

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
/** "the whole weekly sync series", "my standup series" */
const SERIES = /\b(?:(the|my|our) )?(?:(?:whole|entire|full) )?(\S.{0,60}?) series\b/iu;
const WHOLE = /\b(the|my|our) (?:whole|entire|full) (?=\p{L})/iu;

const TOOLS: ReadonlySet<string> = new Set([
  "calendar_update_event",
  "calendar_delete_event",
  "calendar_respond_to_event",
]);

/** Cuts out of a command what it says of how much of a series is meant; undefined where it says nothing of it. */
export function cutScope(
  text: string,
): { readonly rest: string; readonly scope: SeriesScope } | undefined {
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
export function scoped(built: Built | undefined, scope: SeriesScope): Built | undefined {
  if (built === undefined || built.kind !== "draft") return built;
  const steps = built.steps.map((step) => ({ ...step, args: { ...step.args, scope } }));
  const fits = built.steps.length > 0 && built.steps.every(changesOneEvent);
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

function changesOneEvent({ tool, forEach }: Draft["steps"][number]): boolean {
  return TOOLS.has(tool) && forEach === undefined;
}

function tidy(text: string): string {
  return text
    .replace(/\s+/gu, " ")
    .replace(/ ([,.!?])/gu, "$1")
    .replace(/[,\s]+$/u, "")
    .trim();
}
