import { interrupt } from "@langchain/langgraph";

import { assertNever } from "../../src/domain/assert-never.ts";
import type { InterventionAnswer, Question } from "../../src/domain/intervention.ts";
import { readAnswer } from "../answers.ts";
import { saidInSession } from "../conversation.ts";
import type { ActionPlannerDeps } from "../dependencies.ts";
import { mentionKey } from "../plan-language/holes.ts";
import { askAbout, askAgain } from "../questions.ts";
import type { State, StateUpdate } from "../state.ts";

/**
 * Asks the user one question and takes the answer in. Reads: question, meanings, clarifications, plan. Writes: meanings,
 * clarifications, revision, question (again, where the answer does not settle it), ending. Calls: `interrupt`, before and beside
 * which nothing happens; after it, the entity resolver.
 */
export function requestIntervention({ entities }: ActionPlannerDeps) {
  return async (state: State): Promise<StateUpdate> => {
    const { question, command, meanings } = state;
    if (question === null) return {};
    const answer = interrupt<Question, InterventionAnswer>(question);

    const { mention } = question;
    const reading = readAnswer(question, answer);
    switch (reading.kind) {
      case "entity": {
        if (mention === undefined) return { question: null };
        if (question.kind === "resolve_entity")
          await entities.learn(command.userId, mention, reading.option);
        return {
          question: null,
          meanings: { ...meanings, [mentionKey(mention, mention.type)]: reading.option },
        };
      }
      case "other_words": {
        if (mention === undefined) return { question: askAgain(question, reading.words) };
        const resolution = await entities.resolve(
          { $entity: reading.words, type: mention.type },
          { ...command, words: [...saidInSession(state), reading.words] },
        );
        switch (resolution.kind) {
          case "resolved": {
            const { kind: _kind, ...meaning } = resolution;
            const key = mentionKey(mention, mention.type);
            return { question: null, meanings: { ...meanings, [key]: meaning } };
          }
          case "ambiguous":
            return { question: askAbout(mention, resolution, reading.words) };
          case "unknown":
          case "not_connected":
            return { question: askAgain(question, reading.words) };
          default:
            return assertNever(resolution);
        }
      }
      case "text": {
        const clarification = { slot: question.slot ?? "", answer: reading.text };
        return { question: null, clarifications: [...state.clarifications, clarification] };
      }
      case "revision": {
        const { plan, revision } = state;
        const texts = [...(revision?.texts ?? []), reading.text];
        return {
          question: null,
          plan: null,
          revision: { plan: plan ?? revision?.plan ?? null, texts },
        };
      }
      case "connected":
        return { question: null };
      case "cancelled":
      case "expired":
        return { question: null, ending: { kind: reading.kind } };
      default:
        return assertNever(reading);
    }
  };
}
