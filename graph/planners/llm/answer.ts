import { z } from "zod";

import { Plan } from "../../../src/domain/plan.ts";
import type { OutputShape } from "../../model/output-mode.ts";

const Sentence = z.string().trim().min(1).max(400);

/** What a model may answer to a command: a plan, a question, or that it cannot. Anything beside is a contradiction. */
const ModelAnswer = z.discriminatedUnion("answer", [
  z.strictObject({
    answer: z.literal("plan"),
    ...Plan.shape,
    goal: Plan.shape.goal.default(""),
    assumed: z.array(Sentence).max(5).default([]),
  }),
  z.strictObject({
    answer: z.literal("clarify"),
    question: Sentence,
    options: z.array(z.string().trim().min(1).max(120)).max(8).default([]),
  }),
  z.strictObject({ answer: z.literal("not_understood"), reason: Sentence }),
]);
export type ModelAnswer = z.infer<typeof ModelAnswer>;

/** An answer that was read, or what is wrong with it in words for the model. */
export type ReadAnswer =
  | { readonly kind: "answer"; readonly answer: ModelAnswer }
  | { readonly kind: "fault"; readonly fault: string };

/** Reads a model's answer: JSON, alone or in a fenced block, whole and of one kind. */
export function readAnswer(text: string): ReadAnswer {
  const json = parseJson(text);
  if (json === undefined)
    return { kind: "fault", fault: "The answer is not one whole JSON object." };
  const parsed = ModelAnswer.safeParse(withoutEmpties(json));
  if (parsed.success) return { kind: "answer", answer: parsed.data };
  const faults = parsed.error.issues
    .slice(0, 8)
    .map(({ path, message }) => `${path.join(".") || "answer"}: ${message}`);
  return { kind: "fault", fault: faults.join("; ") };
}

/** The same as JSON Schema, flat: grammars of small servers do badly with alternatives at the root. */
export const ANSWER_SHAPE: OutputShape = {
  name: "errand_answer",
  description: "The plan for the user's command, a question about it, or that it cannot be planned",
  schema: {
    type: "object",
    properties: {
      answer: { type: "string", enum: ["plan", "clarify", "not_understood"] },
      goal: { type: "string", description: "plan: what the user wants, in a few words" },
      reply: { type: "string", description: "plan without steps: the answer itself" },
      steps: {
        type: "array",
        items: {
          type: "object",
          properties: {
            id: { type: "string" },
            tool: { type: "string" },
            args: { type: "object", additionalProperties: true },
            forEach: { type: "string" },
            when: { type: "string" },
          },
          required: ["id", "tool", "args"],
          additionalProperties: false,
        },
      },
      assumed: {
        type: "array",
        items: { type: "string" },
        description: "plan: how an unclear word was read, a sentence each",
      },
      question: { type: "string", description: "clarify: the question to the user" },
      options: { type: "array", items: { type: "string" }, description: "clarify: likely answers" },
      reason: { type: "string", description: "not_understood: what stands in the way" },
    },
    required: ["answer"],
    additionalProperties: false,
  },
};

function parseJson(text: string): unknown {
  const fenced = /^```(?:json)?\s*\n(?<json>[\s\S]*?)\n?```$/u.exec(text.trim())?.groups?.["json"];
  try {
    return JSON.parse(fenced ?? text);
  } catch {
    return undefined;
  }
}

/** Models fill in what they have no use for: null, "", []. At the root that says nothing. */
function withoutEmpties(json: unknown): unknown {
  if (typeof json !== "object" || json === null || Array.isArray(json)) return json;
  const isEmpty = (value: unknown): boolean =>
    value === null || value === "" || (Array.isArray(value) && value.length === 0);
  const kept = Object.entries(json).filter(([, value]) => !isEmpty(value));
  return Object.fromEntries(
    kept.map(([key, value]) => [key, key === "steps" ? stepsOf(value) : value]),
  );
}

function stepsOf(steps: unknown): unknown {
  if (!Array.isArray(steps)) return steps;
  return steps.map((step: unknown) => {
    if (typeof step !== "object" || step === null) return step;
    return Object.fromEntries(
      Object.entries(step).filter(
        ([key, value]) => !(["when", "forEach"].includes(key) && (value === null || value === "")),
      ),
    );
  });
}
