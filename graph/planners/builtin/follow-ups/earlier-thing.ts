import { EntityMention } from "../../../../src/domain/entity.ts";
import type { Json } from "../../../../src/domain/plan.ts";
import type { Clause } from "../clause.ts";
import type { Built, Draft } from "../draft.ts";

/** Stands where "it" stood: a word that names nothing. */
const IT = "\uE801";
const KINDS = [
  { field: "eventId", words: `the ${IT} meeting` },
  { field: "messageId", words: `the ${IT} thing email` },
  { field: "taskId", words: `the task ${IT} thing` },
] as const;
const OF_IT =
  /^((?:move|push|shift|rename|retitle|cancel|delete|archive|star|flag|trash|mark|label|tag|make|change|reschedule|postpone|complete|accept|decline|extend|shorten|forward|reply to)|(?:add|invite)\s.{1,60}\sto)\s+(?:it|that one|the (?:same )?(?:meeting|event|email))(?=\s|$)/iu;

/** "Invite Dana to the review and move it to 4": a command about the thing that the command before it named. */
export function readOfEarlier(
  text: string,
  clause: Clause,
  read: (text: string) => Built | undefined,
): Built | undefined {
  const [before] = clause.earlier.at(-1)?.steps ?? [];
  if (before === undefined || clause.earlier.at(-1)?.steps.length !== 1) return undefined;
  const kind = KINDS.find(({ field }) => isNamed(before.args[field]));
  if (kind === undefined || !OF_IT.test(text)) return undefined;
  const built = read(text.replace(OF_IT, (_whole, verb: string) => `${verb} ${kind.words}`));
  const [step, ...others] = built?.kind === "draft" ? built.steps : [];
  if (built?.kind !== "draft" || step === undefined || others.length > 0) return undefined;
  if (!isNamed(step.args[kind.field])) return undefined;
  const { [kind.field]: _stand, ...changes } = step.args;
  const isSameCall = step.tool === before.tool && step.tool === "calendar_update_event";
  if (isSameCall && Object.keys(changes).every((key) => before.args[key] === undefined)) {
    Object.assign(before.args, changes);
    return { kind: "draft", goal: "", steps: [] };
  }
  return { ...built, steps: [{ ...step, args: named(step, kind.field, before.args) }] };
}

function named(
  step: Draft["steps"][number],
  field: string,
  { [field]: thing, scope }: Draft["steps"][number]["args"],
): Record<string, Json> {
  return {
    ...step.args,
    ...(thing !== undefined && { [field]: thing }),
    ...(scope !== undefined && { scope }),
  };
}

function isNamed(value: Json | undefined): boolean {
  const { data } = EntityMention.safeParse(value);
  return data !== undefined && data.id === undefined;
}
