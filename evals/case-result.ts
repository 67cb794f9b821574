import { createHash } from "node:crypto";
import { z } from "zod";

import { Split } from "./scenario.ts";
import type { Scenario } from "./scenario.ts";
import { VERDICTS } from "./score.ts";

const Line = z.object({
  by: z.enum(["user", "assistant"]),
  text: z.string(),
  /** With a question: its kind. */
  asks: z.string().optional(),
});

/** One thing that was said, by whom. */
export type Line = z.infer<typeof Line>;

const Step = z.object({
  id: z.string(),
  tool: z.string(),
  status: z.string(),
  error: z.string().optional(),
});

/** One turn as it is kept: what was said, planned and done. */
export const StoredTurn = z.object({
  say: z.string(),
  lines: z.array(Line),
  status: z.string().optional(),
  fault: z.string().optional(),
  /** The last plan that was shown, as the program gave it. */
  plan: z.json().optional(),
  /** What the outcome says of each step: its effects. */
  steps: z.array(Step),
  ms: z.number(),
});
export type StoredTurn = z.infer<typeof StoredTurn>;

/** What a language model was asked in a case, and what that cost; dollars where the price is known. */
export const ModelUse = z.object({
  calls: z.number(),
  inputTokens: z.number(),
  /** Part of the input. */
  cachedTokens: z.number(),
  outputTokens: z.number(),
  costUsd: z.number().optional(),
});
export type ModelUse = z.infer<typeof ModelUse>;

/** One case of a run as it is kept: all that a report or a comparison needs, and no workspace. */
export const CaseResult = z.object({
  scenario: z.string(),
  /** Which repeat, from 1. */
  repeat: z.int().min(1),
  /** Of the scenario as it was run: another digest is another task. */
  digest: z.string(),
  title: z.string(),
  tags: z.array(z.string()),
  channel: z.string(),
  split: Split.optional(),
  verdict: z.enum(VERDICTS),
  reasons: z.array(z.string()).readonly(),
  questions: z.object({ needed: z.number(), needless: z.number(), missing: z.number() }),
  unwanted: z.array(z.string()).readonly(),
  difference: z.array(z.string()).readonly(),
  turns: z.array(StoredTurn),
  ms: z.number(),
  model: ModelUse,
  /** Where the session can be looked at again: only where data folders are kept. */
  session: z.object({ id: z.string(), dataDir: z.string() }).optional(),
});
export type CaseResult = z.infer<typeof CaseResult>;

/** Names a case within its run. */
export function caseKey({ scenario, repeat }: Pick<CaseResult, "scenario" | "repeat">): string {
  return repeat === 1 ? scenario : `${scenario}#${repeat}`;
}

/** Changes whenever the scenario does: its words, its expectations or its model's answers. */
export function digestOf(scenario: Scenario): string {
  return createHash("sha256").update(JSON.stringify(scenario)).digest("hex").slice(0, 16);
}
