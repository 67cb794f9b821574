import { END, START, StateGraph } from "@langchain/langgraph";
import type { BaseCheckpointSaver } from "@langchain/langgraph";

import type { ActionPlannerDeps } from "./dependencies.ts";
import { callTool } from "./nodes/call-tool.ts";
import { createPlan } from "./nodes/create-plan.ts";
import { executeSteps } from "./nodes/execute-steps.ts";
import { requestIntervention } from "./nodes/request-intervention.ts";
import { resolveEntities } from "./nodes/resolve-entities.ts";
import { synthesizeReply } from "./nodes/synthesize-reply.ts";
import {
  routeAfterAnswer,
  routeAfterExecute,
  routeAfterPlan,
  routeAfterResolve,
} from "./routes.ts";
import { ActionPlannerState } from "./state.ts";
import { traced } from "./traced-node.ts";

/**
 * The assistant as a state graph: words -> plan -> people -> questions -> tool calls -> words. One thread is one
 * session; a run stops at `interrupt()` in requestIntervention and goes on from its answer, on any channel.
 */
export function createActionPlanner(deps: ActionPlannerDeps, checkpointer?: BaseCheckpointSaver) {
  return new StateGraph(ActionPlannerState)
    .addNode("createPlan", traced(deps, "plan", createPlan(deps)))
    .addNode("resolveEntities", traced(deps, "resolve", resolveEntities(deps)))
    .addNode("requestIntervention", requestIntervention(deps))
    .addNode("executeSteps", traced(deps, "consent", executeSteps(deps)))
    .addNode("callTool", callTool(deps))
    .addNode("synthesizeReply", traced(deps, "reply", synthesizeReply(deps)))
    .addEdge(START, "createPlan")
    .addConditionalEdges("createPlan", routeAfterPlan, [
      "requestIntervention",
      "resolveEntities",
      "synthesizeReply",
    ])
    .addConditionalEdges("resolveEntities", routeAfterResolve, [
      "requestIntervention",
      "executeSteps",
      "synthesizeReply",
    ])
    .addConditionalEdges("requestIntervention", routeAfterAnswer, [
      "createPlan",
      "requestIntervention",
      "resolveEntities",
      "synthesizeReply",
    ])
    .addConditionalEdges("executeSteps", routeAfterExecute, [
      "callTool",
      "requestIntervention",
      "synthesizeReply",
    ])
    .addEdge("callTool", "executeSteps")
    .addEdge("synthesizeReply", END)
    .compile({ ...(checkpointer && { checkpointer }), name: "action_planner" });
}

export type ActionPlanner = ReturnType<typeof createActionPlanner>;
