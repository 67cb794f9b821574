import type { EntityOption } from "../../src/domain/entity.ts";
import { AssistantError } from "../../src/domain/errors.ts";
import type { Json, Plan, PlanStep, StepResult } from "../../src/domain/plan.ts";
import type { SourcedValue } from "../../src/domain/provenance.ts";
import type { ToolSpec } from "../../src/domain/tool.ts";
import { fillHoles, holesIn, mentionKey } from "./holes.ts";
import { evaluate, ITEM, isTruthy, namesRead } from "./references.ts";
import { sourcedBy } from "./sources.ts";
import type { Source } from "./sources.ts";

/** One tool call that can be made now: a step, or one element of a `forEach` step. */
export interface ReadyCall {
  readonly stepId: string;
  readonly tool: string;
  readonly item?: number;
  readonly args: Record<string, Json>;
  /** Where those of the values come from that the plan does not spell out. */
  readonly origins: readonly SourcedValue[];
}

/** What each mention means, by `mentionKey`: several people where it is a group. */
export type Meanings = Readonly<Record<string, readonly EntityOption[]>>;

/** More elements than this are refused, rather than done in part. */
const MAX_ITEMS = 100;
/** A whole plan makes no more calls: one full list, and what it takes to find it. */
const MAX_CALLS = 120;

/** What can run now, and what was settled without running: skipped by `when`, or resting on a step that failed. */
export interface Wave {
  readonly calls: readonly ReadyCall[];
  readonly settled: readonly StepResult[];
}

/** The next wave of a plan. Every call in it may run at the same time as the others. */
export function nextWave(
  plan: Plan,
  results: readonly StepResult[],
  meanings: Meanings,
  tools: ReadonlyMap<string, ToolSpec>,
): Wave {
  const calls: ReadyCall[] = [];
  const settled: StepResult[] = [];
  const unfinished = new Set<string>();
  for (const step of plan.steps) {
    const soFar = [...results, ...settled];
    if (isWholeStepSettled(step, soFar)) continue;
    const needs = [...dependenciesOf(step)];
    if (needs.some((id) => unfinished.has(id))) {
      unfinished.add(step.id);
      continue;
    }
    const next = withinBudget(step, expand(step, plan, soFar, meanings, tools), results, calls);
    settled.push(...next.settled);
    calls.push(...next.calls);
    if (next.calls.length > 0) unfinished.add(step.id);
  }
  return { calls, settled };
}

/** Refuses a step, whole, whose calls the plan has no room for. */
function withinBudget(
  { id, tool }: PlanStep,
  wave: Wave,
  results: readonly StepResult[],
  planned: readonly ReadyCall[],
): Wave {
  // What was settled without a call has no arguments.
  const made = results.filter(({ args }) => args !== undefined).length + planned.length;
  if (made + wave.calls.length <= MAX_CALLS) return wave;
  const message = `That would take ${made + wave.calls.length} calls; ${MAX_CALLS} for one request is the most I make.`;
  const error = { code: "ERR_INVALID_PLAN", message };
  return { calls: [], settled: [{ stepId: id, tool, status: "failed", error }] };
}

function expand(
  step: PlanStep,
  plan: Plan,
  results: readonly StepResult[],
  meanings: Meanings,
  tools: ReadonlyMap<string, ToolSpec>,
): Wave {
  const settle = (result: Omit<StepResult, "stepId" | "tool">): Wave => ({
    calls: [],
    settled: [{ stepId: step.id, tool: step.tool, ...result }],
  });
  const needed = results.filter((result) => dependenciesOf(step).has(result.stepId));
  if (needed.some(({ status }) => status === "failed" || status === "not_run")) {
    return settle({ status: "not_run" });
  }
  if (needed.some(({ status, output }) => status === "skipped" && output === undefined)) {
    return settle({ status: "skipped" });
  }
  try {
    const scope = outputsOf(plan, results);
    if (step.when !== undefined && !isTruthy(evaluate(step.when, scope)))
      return settle({ status: "skipped" });
    const all = callsOf(step, plan, scope, meanings, tools);
    if (all.length === 0) return settle({ status: "skipped", output: [] });
    return { calls: all.filter((call) => !isSettled(call, results)), settled: [] };
  } catch (cause) {
    const { code, message } = toPlanError(cause, step);
    return settle({ status: "failed", error: { code, message } });
  }
}

function toPlanError(cause: unknown, step: PlanStep): AssistantError {
  if (cause instanceof AssistantError) return cause;
  const problem = cause instanceof Error ? cause.message : String(cause);
  return new AssistantError(
    "ERR_INVALID_PLAN",
    `Step "${step.id}" could not be worked out: ${problem}`,
    { cause },
  );
}

/** The results as references see them: by step id, a list for a `forEach` step. */
export function outputsOf(plan: Plan, results: readonly StepResult[]): Record<string, Json> {
  return Object.fromEntries(
    plan.steps.map((step) => {
      const own = results.filter((result) => result.stepId === step.id);
      const whole = own.find((result) => result.item === undefined);
      if (whole !== undefined || step.forEach === undefined)
        return [step.id, whole?.output ?? null];
      const outputs = own
        .toSorted((a, b) => (a.item ?? 0) - (b.item ?? 0))
        .map((r) => r.output ?? null);
      return [step.id, outputs];
    }),
  );
}

/** Ids of the steps that this one's expressions read. */
export function dependenciesOf(step: PlanStep): ReadonlySet<string> {
  const names = new Set<string>();
  const expressions = [step.forEach, step.when].filter((e) => e !== undefined);
  for (const hole of holesIn(step.args, "").holes) {
    if (hole.kind === "ref") expressions.push(hole.expression);
  }
  for (const expression of expressions) for (const name of namesRead(expression)) names.add(name);
  names.delete(ITEM);
  return names;
}

function callsOf(
  step: PlanStep,
  plan: Plan,
  scope: Readonly<Record<string, Json>>,
  meanings: Meanings,
  tools: ReadonlyMap<string, ToolSpec>,
): ReadyCall[] {
  const base = { stepId: step.id, tool: step.tool };
  const known = { plan, meanings, tools };
  if (step.forEach === undefined) return [{ ...base, ...filled(step, scope, known) }];
  return itemsOf(step, scope).map((element, item) => ({
    ...base,
    item,
    ...filled(step, { ...scope, [ITEM]: element }, known),
  }));
}

function itemsOf(step: PlanStep, scope: Readonly<Record<string, Json>>): Json[] {
  const items = step.forEach === undefined ? [] : evaluate(step.forEach, scope);
  if (items === null) return [];
  if (!Array.isArray(items)) {
    throw new AssistantError("ERR_INVALID_PLAN", `forEach of "${step.id}" gave no list.`);
  }
  if (items.length > MAX_ITEMS) {
    throw new AssistantError(
      "ERR_INVALID_PLAN",
      `That would touch ${items.length} items; ${MAX_ITEMS} at a time is the most I do.`,
    );
  }
  return items;
}

/** A step's arguments with every hole filled, and where each filling comes from. */
function filled(
  step: PlanStep,
  scope: Readonly<Record<string, Json>>,
  known: {
    readonly plan: Plan;
    readonly meanings: Meanings;
    readonly tools: ReadonlyMap<string, ToolSpec>;
  },
): Pick<ReadyCall, "args" | "origins"> {
  const entityFields = known.tools.get(step.tool)?.entityFields ?? {};
  const origins: SourcedValue[] = [];
  const args = Object.entries(step.args).map(([name, value]): [string, Json] => [
    name,
    fillHoles(
      value,
      (hole) => {
        if (hole.kind === "ref") {
          const found = evaluate(hole.expression, scope);
          const read = { expression: hole.expression, value: found };
          origins.push(...sourcedBy(name, read, sourcesOf(hole.expression, step, scope, known)));
          return [found];
        }
        const type = hole.mention.type ?? entityFields[name] ?? "person";
        const meaning = known.meanings[mentionKey(hole.mention, type)] ?? [];
        origins.push(
          ...meaning.map(({ value: meant, origin, label }) => ({
            arg: name,
            value: meant,
            label,
            ...(origin && { origin }),
          })),
        );
        return meaning.map((each) => each.value);
      },
      name,
    ),
  ]);
  return { args: Object.fromEntries(args.filter(([, value]) => value !== null)), origins };
}

/** The results an expression reads; `item` is of what the step goes through. */
function sourcesOf(
  expression: string,
  { forEach }: PlanStep,
  scope: Readonly<Record<string, Json>>,
  { plan, tools }: { readonly plan: Plan; readonly tools: ReadonlyMap<string, ToolSpec> },
): Source[] {
  const names = new Set(namesRead(expression));
  if (names.delete(ITEM) && forEach !== undefined)
    for (const name of namesRead(forEach)) names.add(name);
  return plan.steps
    .filter(({ id }) => names.has(id))
    .map(({ id, tool }) => ({ tool: tools.get(tool), output: scope[id] ?? null }));
}

/** Settled without being expanded, or a plain step that ran. Items of a `forEach` step are looked at one by one. */
function isWholeStepSettled(step: PlanStep, results: readonly StepResult[]): boolean {
  return results.some(
    (result) =>
      result.stepId === step.id && (step.forEach === undefined || result.item === undefined),
  );
}

function isSettled(call: ReadyCall, results: readonly StepResult[]): boolean {
  return results.some((result) => result.stepId === call.stepId && result.item === call.item);
}
