import { interrupt } from "@langchain/langgraph";
import type { LangGraphRunnableConfig } from "@langchain/langgraph";

import { assertNever } from "../../src/domain/assert-never.ts";
import { InterventionAnswer } from "../../src/domain/intervention.ts";
import type { Question } from "../../src/domain/intervention.ts";
import type { ActionPlannerDeps } from "../dependencies.ts";
import { mentionKey } from "../plan-language/holes.ts";
import type { State, StateUpdate } from "../state.ts";

/**
 * Asks the user one question and takes the answer in. Reads: question, meanings, clarifications. Writes: meanings,
 * clarifications, question, ending. Calls: `interrupt`, before and beside which nothing happens; then, with a person
 * the user named, what the resolver learns.
 */
export function requestIntervention({ entities }: ActionPlannerDeps) {
  return async (state: State, _config: LangGraphRunnableConfig): Promise<StateUpdate> => {
    const { question, command } = state;
    if (question === null) return {};
    const answer = interrupt<Question, InterventionAnswer>(question, {
      responseSchema: InterventionAnswer,
    });
    switch (answer.kind) {
      case "entity": {
        const { mention } = question;
        if (mention === undefined) return { question: null };
        if (mention.type === "person") await entities.learn(command.userId, mention, answer.option);
        const key = mentionKey(mention, mention.type);
        return { question: null, meanings: { ...state.meanings, [key]: answer.option } };
      }
      case "text": {
        const clarification = { slot: question.slot ?? "", answer: answer.text };
        return { question: null, clarifications: [...state.clarifications, clarification] };
      }
      case "connected":
        return { question: null };
      case "cancelled":
      case "expired":
        return { question: null, ending: { kind: answer.kind } };
      default:
        return assertNever(answer);
    }
  };
}
