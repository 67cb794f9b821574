import type { PlanOutcome, PlanRequest, Revision } from "../../../../src/domain/planner.ts";
import { createClauses } from "../clause.ts";
import type { Clause } from "../clause.ts";
import { examplesNear } from "../examples.ts";
import { prepareText } from "../prepared-text.ts";
import { readCorrection, withoutMarks } from "./edit.ts";
import type { Correction, Edit } from "./edit.ts";
import { revisePlan } from "./revise-plan.ts";

const LONGEST_CORRECTION = 500;

/**
 * The plan of a command that was corrected before it was carried out: the plan as it stood with each correction made, in
 * order. What a question of the planner's own was answered with is an answer, however it was said.
 */
export function planRevision(
  request: Omit<PlanRequest, "revision">,
  { plan, texts }: Revision,
  planCommand: (request: PlanRequest) => PlanOutcome,
): PlanOutcome {
  let own = request;
  let outcome: PlanOutcome = plan === null ? planCommand(own) : { kind: "plan", plan };
  /** Corrections made before there was a plan to make them to. */
  let waiting: { readonly edit: Edit; readonly clause: Clause }[] = [];
  for (const [i, text] of texts.entries()) {
    if (outcome.kind === "not_understood") return outcome;
    if (outcome.kind === "clarify") {
      const given = { slot: outcome.clarify.slot, answer: withoutMarks(text).core };
      const answered = { ...own, clarifications: [...own.clarifications, given] };
      const next = planCommand(answered);
      if (!isSameQuestion(next, outcome)) {
        [own, outcome] = [answered, next];
        continue;
      }
    }
    const { correction, clause } = readIn(text, i, request);
    if (correction === undefined) return unclear(request, "I can't tell what that should change.");
    waiting = [...waiting, ...correction.edits.map((edit) => ({ edit, clause }))];
    if (outcome.kind !== "plan") continue;
    outcome = applied(outcome, waiting, request);
    waiting = [];
  }
  return outcome.kind === "plan" ? applied(outcome, waiting, request) : outcome;
}

/** Whether a text corrects a command by itself, whatever the command was. */
export function correctionIn(text: string): Correction | undefined {
  return text.length > LONGEST_CORRECTION ? undefined : readIn(text, 0, AT_ANY_TIME).correction;
}

/** What a text is does not hang on when it is said. */
const AT_ANY_TIME: PlanRequest = {
  text: "",
  now: "2026-01-01T09:00:00Z",
  timezone: "UTC",
  user: {},
  clarifications: [],
};

function readIn(
  text: string,
  index: number,
  request: PlanRequest,
): { readonly correction: Correction | undefined; readonly clause: Clause } {
  const prepared = prepareText(text.slice(0, LONGEST_CORRECTION));
  const clause = createClauses(request, prepared, [])(index, prepared.text, []);
  return { correction: readCorrection(prepared.text, clause), clause };
}

function applied(
  outcome: Extract<PlanOutcome, { kind: "plan" }>,
  corrections: readonly { readonly edit: Edit; readonly clause: Clause }[],
  request: PlanRequest,
): PlanOutcome {
  let { plan } = outcome;
  for (const { edit, clause } of corrections) {
    const revised = revisePlan(plan, edit, clause);
    if ("refused" in revised) return unclear(request, revised.refused);
    ({ plan } = revised);
  }
  return { ...outcome, plan };
}

function isSameQuestion(
  next: PlanOutcome,
  { clarify }: PlanOutcome & { kind: "clarify" },
): boolean {
  return (
    next.kind === "not_understood" ||
    (next.kind === "clarify" &&
      next.clarify.slot === clarify.slot &&
      next.clarify.question === clarify.question)
  );
}

function unclear({ text }: PlanRequest, reason: string): PlanOutcome {
  return { kind: "not_understood", examples: examplesNear(text), reason };
}
