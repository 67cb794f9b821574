import type { Accepted, Assistant } from "../src/domain/assistant.ts";
import type { Clock } from "../src/domain/clock.ts";
import { AssistantError } from "../src/domain/errors.ts";
import { InterventionStepId, SessionId } from "../src/domain/ids.ts";
import type { UserId } from "../src/domain/ids.ts";
import type { Inbound } from "../src/domain/inbound.ts";
import type { Intervention, Question } from "../src/domain/intervention.ts";
import type { Json } from "../src/domain/plan.ts";
import type { Channel, OutboxEntry, Turn } from "../src/domain/turn.ts";
import type { OutboxStore } from "../src/storage/storage.ts";

/** An assistant whose every reply is foreseen, for tests of channels. */
export interface ScriptedAssistant extends Assistant {
  readonly outbox: OutboxStore;
  /** What was taken in, in order, repeats left out. */
  readonly taken: readonly Inbound[];
  /** Who had everything stopped. */
  readonly stopped: readonly UserId[];
  /** Opens a question in a session of its own. */
  ask(userId: UserId, question: Question, channels: readonly Channel[]): Promise<Intervention>;
  /** Says something in a session of its own. */
  tell(userId: UserId, turn: Turn, channels: readonly Channel[]): Promise<OutboxEntry>;
}

function toWords(value: Json): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

function outcome(status: "completed" | "cancelled", message: string): Turn {
  return { kind: "outcome", status, message, results: [] };
}

const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * Keeps the promises of `Assistant` and `OutboxStore` in memory. A command that says "meet NAME" is answered by a
 * question for NAME's address and, once answered, by "Booked with ADDRESS."; any other by "Done: ...".
 */
export function createScriptedAssistant(clock: Clock): ScriptedAssistant {
  const entries: OutboxEntry[] = [];
  const delivered = new Set<OutboxEntry>();
  const listeners = new Set<(entry: OutboxEntry) => void>();
  const owners = new Map<SessionId, UserId>();
  const questions = new Map<SessionId, Intervention>();
  const seen = new Map<string, SessionId>();
  const taken: Inbound[] = [];
  const stopped: UserId[] = [];

  const outbox: OutboxStore = {
    async append(entry) {
      const seq = entries.filter(({ sessionId }) => sessionId === entry.sessionId).length + 1;
      const stored = { ...entry, seq };
      entries.push(stored);
      listeners.forEach((listener) => listener(stored));
      return stored;
    },
    after: async (session, after) =>
      entries.filter(({ sessionId, seq }) => sessionId === session && seq > after),
    lastFor: async () => undefined,
    undelivered: async (channel) =>
      entries.filter((entry) => entry.channels.includes(channel) && !delivered.has(entry)),
    async markDelivered(entry) {
      delivered.add(entry);
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };

  function newSession(userId: UserId): SessionId {
    const sessionId = SessionId.parse(crypto.randomUUID());
    owners.set(sessionId, userId);
    return sessionId;
  }

  async function say(
    sessionId: SessionId,
    turn: Turn,
    { channels, clientId }: { channels: readonly Channel[]; clientId?: string | undefined },
  ): Promise<OutboxEntry> {
    const userId = owners.get(sessionId);
    if (userId === undefined) throw new AssistantError("ERR_UNKNOWN_SESSION", "No such session.");
    return await outbox.append({
      sessionId,
      userId,
      at: clock.now(),
      channels: [...channels],
      turn,
      ...(clientId !== undefined && { clientId }),
    });
  }

  async function open(
    sessionId: SessionId,
    question: Question,
    to: { channels: readonly Channel[]; clientId?: string | undefined },
  ): Promise<Intervention> {
    const intervention: Intervention = {
      ...question,
      sessionId,
      stepId: InterventionStepId.parse("intervention_0"),
      interruptId: crypto.randomUUID().replaceAll("-", ""),
      askedAt: new Date(clock.now()).toISOString(),
      expiresAt: new Date(clock.now() + DAY_MS).toISOString(),
    };
    questions.set(sessionId, intervention);
    await say(sessionId, { kind: "question", intervention }, to);
    return intervention;
  }

  const openQuestions = (userId: UserId): Intervention[] =>
    [...questions.values()]
      .filter(({ sessionId }) => owners.get(sessionId) === userId)
      .toReversed();

  function sessionFor(inbound: Inbound): SessionId {
    const { userId } = inbound;
    if (inbound.kind === "text" && /@|^(?:yes|no|ok)\b|^\d+$/i.test(inbound.text)) {
      return openQuestions(userId)[0]?.sessionId ?? newSession(userId);
    }
    const { sessionId } = { sessionId: undefined, ...inbound };
    if (sessionId === undefined) return newSession(userId);
    if (owners.get(sessionId) === userId) return sessionId;
    throw new AssistantError("ERR_UNKNOWN_SESSION", "There is no such session.");
  }

  async function work(inbound: Inbound, sessionId: SessionId): Promise<void> {
    const to = {
      channels: inbound.channel === "sms" ? (["sms"] as const) : [],
      clientId: inbound.clientId,
    };
    const answered = questions.delete(sessionId);
    if (inbound.kind === "undo") await say(sessionId, outcome("completed", "Undone."), to);
    else if (inbound.kind === "cancel") await say(sessionId, outcome("cancelled", "Dropped."), to);
    else {
      const said = inbound.kind === "answer" ? toWords(inbound.value) : inbound.text;
      const [, name] = /^meet (\w+)/i.exec(said) ?? [];
      if (answered) await say(sessionId, outcome("completed", `Booked with ${said}.`), to);
      else if (name === undefined) await say(sessionId, outcome("completed", `Done: ${said}`), to);
      else {
        const reason = `I don't recognize '${name}'. Please provide their email:`;
        await open(sessionId, { kind: "resolve_entity", reason }, to);
      }
    }
  }

  async function accept(inbound: Inbound): Promise<Accepted> {
    const key = inbound.clientId && `${inbound.userId} ${inbound.clientId}`;
    const earlier = key === undefined ? undefined : seen.get(key);
    if (earlier !== undefined) {
      const last = entries.findLast(({ sessionId }) => sessionId === earlier);
      return { kind: "repeated", sessionId: earlier, entries: last === undefined ? [] : [last] };
    }
    const sessionId = sessionFor(inbound);
    if (inbound.kind === "answer" && questions.get(sessionId)?.stepId !== inbound.stepId) {
      throw new AssistantError("ERR_STALE_ANSWER", "That question is no longer open.");
    }
    if (key !== undefined) seen.set(key, sessionId);
    taken.push(inbound);
    setImmediate(() => void work(inbound, sessionId));
    return { kind: "accepted", sessionId };
  }

  return {
    outbox,
    taken,
    stopped,
    accept,
    stop: async (userId) => stopped.push(userId),
    ask: (userId, question, channels) => open(newSession(userId), question, { channels }),
    tell: (userId, turn, channels) => say(newSession(userId), turn, { channels }),
    ownerOf: async (sessionId) => owners.get(sessionId),
    async replay(userId, sessionId, afterSeq) {
      if (owners.get(sessionId) !== userId) {
        throw new AssistantError("ERR_UNKNOWN_SESSION", "There is no such session.");
      }
      return await outbox.after(sessionId, afterSeq);
    },
    openQuestions: async (userId) => openQuestions(userId),
    subscribe: (listener) => outbox.subscribe(listener),
    connected: async () => undefined,
  };
}
