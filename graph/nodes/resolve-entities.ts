import type { LangGraphRunnableConfig } from "@langchain/langgraph";

import { toAssistantError } from "../../src/domain/errors.ts";
import type { EntityMention, EntityOption, EntityType } from "../../src/domain/entity.ts";
import { SessionId } from "../../src/domain/ids.ts";
import type { Question } from "../../src/domain/intervention.ts";
import type { Plan } from "../../src/domain/plan.ts";
import type { Service } from "../../src/domain/service.ts";
import { saidInSession } from "../conversation.ts";
import type { ActionPlannerDeps } from "../dependencies.ts";
import { holesIn, mentionKey } from "../plan-language/holes.ts";
import { askAbout, askToConnect } from "../questions.ts";
import { askForScope } from "../series-scope.ts";
import type { State, StateUpdate } from "../state.ts";
import { describeFailure, ENTITY_NOUNS } from "../wording.ts";

type Mention = EntityMention & { readonly type: EntityType };

/**
 * Finds out what every `$entity` of the plan means, how much of a series is meant, and whether the accounts it needs are
 * connected, or what has to be asked first. Reads: plan, meanings, clarifications, command. Writes: meanings, question,
 * ending. Calls: the entity resolver, the account broker.
 */
export function resolveEntities(deps: ActionPlannerDeps) {
  return async (state: State, config: LangGraphRunnableConfig): Promise<StateUpdate> => {
    const { plan, command } = state;
    if (plan === null) return { question: null };
    const { userId, timezone, now } = command;
    const context = { userId, timezone, now, words: saidInSession(state) };
    try {
      const [missing] = await deps.accounts.missing(command.userId, servicesOf(plan, deps));
      if (missing !== undefined) return await connect(deps, state, config, missing);

      const open = mentionsOf(plan, deps).filter((mention) => !(keyOf(mention) in state.meanings));
      const resolved = await Promise.all(
        open.map(async (mention) => ({
          mention,
          resolution: await deps.entities.resolve(mention, context),
        })),
      );
      const meanings: Record<string, EntityOption> = { ...state.meanings };
      let question: Question | undefined;
      for (const { mention, resolution } of resolved) {
        if (resolution.kind === "resolved") {
          const { kind: _kind, ...meaning } = resolution;
          meanings[keyOf(mention)] = meaning;
        } else if (resolution.kind === "not_connected") {
          return { ...(await connect(deps, state, config, resolution.service)), meanings };
        } else if (resolution.kind === "unknown" && mention.type !== "person") {
          const noun = ENTITY_NOUNS[mention.type];
          const message = `I found no ${noun} like “${mention.$entity}”.`;
          return {
            meanings,
            question: null,
            ending: { kind: "failed", code: "ERR_NOT_FOUND", message },
          };
        } else {
          question ??= askAbout(mention, resolution);
        }
      }
      const { clarifications } = state;
      question ??= askForScope(plan, { meanings, clarifications, specs: deps.specs });
      return { meanings, question: question ?? null };
    } catch (cause) {
      const error = toAssistantError(cause);
      return {
        question: null,
        ending: { kind: "failed", code: error.code, message: describeFailure(error) },
      };
    }
  };
}

/** Each thing the plan mentions, once. */
function mentionsOf(plan: Plan, { specs }: ActionPlannerDeps): Mention[] {
  const mentions = new Map<string, Mention>();
  for (const step of plan.steps) {
    const fields = specs.get(step.tool)?.entityFields ?? {};
    for (const [name, value] of Object.entries(step.args)) {
      for (const hole of holesIn(value, name).holes) {
        if (hole.kind !== "entity") continue;
        const mention = { ...hole.mention, type: hole.mention.type ?? fields[name] ?? "person" };
        mentions.set(keyOf(mention), mention);
      }
    }
  }
  return [...mentions.values()];
}

function servicesOf(plan: Plan, { specs }: ActionPlannerDeps): Service[] {
  return [...new Set(plan.steps.flatMap((step) => specs.get(step.tool)?.service ?? []))];
}

function keyOf(mention: Mention): string {
  return mentionKey(mention, mention.type);
}

async function connect(
  deps: ActionPlannerDeps,
  { command }: State,
  config: LangGraphRunnableConfig,
  service: Service,
): Promise<StateUpdate> {
  const sessionId = SessionId.parse(config.configurable?.["thread_id"]);
  const { url } = await deps.linkAccount({ userId: command.userId, sessionId, service });
  return { question: askToConnect(service, url) };
}
