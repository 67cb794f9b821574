import { z } from "zod";

import { createBuiltinPlanner } from "../../graph/planners/builtin/builtin-planner.ts";
import { PlannerCommand } from "../../graph/state.ts";
import { Action } from "../../src/domain/audit.ts";
import { Exchange } from "../../src/domain/conversation.ts";
import { EntityType } from "../../src/domain/entity.ts";
import { InterventionKind, Question } from "../../src/domain/intervention.ts";
import type { Json } from "../../src/domain/plan.ts";
import { Plan, StepResult, StepStatus } from "../../src/domain/plan.ts";
import { CalendarEvent, Contact, MailMessage, Task } from "../../src/domain/resources.ts";
import { Service } from "../../src/domain/service.ts";
import { Channel, Outcome, OutcomeStatus, Progress } from "../../src/domain/turn.ts";
import { catalog } from "../../tools/catalog.ts";
import {
  CommandRecord,
  SESSION_FORMAT,
  SessionRecord,
  StoredCheckpoint,
} from "./session-record.ts";

/** The graph's nodes, as checkpoints name them. */
const NODES = [
  "__start__",
  "createPlan",
  "resolveEntities",
  "requestIntervention",
  "executeSteps",
  "callTool",
  "synthesizeReply",
];

/** Values that say how, never what: all other texts are replaced. By the name of the field they stand in. */
const KEPT: Readonly<Record<string, ReadonlySet<string>>> = {
  format: new Set([SESSION_FORMAT]),
  kind: new Set([
    ...InterventionKind.options,
    ...wordsOf(`
      outcome progress question command text answer cancel undo
      connected expire expired cancelled not_understood failed user known
      listed outside
    `),
  ]),
  status: new Set([...OutcomeStatus.options, ...StepStatus.options]),
  action: new Set(Progress.shape.action.options),
  outcome: new Set(Action.shape.outcome.options),
  channel: new Set(Channel.options),
  service: new Set(Service.options),
  effect: new Set(Exchange.shape.referents.element.shape.effect.options),
  tool: new Set(catalog.keys()),
  ran: new Set(NODES),
  next: new Set(NODES),
  type: new Set([...EntityType.options, ...EntityType.options.map((type) => type.toUpperCase())]),
  planner: new Set([createBuiltinPlanner().name, "llm"]),
};

/** Names of fields that everybody's data has; what else is a key may be a name that the user said. */
const FIELDS: ReadonlySet<string> = fieldNames();

/**
 * The same session without what it is about: every text, address, number and name is a placeholder, the same for the
 * same; times are what has passed since its first message. Structure, tools, statuses and zones stay.
 */
export function anonymize(record: SessionRecord): SessionRecord {
  const placeholders = new Map<string, string>();
  const base = record.messages[0]?.at ?? record.told[0]?.at ?? 0;
  const machineBase = Date.parse(record.checkpoints[0]?.ts ?? "");

  function placeholderFor(text: string): string {
    const kept = placeholders.get(text);
    if (kept !== undefined) return kept;
    const made = `${sortOf(text)}_${placeholders.size + 1}`;
    placeholders.set(text, made);
    return made;
  }

  function replaceText(text: string, field: string): string {
    if (text === "") return text;
    if (KEPT[field]?.has(text) === true) return text;
    if (field === "stepId" && QUESTION_ID.test(text)) return text;
    if (field === "timezone" && isZone(text)) return text;
    if (field === "code" && CODE.test(text)) return text;
    if (field === "ts") return passed(Date.parse(text) - machineBase);
    if (MOMENT.test(text)) return passed(Date.parse(hasOffset(text) ? text : `${text}Z`) - base);
    if (DAY.test(text)) return passed(Date.parse(text) - base);
    return placeholderFor(text);
  }

  function replace(value: Json, field: string): Json {
    if (typeof value === "string") return replaceText(value, field);
    if (typeof value === "number") return replaceNumber(value, field, base);
    if (Array.isArray(value)) return value.map((each) => replace(each, field));
    if (value === null || typeof value === "boolean") return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, each]) => [
        FIELDS.has(key) ? key : placeholderFor(key),
        replace(each, key),
      ]),
    );
  }

  return SessionRecord.parse(replace(JSON.parse(JSON.stringify(record)) as Json, ""));
}

const QUESTION_ID = /^intervention_\d+$/u;
const CODE = /^(?:ERR_[A-Z_]+|not_connected|too_long|stale_intervention|nothing_to_undo)$/u;
const MOMENT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:\d{2})?$/u;
const DAY = /^\d{4}-\d{2}-\d{2}$/u;

function hasOffset(moment: string): boolean {
  return /(?:Z|[+-]\d{2}:\d{2})$/u.test(moment);
}

function passed(ms: number): string {
  return `T${ms < 0 ? "-" : "+"}${Math.abs(ms / 1000)}s`;
}

/** Counts and positions say nothing of anybody; a long number may be one that somebody is called by. */
function replaceNumber(value: number, field: string, base: number): number {
  if (field === "at") return value - base;
  return Number.isInteger(value) && Math.abs(value) < LONGEST_COUNT ? value : 0;
}

const LONGEST_COUNT = 1_000;

function sortOf(text: string): string {
  if (/^[^\s@]+@[^\s@]+$/u.test(text)) return "address";
  if (/^\+?[\d\s().-]{7,}$/u.test(text)) return "number";
  if (/^[\w:-]{16,}$/u.test(text)) return "id";
  return "text";
}

function isZone(text: string): boolean {
  return Intl.supportedValuesOf("timeZone").includes(text) || text === "UTC";
}

function fieldNames(): ReadonlySet<string> {
  const names = new Set(
    wordsOf(`
      stepId actions lines warnings from label value service id
      detail planner why steps plan seconds attempt commandId userId
      answer stepIds asked sessionId interruptId intervention reason type format
      enum properties required items additionalProperties $entity $ref forEach when
      datetime command clarifications revision meanings groups question calls results
      ending conversation outcome askedAt expiresAt actor events messages tasks
      contacts event message task contact draft origins arg origin
      texts standing
    `),
  );
  const inputs = [...catalog.values()].map(({ input }) => input);
  const records = [SessionRecord, StoredCheckpoint, CommandRecord, PlannerCommand, Question];
  const said = [Plan, StepResult, Outcome, Progress, Exchange];
  const found = [CalendarEvent, MailMessage, Task, Contact];
  for (const schema of [...records, ...said, ...found, ...inputs]) {
    collectNames(z.toJSONSchema(schema, { unrepresentable: "any" }), names);
  }
  return names;
}

function wordsOf(text: string): string[] {
  return text.trim().split(/\s+/u);
}

function collectNames(schema: unknown, names: Set<string>): void {
  if (schema === null || typeof schema !== "object") return;
  for (const [key, value] of Object.entries(schema)) {
    if (key === "properties") for (const name of Object.keys(value as object)) names.add(name);
    collectNames(value, names);
  }
}
