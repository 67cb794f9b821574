import { describe, expect, test } from "vitest";

import { AssistantError } from "../../src/domain/errors.ts";
import type { Logger } from "../../src/domain/logger.ts";
import type { Planner, PlanOutcome, PlanRequest } from "../../src/domain/planner.ts";
import { MODEL_SLOT } from "../prompts/command-prompt.ts";
import { createAutoPlanner } from "./auto-planner.ts";

const request: PlanRequest = {
  text: "Do something",
  now: "2026-11-24T09:00:00-08:00",
  timezone: "America/Los_Angeles",
  user: {},
  clarifications: [],
};

const planOf = (goal: string): PlanOutcome => ({
  kind: "plan",
  plan: { goal, reply: "r", steps: [] },
});
const question: PlanOutcome = { kind: "clarify", clarify: { slot: "start", question: "When?" } };
const declined: PlanOutcome = { kind: "not_understood", examples: ["What's on tomorrow?"] };
const unavailable = new AssistantError("ERR_MODEL_UNAVAILABLE", "down");

function planner(
  name: string,
  answer: PlanOutcome | Error,
): Planner & { readonly asked: () => number } {
  let asked = 0;
  return {
    name,
    asked: () => asked,
    plan: async () => {
      asked += 1;
      if (answer instanceof Error) throw answer;
      return answer;
    },
  };
}

interface Case {
  readonly builtin: PlanOutcome;
  readonly llm?: PlanOutcome | Error;
  readonly prefer?: "auto" | "llm";
}

function open({ builtin: known, llm: model, prefer = "auto" }: Case) {
  const builtin = planner("builtin", known);
  const llm = model === undefined ? undefined : planner("llm", model);
  const logged: { readonly fields: object; readonly message: string }[] = [];
  const log = (fields: object, message: string): void => void logged.push({ fields, message });
  const logger: Logger = { debug: log, info: log, warn: log, error: log };
  return { auto: createAutoPlanner({ builtin, llm, prefer, logger }), builtin, llm, logged };
}

describe("PLANNER=auto", () => {
  test.each([planOf("built-in"), question])(
    "the model is not asked where the built-in planner answers",
    async (known) => {
      const { auto, llm } = open({ builtin: known, llm: planOf("model") });
      expect(await auto.plan(request)).toEqual({
        ...known,
        by: { planner: "builtin", why: "it is certain" },
      });
      expect(llm?.asked()).toBe(0);
    },
  );

  test("the model is asked where it does not", async () => {
    const { auto } = open({ builtin: declined, llm: planOf("model") });
    expect(await auto.plan(request)).toMatchObject({
      plan: { goal: "model" },
      by: { planner: "llm", why: "the built-in one is not certain" },
    });
  });

  test("a model that asked is told the answer, whatever the built-in planner makes of it", async () => {
    const { auto, builtin } = open({ builtin: planOf("built-in"), llm: planOf("model") });
    const clarifications = [{ slot: `${MODEL_SLOT}When?`, answer: "at 3" }];
    expect(await auto.plan({ ...request, clarifications })).toMatchObject({
      by: { planner: "llm", why: "it had asked" },
    });
    expect(builtin.asked()).toBe(0);
  });

  test("a model that is down is said so", async () => {
    const { auto } = open({ builtin: declined, llm: unavailable });
    expect(await auto.plan(request)).toEqual({
      kind: "not_understood",
      examples: ["What's on tomorrow?"],
      reason: expect.stringContaining("couldn't reach the language model") as string,
      by: { planner: "builtin", why: "the language model could not be reached" },
    });
  });

  test("without a model the built-in planner is alone", async () => {
    const { auto } = open({ builtin: declined });
    expect(await auto.plan(request)).toEqual({
      ...declined,
      by: { planner: "builtin", why: "no language model is used" },
    });
  });
});

describe("PLANNER=llm", () => {
  test("the model is asked first", async () => {
    const { auto, builtin } = open({ builtin: planOf("built-in"), llm: declined, prefer: "llm" });
    expect(await auto.plan(request)).toMatchObject({
      kind: "not_understood",
      by: { planner: "llm", why: "PLANNER=llm" },
    });
    expect(builtin.asked()).toBe(0);
  });

  test("where it is down, the built-in planner does what it can", async () => {
    const { auto } = open({ builtin: planOf("built-in"), llm: unavailable, prefer: "llm" });
    expect(await auto.plan(request)).toMatchObject({
      plan: { goal: "built-in" },
      by: { planner: "builtin", why: "the language model could not be reached" },
    });
  });
});

test("what the user cancelled is not planned by anybody", async () => {
  const cancelled = new AssistantError("ERR_CANCELLED", "Cancelled.");
  const { auto, builtin } = open({ builtin: planOf("built-in"), llm: cancelled, prefer: "llm" });
  await expect(auto.plan(request)).rejects.toBe(cancelled);
  expect(builtin.asked()).toBe(0);
});

test("one line of the log says who planned, why, and what came of it; the words are not in it", async () => {
  const { auto, logged } = open({ builtin: planOf("built-in") });
  await auto.plan(request);
  expect(logged).toMatchObject([
    {
      message: "planned",
      fields: { planner: "builtin", why: "no language model is used", outcome: "plan" },
    },
  ]);
  expect(JSON.stringify(logged)).not.toContain(request.text);
});
