import type { CheckpointTuple, PendingWrite } from "@langchain/langgraph-checkpoint";

import { SessionId, UserId } from "../../src/domain/ids.ts";
import { Inbound } from "../../src/domain/inbound.ts";
import type { Intervention } from "../../src/domain/intervention.ts";
import type { Logger } from "../../src/domain/logger.ts";
import type { InboxEntry, Storage, Wake } from "../../src/storage/storage.ts";
import { checkpointsOf, commandOf, idOf, loadSession } from "./load-session.ts";
import { openRerunRig } from "./open-rerun.ts";
import type { Original } from "./open-original.ts";
import { ReplayError } from "./replay-error.ts";
import type { Message, SessionRecord } from "./session-record.ts";

/** What came of running a session again. */
export interface Rerun {
  readonly record: SessionRecord;
  /** The commands that were run, or gone on with. */
  readonly commandIds: readonly string[];
  /** What could not be done as it had been, a sentence each. */
  readonly notes: readonly string[];
}

export interface RerunOptions {
  readonly original: Original;
  readonly record: SessionRecord;
  /** The checkpoint to go on from; without one, from the first message. */
  readonly from: string | undefined;
  /** Whether the sandbox goes on with what it keeps, and the document it begins from otherwise. */
  readonly isKept: boolean;
  readonly document: string | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly logger: Logger;
}

/**
 * Runs a session again on storage and a sandbox of its own: what the user said comes when it came, and to a question
 * that was asked before goes the answer it got then. @throws ReplayError
 */
export async function rerunSession(options: RerunOptions): Promise<Rerun> {
  const { original, record, from, env, logger } = options;
  const sessionId = SessionId.parse(record.sessionId);
  const userId = UserId.parse(record.userId);
  const past = from === undefined ? [] : await pastOf(original, sessionId, from);
  const point = past.at(-1);
  const { taken, toSay } = partMessages(record, point);
  const waiting = new Map<string, () => void>();
  const clock = createSteppedClock((taken ?? toSay[0])?.at ?? Date.now());
  const rig = await openRerunRig({
    env,
    clock,
    logger,
    workspace: original.workspace,
    isKept: options.isKept,
    document: options.document,
    onFinished: (id) => waiting.get(id)?.(),
  });
  const { storage, runner } = rig;

  async function say(entry: InboxEntry, wake: () => Promise<void>): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    waiting.set(entry.id, resolve);
    await storage.inbox.put(entry);
    await wake();
    await promise;
  }

  try {
    const user = await original.storage.users.get(userId);
    if (user !== undefined) await storage.users.put(user);
    await storage.sessions.create({ sessionId, userId });
    await copyPast(storage.checkpointer, past);
    // What a thread was left with is taken up by who starts, under the message that it belongs to.
    if (taken === undefined) await runner.start();
    else await say(toEntry(taken, sessionId), async () => runner.start());
    const notes: string[] = [];
    for (const message of toSay) {
      const open = (await storage.sessions.get(sessionId))?.question;
      const fitted = fit(message, open, record);
      if ("note" in fitted) notes.push(fitted.note);
      if ("stop" in fitted) break;
      if (!("message" in fitted)) continue;
      clock.set(message.at);
      const entry = toEntry(fitted.message, sessionId);
      await say(entry, async () => storage.queue.wake(sessionId));
    }
    return {
      record: await loadSession({ storage, checkpointer: storage.checkpointer }, sessionId),
      commandIds: record.commands.map(({ id }) => id).filter(isIn([taken, ...toSay])),
      notes,
    };
  } finally {
    await rig.close();
  }
}

function isIn(messages: readonly (Message | undefined)[]): (id: string) => boolean {
  const ids = new Set(messages.map((message) => message?.id));
  return (id) => ids.has(id);
}

/** A clock that is set to when something was said, and runs on from there. */
function createSteppedClock(startAt: number): { now(): number; set(at: number): void } {
  let [origin, setAt] = [performance.now(), startAt];
  return {
    now: () => Math.round(setAt + performance.now() - origin),
    set(at) {
      [origin, setAt] = [performance.now(), at];
    },
  };
}

/** The checkpoint that is meant, and those it goes on from, oldest first. */
async function pastOf(
  { checkpointer }: Original,
  sessionId: SessionId,
  from: string,
): Promise<readonly CheckpointTuple[]> {
  const all = await checkpointsOf(checkpointer, sessionId);
  const named = all.filter((tuple) => idOf(tuple).endsWith(from));
  const [only, ...others] = named;
  if (only === undefined) throw new ReplayError(`The session has no checkpoint ${from}.`);
  if (others.length > 0) throw new ReplayError(`Several checkpoints end with ${from}.`);
  const byId = new Map(all.map((tuple) => [idOf(tuple), tuple]));
  const past: CheckpointTuple[] = [];
  let each: CheckpointTuple | undefined = only;
  while (each !== undefined) {
    past.unshift(each);
    const parent: CheckpointTuple["parentConfig"] = each.parentConfig;
    each = parent && byId.get(idOf({ config: parent }));
  }
  return past;
}

/** A thread as it stood when its last checkpoint had just been written: nothing has run from there. */
async function copyPast(
  checkpointer: Storage["checkpointer"],
  past: readonly CheckpointTuple[],
): Promise<void> {
  for (const [
    i,
    { config, parentConfig, checkpoint, metadata, pendingWrites = [] },
  ] of past.entries()) {
    const thread = { thread_id: config.configurable?.["thread_id"] as string, checkpoint_ns: "" };
    const parent = i === 0 ? undefined : parentConfig?.configurable?.["checkpoint_id"];
    await checkpointer.put(
      { configurable: { ...thread, ...(parent !== undefined && { checkpoint_id: parent }) } },
      checkpoint,
      metadata ?? { source: "loop", step: 0, parents: {} },
      checkpoint.channel_versions,
    );
    if (i === past.length - 1) return;
    for (const [task, writes] of Map.groupBy(pendingWrites, ([taskId]) => taskId)) {
      const values = writes.map(([, channel, value]): PendingWrite => [channel, value]);
      await checkpointer.putWrites(config, values, task);
    }
  }
}

/** The message that a checkpoint belongs to, and those that came after what it already knows. */
function partMessages(
  { messages, checkpoints, told }: SessionRecord,
  point: CheckpointTuple | undefined,
): { readonly taken: Message | undefined; readonly toSay: readonly Message[] } {
  if (point === undefined) return { taken: undefined, toSay: messages };
  const commandId = commandOf(point)?.id;
  const at = messages.findIndex(({ id }) => id === commandId);
  if (at === -1)
    throw new ReplayError("What that checkpoint was asked for is not stored any more.");
  const here = checkpoints.findIndex(({ id }) => id === idOf(point));
  const passed = new Set(checkpoints.slice(0, here).map(({ asked }) => asked?.interruptId));
  const settled = new Set(
    told
      .map(({ turn }) => turn["intervention"] as Intervention | undefined)
      .filter((question) => question !== undefined && passed.has(question.interruptId))
      .map((question) => question?.stepId as string),
  );
  const isPast = ({ inbound }: Message): boolean =>
    settled.has((inbound["stepId"] ?? inbound["asked"] ?? "") as string);
  const last = messages.findLastIndex((message, i) => i > at && isPast(message));
  return { taken: messages[at], toSay: messages.slice(Math.max(at, last) + 1) };
}

function toEntry({ id, at, inbound }: Message, sessionId: SessionId): InboxEntry {
  const wake = inbound as unknown as Wake;
  const isWake = inbound.kind === "expire" || inbound.kind === "connected";
  return { id, sessionId, at, inbound: isWake ? wake : Inbound.parse(inbound) };
}

type Fitted =
  | { readonly message: Message; readonly note?: string }
  | { readonly note: string }
  | { readonly note: string; readonly stop: true };

/** A recorded message as it fits what is open now. */
function fit(message: Message, open: Intervention | undefined, record: SessionRecord): Fitted {
  const { inbound, id } = message;
  const answered = (inbound["stepId"] ?? inbound["asked"]) as string | undefined;
  const isCommand = record.commands.some((command) => command.id === id);
  const before = record.told
    .map(({ turn }) => turn["intervention"] as Intervention | undefined)
    .find((question) => question?.stepId === answered && answered !== undefined);
  if (inbound.kind === "cancel") return { message };
  if (open === undefined) {
    if (answered === undefined) return { message };
    if (!isCommand) return { note: `It did not ask again what was asked as ${answered}.` };
    const { asked: _asked, ...rest } = inbound;
    return { message: { ...message, inbound: rest } };
  }
  if (before !== undefined && isSameQuestion(before, open)) {
    const field = "stepId" in inbound ? "stepId" : "asked";
    return { message: { ...message, inbound: { ...inbound, [field]: open.stepId } } };
  }
  return {
    note: `It asks what nobody was asked before, and stops there: ${open.reason}`,
    stop: true,
  };
}

function isSameQuestion(one: Intervention, other: Intervention): boolean {
  return (
    one.kind === other.kind &&
    one.entity?.value === other.entity?.value &&
    one.service === other.service
  );
}
