import { isDeepStrictEqual } from "node:util";

import type { CommandRecord, SessionRecord } from "./session-record.ts";

/** What of one command came out otherwise: a line of what was before, or is now, each. */
export interface Difference {
  readonly commandId: string;
  readonly text: string;
  readonly about: "plan" | "questions" | "steps" | "outcome" | "effects";
  readonly before: readonly string[];
  readonly after: readonly string[];
}

/** What came out of these commands otherwise than before, as lines: plans, questions, steps, outcomes, effects. */
export function compareSessions(
  before: SessionRecord,
  after: SessionRecord,
  commandIds: readonly string[],
): Difference[] {
  return commandIds.flatMap((id) => {
    const [former, now] = [before, after].map(({ commands }) =>
      commands.find((command) => command.id === id),
    );
    const text = former?.text ?? now?.text ?? "";
    const [was, is] = [toLines(former), toLines(now)];
    const sides = {
      ...Object.fromEntries(ASPECTS.map((about) => [about, [was[about], is[about]]])),
      effects: [effectsOf(before, id), effectsOf(after, id)],
    } as Record<Difference["about"], [string[], string[]]>;
    return (Object.entries(sides) as [Difference["about"], [string[], string[]]][])
      .filter(([, [one, other]]) => !isDeepStrictEqual(one, other))
      .map(([about, [one, other]]): Difference => ({
        commandId: id,
        text,
        about,
        before: one.filter((line) => !other.includes(line)),
        after: other.filter((line) => !one.includes(line)),
      }));
  });
}

/** Differences as lines to be read. */
export function printDifferences(differences: readonly Difference[]): string[] {
  if (differences.length === 0) return ["All came out as before."];
  return [...Map.groupBy(differences, ({ commandId }) => commandId)].flatMap(([id, all]) => [
    `Command ${id}: ${all[0]?.text ?? ""}`,
    ...all.flatMap(({ about, before, after }) => [
      `  ${about}${before.length + after.length === 0 ? ": in another order" : ""}`,
      ...before.map((line) => `  - ${line}`),
      ...after.map((line) => `  + ${line}`),
    ]),
  ]);
}

const ASPECTS = ["plan", "questions", "steps", "outcome"] as const;

function toLines(command: CommandRecord | undefined): Record<(typeof ASPECTS)[number], string[]> {
  const { plan, questions = [], results = [], outcome } = command ?? {};
  return {
    plan:
      plan === undefined
        ? ["none"]
        : plan.steps.map(({ id, ...step }) => `${id}  ${step.tool}  ${JSON.stringify(step)}`),
    questions: questions.map(({ kind, reason }) => `${kind}: ${reason.replaceAll("\n", " / ")}`),
    steps: results.map(({ stepId, tool, status, error }) =>
      [stepId, tool, status, error?.code ?? ""].join("  ").trimEnd(),
    ),
    outcome: outcome === undefined ? ["none"] : [outcome.status, ...outcome.message.split("\n")],
  };
}

function effectsOf({ effects, sessionId }: SessionRecord, commandId: string): string[] {
  return effects
    .filter(({ effectId }) => effectId.startsWith(`${sessionId}:${commandId}:`))
    .map(({ outcome, tool, title }) => `${outcome}  ${tool}  ${title}`);
}
