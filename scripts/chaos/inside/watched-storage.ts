import type { BaseCheckpointSaver } from "@langchain/langgraph-checkpoint";

import { openSqliteStorage as open } from "../../../src/storage/sqlite/storage.ts";
import type { Storage } from "../../../src/storage/storage.ts";
import type { OutboxEntry } from "../../../src/domain/turn.ts";
import { holdAt } from "./holds.ts";

export { StorageInUseError } from "../../../src/storage/sqlite/storage.ts";

/** The program's own storage, each kill point that lies in it a place to be held at. */
export function openSqliteStorage(options: Parameters<typeof open>[0]): Storage {
  const storage = open(options);
  const { inbox, sessions, outbox, effects, cache } = storage;
  const userOf = new Map<string, string>();
  const userOfEffect = new Map<string, string>();
  /** Users to whom the last thing said was how their command ended. */
  const answered = new Set<string>();

  const holdAroundTurn = async (entry: OutboxEntry | Omit<OutboxEntry, "seq">, told: boolean) => {
    const { turn, userId } = entry;
    if (turn.kind === "question" && told) await holdAt("K5", userId);
    if (isLastWord(turn)) await holdAt(told ? "K12" : "K11", userId);
  };
  return {
    ...storage,
    checkpointer: watchCheckpointer(storage.checkpointer, userOf),
    inbox: {
      ...inbox,
      async put(entry, dedupeKey) {
        const result = await inbox.put(entry, dedupeKey);
        const { sessionId, inbound } = entry;
        const isFirst = !userOf.has(sessionId);
        if ("userId" in inbound) userOf.set(sessionId, inbound.userId);
        if (result.stored) await holdAt(isFirst ? "K1" : "K6", userOf.get(sessionId));
        return result;
      },
    },
    sessions: {
      ...sessions,
      async setQuestion(sessionId, question) {
        await sessions.setQuestion(sessionId, question);
        if (question !== undefined) await holdAt("K4", userOf.get(sessionId));
      },
    },
    outbox: {
      ...outbox,
      async append(entry, inboxId) {
        await holdAroundTurn(entry, false);
        const stored = await outbox.append(entry, inboxId);
        if (isLastWord(entry.turn)) answered.add(entry.userId);
        await holdAroundTurn(stored, true);
        return stored;
      },
      async markDelivered(entry, channel) {
        const isReply = channel === "sms" && isLastWord(entry.turn);
        if (isReply) await holdAt("K9", textOf(entry.userId));
        await outbox.markDelivered(entry, channel);
        if (isReply) await holdAt("K10", textOf(entry.userId));
      },
    },
    effects: {
      ...effects,
      async claim(effect) {
        const claim = await effects.claim(effect);
        userOfEffect.set(effect.id, effect.userId);
        if (claim.kind === "claimed") await holdAt("K7", effect.userId);
        return claim;
      },
      async settle(id, ...outcome) {
        await holdAt("K9", userOfEffect.get(id));
        await effects.settle(id, ...outcome);
        await holdAt("K10", userOfEffect.get(id));
      },
    },
    cache: {
      ...cache,
      async set(userId, key, ...value) {
        await cache.set(userId, key, ...value);
        if (key.startsWith("sms:sending:") && answered.has(userId))
          await holdAt("K7", textOf(userId));
      },
    },
  };
}

/** What is held is the sending of the reply, not the effect in the calendar: the runner arms it under this name. */
function textOf(userId: string): string {
  return `text:${userId}`;
}

function isLastWord(turn: OutboxEntry["turn"]): boolean {
  return turn.kind === "outcome" && turn.status !== "auth_required";
}

function watchCheckpointer(
  checkpointer: BaseCheckpointSaver,
  userOf: ReadonlyMap<string, string>,
): BaseCheckpointSaver {
  const userFor = (config: { configurable?: Record<string, unknown> }): string | undefined =>
    userOf.get(String(config.configurable?.["thread_id"]));
  const counts = new Map<string | undefined, number>();
  const put: BaseCheckpointSaver["put"] = async (config, checkpoint, ...rest) => {
    const count = (counts.get(userFor(config)) ?? 0) + 1;
    counts.set(userFor(config), count);
    await holdAt(`C${count}`, userFor(config));
    const stored = await checkpointer.put(config, checkpoint, ...rest);
    if (checkpoint.channel_values["plan"]) await holdAt("K3", userFor(config));
    return stored;
  };
  const putWrites: BaseCheckpointSaver["putWrites"] = async (config, writes, taskId) => {
    if (writes.some(([channel, value]) => channel === "plan" && value))
      await holdAt("K2", userFor(config));
    return await checkpointer.putWrites(config, writes, taskId);
  };
  return new Proxy(checkpointer, {
    get(target, name) {
      if (name === "put") return put;
      if (name === "putWrites") return putWrites;
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === "function" ? (value.bind(target) as unknown) : value;
    },
  });
}
