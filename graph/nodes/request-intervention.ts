import { interrupt } from "@langchain/langgraph";

import { assertNever } from "../../src/domain/assert-never.ts";
import type { EntityOption, Mention } from "../../src/domain/entity.ts";
import type { InterventionAnswer, Question } from "../../src/domain/intervention.ts";
import { isRelation } from "../../src/domain/people-words.ts";
import { readAnswer } from "../answers.ts";
import { saidInSession } from "../conversation.ts";
import type { ActionPlannerDeps } from "../dependencies.ts";
import { withInboxShapes } from "../inbox-shapes.ts";
import { meaningOf } from "../meaning.ts";
import { mentionKey } from "../plan-language/holes.ts";
import { askAbout, askAgain, askStill, askToSettle } from "../questions.ts";
import type { State, StateUpdate } from "../state.ts";

/**
 * Asks the user one question and takes the answer in. Reads: question, meanings, groups, clarifications, plan. Writes:
 * meanings, groups, clarifications, revision, question (again, where the answer does not settle it), ending. Calls:
 * `interrupt`, before and beside which nothing happens; after it, the entity resolver, consent to keep a yes, or the
 * decision about a connected account.
 */
export function requestIntervention({ entities, consent, linking }: ActionPlannerDeps) {
  return async (state: State): Promise<StateUpdate> => {
    const { question, command, meanings } = state;
    if (question === null) return {};
    const answer = interrupt<Question, InterventionAnswer>(withInboxShapes(question));

    const { mention, account } = question;
    const reading = readAnswer(question, answer);
    switch (reading.kind) {
      case "entity": {
        if (mention === undefined) return { question: null };
        const meaning = [answered(reading.option)];
        if (settlesTheWords(question)) await entities.learn(command.userId, mention, meaning);
        const known = { ...meanings, [keyOf(mention)]: meaning };
        return {
          ...(reading.also === undefined ? { question: null } : revised(state, reading.also)),
          meanings: known,
        };
      }
      case "use_account": {
        if (account === undefined) return { question: null };
        const { allowed } = reading;
        if (allowed === undefined)
          return { question: askStill(question, "Please answer yes or no.") };
        await linking.decide(command.userId, account, allowed);
        return allowed ? { question: null } : { question: null, ending: { kind: "cancelled" } };
      }
      case "unsettled":
        return { question: askToSettle(question, reading.why) };
      case "addresses": {
        const found = reading.found.map(
          ({ mention: whom, option }) =>
            [whom, [answered(option)]] satisfies [Mention, EntityOption[]],
        );
        for (const [whom, meaning] of found) {
          await entities.learn(command.userId, whom, meaning);
        }
        const known = Object.fromEntries(found.map(([whom, meaning]) => [keyOf(whom), meaning]));
        return { question: null, meanings: { ...meanings, ...known } };
      }
      case "members": {
        if (mention === undefined) return { question: null };
        const members = reading.names.map((name): Mention => ({
          $entity: name.slice(0, LONGEST_MENTION),
          type: "person",
        }));
        const groups = { ...state.groups, [keyOf(mention)]: { mention, members } };
        // An address the user has just given stands for itself.
        const given = members
          .filter(({ $entity }) => $entity.includes("@"))
          .map((member) => [
            keyOf(member),
            [answered({ value: member.$entity, label: member.$entity })],
          ]);
        return { question: null, groups, meanings: { ...meanings, ...Object.fromEntries(given) } };
      }
      case "other_words":
      case "told_apart": {
        if (mention === undefined) return { question: askAgain(question, reading.words) };
        const resolution = await entities.resolve(
          reading.kind === "told_apart"
            ? toldApart(mention, reading.by)
            : { $entity: reading.words.slice(0, LONGEST_MENTION), type: mention.type },
          { ...command, words: [...saidInSession(state), reading.words] },
        );
        switch (resolution.kind) {
          case "resolved":
          case "group": {
            const meaning = meaningOf(resolution);
            if (settlesTheWords(question)) await entities.learn(command.userId, mention, meaning);
            return { question: null, meanings: { ...meanings, [keyOf(mention)]: meaning } };
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
      case "revision":
        return revised(state, reading.text);
      case "approved": {
        const actions = question.preview?.actions ?? [];
        const approvalIds = actions.map(({ approvalId }) => approvalId);
        const always =
          reading.always === true ? actions.flatMap((each) => each.standing ?? []) : [];
        await consent.grant({ userId: command.userId, approvalIds, always });
        return { question: null, revision: null };
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

/** The plan goes back to be made anew with this correction of it. */
function revised({ plan, revision, question }: State, text: string): StateUpdate {
  if (question === null) return {};
  const texts = [...(revision?.texts ?? []), text];
  const first = revision === null ? plan : revision.plan;
  return {
    question: null,
    plan: null,
    revision: { plan: first, texts, asked: question, standing: plan },
  };
}

/** What the user themself said or chose. */
function answered(option: EntityOption): EntityOption {
  return { ...option, origin: { kind: "answer" } };
}

/** The longest `$entity` there can be. */
const LONGEST_MENTION = 200;

/** The same mention, with what was said to tell it from others: it is never looked for by that alone. */
function toldApart({ id: _id, ...mention }: Mention, by: string): Mention {
  const { type, $entity: words } = mention;
  const isPerson = type === "person" || type === "contact";
  const bare = by.replace(/^(?:from|at|in|of|with)\s+/iu, "");
  const told = isPerson ? `${words} (${bare})` : `${words} ${by}`;
  return { ...mention, $entity: told.slice(0, LONGEST_MENTION) };
}

function keyOf(mention: Mention): string {
  return mentionKey(mention, mention.type);
}

/**
 * Whether an answer says what the words mean from now on. Choosing between several of one name does not: the next
 * "Sam" may be the other one. Whom nobody knew, who was the only one offered, and "my boss" stay who they are.
 */
function settlesTheWords({ kind, mention, options = [] }: Question): boolean {
  if (mention === undefined) return false;
  return kind === "resolve_entity" || options.length === 1 || isRelation(mention.$entity);
}
