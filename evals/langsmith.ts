import { randomUUID } from "node:crypto";
import { Client } from "langsmith";

import { caseKey } from "./case-result.ts";
import type { RunRecord } from "./run-record.ts";
import { isSuccess } from "./score.ts";

export interface LangSmithOptions {
  readonly apiKey: string;
  readonly endpoint: string;
}

/**
 * Sends a run to LangSmith as a project of its name: a run of theirs for each case, with the conversation in and out, and
 * the headline as feedback: wrong write, success, questions.
 */
export async function sendToLangSmith(
  { name, planner, model, at, cases }: RunRecord,
  { apiKey, endpoint }: LangSmithOptions,
): Promise<void> {
  const client = new Client({ apiKey, apiUrl: endpoint, autoBatchTracing: false });
  const began = Date.parse(at);
  for (const one of cases) {
    const id = randomUUID();
    const { verdict, reasons, questions, difference, turns, title, tags, split } = one;
    await client.createRun({
      id,
      name: caseKey(one),
      run_type: "chain",
      project_name: `errand-evals-${name}`,
      inputs: { says: turns.map(({ say }) => say) },
      outputs: {
        verdict,
        reasons: [...reasons],
        difference: [...difference],
        conversation: turns.flatMap(({ lines }) => lines),
      },
      start_time: began,
      end_time: began + one.ms,
      extra: { metadata: { planner, model, title, tags, split } },
    });
    const scores = [
      ["wrong_write", Number(verdict === "wrong-write")],
      ["success", Number(isSuccess(verdict))],
      ["questions", questions.needed + questions.needless],
    ] as const;
    for (const [key, score] of scores)
      await client.createFeedback(id, key, {
        score,
        ...(key === "success" && { value: verdict, comment: reasons[0] ?? "" }),
      });
  }
  await client.awaitPendingTraceBatches();
}
