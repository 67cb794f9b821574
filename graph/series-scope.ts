import type { EntityOption } from "../src/domain/entity.ts";
import type { Question } from "../src/domain/intervention.ts";
import type { Plan, PlanStep } from "../src/domain/plan.ts";
import type { Clarification } from "../src/domain/planner.ts";
import { SeriesScope } from "../src/domain/series-scope.ts";
import type { ToolSpec } from "../src/domain/tool.ts";
import { holesIn, mentionKey } from "./plan-language/holes.ts";

/** What is known of a plan beside the plan itself. */
interface Known {
  readonly meanings: Readonly<Record<string, readonly EntityOption[]>>;
  readonly clarifications: readonly Clarification[];
  readonly specs: ReadonlyMap<string, ToolSpec>;
}

const OPTIONS: readonly { readonly value: SeriesScope; readonly label: string }[] = [
  { value: "this", label: "Only this one" },
  { value: "following", label: "This and all following" },
  { value: "all", label: "The whole series" },
];

/** The question that has to be answered before this plan may change a series; undefined where there is none. */
export function askForScope(plan: Plan, known: Known): Question | undefined {
  for (const step of plan.steps) {
    const meant = unscopedEvent(step, known);
    if (meant === undefined || saidScope(meant.slot, known) !== undefined) continue;
    const said = known.clarifications.findLast(({ slot }) => slot === meant.slot)?.answer;
    const again = said === undefined ? "" : `“${said.slice(0, 80)}” is none of these. `;
    return {
      kind: "clarify",
      slot: meant.slot,
      reason: `${again}“${meant.label}” is one of a series. Which do you mean?`,
      entity: { type: "EVENT", value: meant.label },
      options: [...OPTIONS],
      schema: { type: "string", enum: SeriesScope.options },
    };
  }
  return undefined;
}

/** The plan with what the user answered about its series written into it. */
export function withScopes(plan: Plan, known: Known): Plan {
  return {
    ...plan,
    steps: plan.steps.map((step) => {
      const meant = unscopedEvent(step, known);
      const scope = meant && saidScope(meant.slot, known);
      return meant === undefined || scope === undefined
        ? step
        : { ...step, args: { ...step.args, [meant.field]: scope } };
    }),
  };
}

/** Reads how much of a series somebody means: "just this one", "from now on", "all of them". */
export function readScope(text: string): SeriesScope | undefined {
  const said = text
    .toLowerCase()
    .replace(/^(?:please|i mean|i meant|it's|for|to)\s+|[.!?]+$|\s+please[.!]*$/gu, "")
    .trim();
  if (FOLLOWING.test(said)) return "following";
  if (ONE.test(said)) return "this";
  return ALL.test(said) ? "all" : undefined;
}

const FOLLOWING =
  /^(?:only )?(?:(?:this|that|it)(?: one)?(?:,| and| &)+ ?)?(?:(?:all|every|everything|any|the) )*(?:the )?(?:following|future|later|subsequent|after|upcoming|next)(?: (?:one|ones|it|that|this|events|meetings|occurrences|instances))?$|^(?:from (?:now|here|then|this one|that one) on(?:wards?)?|going forward|onwards?)$/u;
const ONE =
  /^(?:(?:only|just) )?(?:this|that|the)(?: single)?(?: (?:one|time|once|event|occurrence|instance|week|day))?(?: (?:only|alone))?$|^(?:only |just )?(?:once|one)$|^only$/u;
const ALL =
  /^(?:all|every|each)(?: (?:of )?(?:them|those|these|it|events|meetings|occurrences|instances|one|week|time|day))?$|^(?:(?:the|all the) )?(?:whole|entire|full|complete)?(?: ?(?:series|thing|lot))$|^everything$|^always$|^permanently$|^for good$/u;

function saidScope(wanted: string, { clarifications }: Known): SeriesScope | undefined {
  const said = clarifications.findLast(({ slot }) => slot === wanted)?.answer;
  if (said === undefined) return undefined;
  const option = SeriesScope.safeParse(said);
  return option.success ? option.data : readScope(said);
}

/** The recurring event a step changes without saying how much of it. */
function unscopedEvent({ tool, args }: PlanStep, { meanings, specs }: Known) {
  const fields = specs.get(tool)?.seriesScope;
  if (fields === undefined || args[fields.scope] !== undefined) return undefined;
  const [hole] = holesIn(args[fields.event] ?? null, fields.event).holes;
  if (hole?.kind !== "entity") return undefined;
  const key = mentionKey(hole.mention, "event");
  const [meaning] = meanings[key] ?? [];
  return meaning?.recurring === true
    ? { slot: `scope|${key}`, label: meaning.label, field: fields.scope }
    : undefined;
}
