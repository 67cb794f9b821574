import type { CaseResult } from "../../evals/case-result.ts";
import { NO_MODEL } from "../../evals/model-use.ts";
import type { RunRecord } from "../../evals/run-record.ts";
import type { Verdict } from "../../evals/score.ts";

/** A case of a run, of nothing in particular. */
export function evalCase(
  scenario: string,
  verdict: Verdict,
  change: Partial<CaseResult> = {},
): CaseResult {
  return {
    scenario,
    repeat: 1,
    digest: "same",
    title: scenario,
    tags: ["test"],
    channel: "websocket",
    verdict,
    reasons: [],
    questions: { needed: 0, needless: 0, missing: 0 },
    unwanted: [],
    difference: [],
    turns: [],
    ms: 100,
    model: NO_MODEL,
    ...change,
  };
}

/** A run of these cases. */
export function evalRun(cases: readonly CaseResult[], change: Partial<RunRecord> = {}): RunRecord {
  return {
    version: 1,
    name: "sample",
    at: "2026-11-24T09:00:00Z",
    planner: "builtin",
    selection: { tags: [], scenarios: [], split: "open", repeat: 1 },
    asked: cases.length,
    ms: 1000,
    cases: [...cases],
    ...change,
  };
}
