import { isStorageFault, toAssistantError } from "../../src/domain/errors.ts";
import type { Mention } from "../../src/domain/entity.ts";
import type { Question } from "../../src/domain/intervention.ts";
import type { Plan } from "../../src/domain/plan.ts";
import type { Service } from "../../src/domain/service.ts";
import { saidInSession } from "../conversation.ts";
import type { ActionPlannerDeps } from "../dependencies.ts";
import { meaningOf } from "../meaning.ts";
import { holesIn, mentionKey } from "../plan-language/holes.ts";
import { askAbout, askForAccount, askForAddresses, asksForAnAddress } from "../questions.ts";
import type { UnsettledMention } from "../questions.ts";
import { askForScope } from "../series-scope.ts";
import type { State, StateUpdate } from "../state.ts";
import { describeFailure, ENTITY_NOUNS } from "../wording.ts";

/**
 * Finds out what every `$entity` of the plan means, how much of a series is meant, and whether the accounts it needs are
 * connected, or what has to be asked first. Reads: plan, meanings, groups, clarifications, command. Writes: meanings,
 * groups, question, ending. Calls: the entity resolver, the account broker.
 */
export function resolveEntities(deps: ActionPlannerDeps) {
  return async (state: State): Promise<StateUpdate> => {
    const { plan, command } = state;
    if (plan === null) return { question: null };
    const { userId, timezone, now } = command;
    const context = { userId, timezone, now, words: saidInSession(state) };
    try {
      const [missing] = await deps.accounts.missing(command.userId, servicesOf(plan, deps));
      if (missing !== undefined) return await connect(deps, state, missing);

      const resolved = await Promise.all(
        openMentions(plan, state, deps).map(async (mention) => ({
          mention,
          resolution: await deps.entities.resolve(mention, context),
        })),
      );
      const meanings: State["meanings"] = { ...state.meanings };
      const unsettled: UnsettledMention[] = [];
      for (const { mention, resolution } of resolved) {
        if (resolution.kind === "resolved" || resolution.kind === "group") {
          meanings[keyOf(mention)] = meaningOf(resolution);
        } else if (resolution.kind === "not_connected") {
          return { ...(await connect(deps, state, resolution.service)), meanings };
        } else if (resolution.kind === "unknown" && mention.type !== "person") {
          const noun = ENTITY_NOUNS[mention.type];
          const message = `I found no ${noun} like “${mention.$entity}”.`;
          return {
            meanings,
            question: null,
            ending: { kind: "failed", code: "ERR_NOT_FOUND", message },
          };
        } else if (resolution.kind === "unknown" || resolution.kind === "ambiguous") {
          unsettled.push({ mention, resolution });
        }
      }
      const question = nextQuestion(unsettled);
      if (question !== undefined) return { meanings, question };
      const settled = await settleGroups(deps, state, meanings);
      const { clarifications } = state;
      const known = { meanings: settled.meanings, clarifications, specs: deps.specs };
      return { ...settled, question: askForScope(plan, known) ?? null };
    } catch (cause) {
      if (isStorageFault(cause)) throw cause;
      const error = toAssistantError(cause);
      return {
        question: null,
        ending: { kind: "failed", code: error.code, message: describeFailure(error) },
      };
    }
  };
}

/** All unknown addresses together, then one thing after another. */
function nextQuestion(unsettled: readonly UnsettledMention[]): Question | undefined {
  const unknown = unsettled.filter(asksForAnAddress);
  if (unknown.length > 1) return askForAddresses(unknown.map(({ mention }) => mention));
  const next = unknown[0] ?? unsettled[0];
  return next && askAbout(next.mention, next.resolution);
}

/** Everybody in the groups is known now: the groups are too, and what the user said of them is remembered. */
async function settleGroups(
  { entities }: ActionPlannerDeps,
  { command, groups }: State,
  known: State["meanings"],
): Promise<Pick<State, "meanings" | "groups">> {
  const meanings = { ...known };
  for (const [key, { mention, members }] of Object.entries(groups)) {
    const people = members.flatMap((member) => meanings[keyOf(member)] ?? []);
    meanings[key] = [...new Map(people.map((person) => [person.value, person])).values()];
    await entities.learn(command.userId, mention, meanings[key]);
  }
  return { meanings, groups: {} };
}

/** What has to be found out still: what the plan mentions, and who is in the groups it mentions. */
function openMentions(plan: Plan, { meanings, groups }: State, deps: ActionPlannerDeps): Mention[] {
  const members = Object.values(groups).flatMap((group) => group.members);
  const open = new Map([...mentionsOf(plan, deps), ...members].map((each) => [keyOf(each), each]));
  return [...open].flatMap(([key, mention]) => (key in meanings || key in groups ? [] : [mention]));
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
  const services = plan.steps.flatMap((step) => specs.get(step.tool)?.service ?? []);
  return [...new Set(services.filter((service) => service !== "assistant"))];
}

function keyOf(mention: Mention): string {
  return mentionKey(mention, mention.type);
}

async function connect(
  deps: ActionPlannerDeps,
  { command }: State,
  service: Service,
): Promise<StateUpdate> {
  const invitation = await deps.linking.invite(command.userId, service);
  return { question: askForAccount(service, invitation) };
}
