import type { CheckpointTuple } from "@langchain/langgraph-checkpoint";
import { isDeepStrictEqual } from "node:util";

import type { PlannerCommand, State } from "../../graph/state.ts";
import type { SessionId } from "../../src/domain/ids.ts";
import type { Question } from "../../src/domain/intervention.ts";
import type { Json } from "../../src/domain/plan.ts";
import type { Storage } from "../../src/storage/storage.ts";
import { ReplayError } from "./replay-error.ts";
import { SESSION_FORMAT } from "./session-record.ts";
import type { CommandRecord, Message, SessionRecord, StoredCheckpoint } from "./session-record.ts";

/** LangGraph's own fields: what triggers a node, what a message brought, and tasks that are sent. */
const TRIGGER = "branch:to:";
const START = "__start__";
const SENT = "__pregel_tasks";

/** Reads all that is stored of a session. @throws ReplayError where there is no such session. */
export async function loadSession(
  {
    storage,
    checkpointer,
  }: { readonly storage: Storage; readonly checkpointer: Storage["checkpointer"] },
  sessionId: SessionId,
): Promise<SessionRecord> {
  const session = await storage.sessions.get(sessionId);
  const kept = await storage.inbox.history(sessionId);
  const owner =
    session?.userId ?? kept.map(({ inbound }) => "userId" in inbound && inbound.userId)[0];
  if (owner === undefined || owner === false)
    throw new ReplayError(`There is no session ${sessionId}.`);
  const told = await storage.outbox.after(sessionId, 0);
  const tuples = await checkpointsOf(checkpointer, sessionId);
  const checkpoints = tuples.map((tuple, i) => toCheckpoint(tuple, tuples[i - 1]));
  const { actions } = await storage.actions.historyOf(owner);
  const messages = kept.map(({ id, at, inbound }): Message => ({
    id,
    at,
    inbound: { ...inbound },
  }));
  return {
    format: SESSION_FORMAT,
    sessionId,
    userId: owner,
    messages: withThoseGone(messages, tuples),
    told: told.map(({ seq, at, turn }) => ({ seq, at, turn: { ...turn } })),
    commands: toCommands(tuples, checkpoints),
    effects: actions.filter(({ effectId }) => effectId.startsWith(`${sessionId}:`)),
    checkpoints,
  };
}

/** A session's checkpoints, oldest first. */
export async function checkpointsOf(
  checkpointer: Storage["checkpointer"],
  sessionId: SessionId,
): Promise<readonly CheckpointTuple[]> {
  const config = { configurable: { thread_id: sessionId, checkpoint_ns: "" } };
  const tuples = await Array.fromAsync(checkpointer.list(config));
  return tuples.toReversed();
}

/** The id of a checkpoint, and of the one it goes on from. */
export function idOf({ config }: Pick<CheckpointTuple, "config">): string {
  return String(config.configurable?.["checkpoint_id"]);
}

/** The command that a checkpoint belongs to; one that a message led to has it from that message. */
export function commandOf({ checkpoint }: CheckpointTuple): PlannerCommand | undefined {
  const values = checkpoint.channel_values as Values;
  return values[START]?.command ?? values.command;
}

type Values = Partial<State> & { readonly [START]?: { readonly command?: PlannerCommand } };

function toCheckpoint(
  tuple: CheckpointTuple,
  before: CheckpointTuple | undefined,
): StoredCheckpoint {
  const { checkpoint, metadata, pendingWrites = [] } = tuple;
  const values = checkpoint.channel_values;
  const former = before?.checkpoint.channel_values ?? {};
  const changed = Object.entries(values).filter(
    ([field, value]) =>
      !field.startsWith(TRIGGER) &&
      field !== START &&
      field !== SENT &&
      !isDeepStrictEqual(value, former[field]),
  );
  const [interrupt] = pendingWrites
    .filter(([, channel]) => channel === "__interrupt__")
    .map(([, , value]) => [value].flat()[0] as { id?: string; value?: Question } | undefined);
  const [error] = pendingWrites
    .filter(([, channel]) => channel === "__error__")
    .map(([, , value]) => value as { name?: string } | undefined);
  const commandId = commandOf(tuple)?.id;
  return {
    id: idOf(tuple),
    step: metadata?.step ?? 0,
    ts: checkpoint.ts,
    ...(commandId !== undefined && { commandId }),
    ran: before === undefined || metadata?.source === "input" ? [] : nextOf(before),
    next: nextOf(tuple),
    changed: Object.fromEntries(changed) as Record<string, Json>,
    ...(interrupt?.id !== undefined &&
      interrupt.value !== undefined && {
        asked: { interruptId: interrupt.id, question: { ...interrupt.value } },
      }),
    ...(error !== undefined && { failed: error.name ?? "Error" }),
  };
}

function nextOf({ checkpoint }: CheckpointTuple): string[] {
  const values = checkpoint.channel_values;
  const triggered = Object.keys(values)
    .filter((field) => field.startsWith(TRIGGER))
    .map((field) => field.slice(TRIGGER.length));
  const sent = ((values[SENT] ?? []) as { node: string }[]).map(({ node }) => node);
  return [...(START in values ? [START] : []), ...triggered, ...sent];
}

function toCommands(
  tuples: readonly CheckpointTuple[],
  checkpoints: readonly StoredCheckpoint[],
): CommandRecord[] {
  // What a message led to still holds the values of the command before.
  const own = tuples.filter(({ metadata }) => metadata?.source !== "input");
  const groups = Map.groupBy(own, (tuple) => commandOf(tuple)?.id);
  return [...groups].flatMap(([id, all]): CommandRecord[] => {
    const values = all.at(-1)?.checkpoint.channel_values as Values | undefined;
    if (id === undefined || values?.command === undefined) return [];
    const { text, now, timezone } = values.command;
    return [
      {
        id,
        text,
        now,
        timezone,
        ...(values.plan && { plan: values.plan }),
        assumed: values.assumed ?? [],
        results: values.results ?? [],
        questions: checkpoints
          .filter(({ commandId }) => commandId === id)
          .flatMap(({ asked }) => asked?.question ?? []),
        ...(values.outcome && { outcome: { ...values.outcome } }),
      },
    ];
  });
}

/** Messages that storage keeps no more, as far as the graph was told of them. */
function withThoseGone(kept: readonly Message[], tuples: readonly CheckpointTuple[]): Message[] {
  const known = new Set(kept.map(({ id }) => id));
  const commands = new Map(
    tuples.flatMap((tuple) => {
      const command = commandOf(tuple);
      return command === undefined || known.has(command.id) ? [] : [[command.id, command]];
    }),
  );
  const gone = [...commands.values()].map(
    ({ id, text, now, userId, timezone, channel = "websocket", ready }): Message => ({
      id,
      at: Date.parse(now),
      inbound:
        ready === undefined
          ? { kind: "command", userId, channel, text, timezone, datetime: now }
          : { kind: "undo", userId, channel },
    }),
  );
  return gone.length === 0 ? [...kept] : [...gone, ...kept].toSorted((a, b) => a.at - b.at);
}
