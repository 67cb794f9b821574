import { Send } from "@langchain/langgraph";

import type { CallToolInput } from "./nodes/call-tool.ts";
import type { State } from "./state.ts";

/** After createPlan: something to ask, nothing to do, or a plan to fill in. */
export function routeAfterPlan(
  state: State,
): "requestIntervention" | "resolveEntities" | "synthesizeReply" {
  if (state.question !== null) return "requestIntervention";
  if (state.ending !== null || state.plan === null || state.plan.steps.length === 0)
    return "synthesizeReply";
  return "resolveEntities";
}

/** After resolveEntities: something to ask, a dead end, or everything is known. */
export function routeAfterResolve(
  state: State,
): "requestIntervention" | "executeSteps" | "synthesizeReply" {
  if (state.question !== null) return "requestIntervention";
  return state.ending === null ? "executeSteps" : "synthesizeReply";
}

/** After an answer: it did not settle the question; it goes to the planner, whose question it was; or people are known now. */
export function routeAfterAnswer(
  state: State,
): "createPlan" | "requestIntervention" | "resolveEntities" | "synthesizeReply" {
  if (state.question !== null) return "requestIntervention";
  if (state.ending !== null) return "synthesizeReply";
  return state.plan === null ? "createPlan" : "resolveEntities";
}

/** After executeSteps: one callTool for each call of the wave, side by side; an account to connect; or the end. */
export function routeAfterExecute(
  state: State,
): Send[] | "requestIntervention" | "synthesizeReply" {
  if (state.question !== null) return "requestIntervention";
  if (state.ending !== null || state.calls.length === 0) return "synthesizeReply";
  const { command } = state;
  return state.calls.map((call) => new Send("callTool", { command, call } satisfies CallToolInput));
}
