import type { Accepted, Assistant } from "../src/domain/assistant.ts";
import type { Clock } from "../src/domain/clock.ts";
import { AssistantError } from "../src/domain/errors.ts";
import { SessionId } from "../src/domain/ids.ts";
import type { UserId } from "../src/domain/ids.ts";
import type { Inbound } from "../src/domain/inbound.ts";
import type { Channel } from "../src/domain/turn.ts";
import type { Session, Storage, Wake } from "../src/storage/storage.ts";
import { isBareAnswer, readsAsAnswer } from "./answers.ts";
import { NO_LONGER_OPEN } from "./message-handler.ts";
import { answerKey } from "./session-runner.ts";
import type { SessionRunner } from "./session-runner.ts";

/** A word that stops what runs, where something does; it may mean something else where nothing does. */
const STOP =
  /^\s*(?:please\s+)?(?:stop|cancel|abort|halt)(?:\s+(?:it|that|this|everything|all|now|please))*[.! ]*$/iu;

/** The assistant as channels see it: decides which session a message belongs to, stores it there, and wakes the runner. */
export function createAssistant({
  runner,
  storage,
  clock,
}: {
  readonly runner: SessionRunner;
  readonly storage: Storage;
  readonly clock: Clock;
}): Assistant {
  const { sessions, inbox, outbox, queue } = storage;

  async function store(
    inbound: Inbound | Wake,
    sessionId: SessionId,
    dedupeKey?: string,
    /** Makes the session, where this message begins one: what is answered can be named in the next message. */
    begin?: () => Promise<void>,
  ): Promise<Accepted> {
    const { stored, entry } = await inbox.put(
      { id: crypto.randomUUID(), sessionId, at: clock.now(), inbound },
      dedupeKey,
    );
    if (!stored) {
      const last = await outbox.lastFor(entry.id);
      return {
        kind: "repeated",
        sessionId: entry.sessionId,
        entries: last === undefined || last.turn.kind === "progress" ? [] : [last],
      };
    }
    await begin?.();
    await queue.wake(sessionId);
    return { kind: "accepted", sessionId };
  }

  async function ownSession(userId: UserId, sessionId: SessionId): Promise<Session> {
    const session = await sessions.get(sessionId);
    if (session === undefined || session.userId !== userId) {
      throw new AssistantError("ERR_UNKNOWN_SESSION", "There is no such session.");
    }
    return session;
  }

  /** Stops what runs for the user, in that session or in all of them. */
  async function stop(
    userId: UserId,
    channel: Channel,
    named?: SessionId,
  ): Promise<readonly Accepted[]> {
    const stopped: Accepted[] = [];
    for (const sessionId of await runner.active(userId)) {
      if (named !== undefined && named !== sessionId) continue;
      stopped.push(await accept({ kind: "cancel", userId, channel, sessionId }));
    }
    return stopped;
  }

  async function acceptCommand(
    inbound: Extract<Inbound, { kind: "command" | "text" }>,
  ): Promise<Accepted> {
    const { userId, text, clientId, channel } = inbound;
    if (/^\s*undo[.! ]*$/iu.test(text)) {
      return await accept({
        kind: "undo",
        userId,
        channel,
        ...(inbound.kind === "command" && inbound.sessionId && { sessionId: inbound.sessionId }),
        ...(clientId !== undefined && { clientId }),
      });
    }
    if (STOP.test(text)) {
      const named = inbound.kind === "command" ? inbound.sessionId : undefined;
      const [stopped] = await stop(userId, channel, named);
      if (stopped !== undefined) return stopped;
    }
    if (inbound.kind === "text" && (await answersOneOfSeveral(userId, text)))
      throw new AssistantError("ERR_WHICH_QUESTION", "Which question is that for?");
    const known = await sessionFor(inbound);
    const asked = known && (await sessions.get(known))?.question?.stepId;
    const sessionId = known ?? newSessionId();
    const key = clientId && `command:${userId}:${clientId}`;
    const begin = (): Promise<void> => sessions.create({ sessionId, userId });
    const bound = { ...inbound, ...(asked !== undefined && { asked }) };
    return await store(bound, sessionId, key, known === undefined ? begin : undefined);
  }

  async function answersOneOfSeveral(userId: UserId, text: string): Promise<boolean> {
    const questions = (await sessions.withOpenQuestion(userId)).flatMap(
      ({ question }) => question ?? [],
    );
    return questions.length > 1 && questions.some((question) => readsAsAnswer(question, text));
  }

  /** The session a command belongs to; undefined where it begins a new one. */
  async function sessionFor(
    inbound: Extract<Inbound, { kind: "command" | "text" }>,
  ): Promise<SessionId | undefined> {
    const { userId, text } = inbound;
    if (inbound.kind === "command" && inbound.sessionId !== undefined) {
      return (await ownSession(userId, inbound.sessionId)).sessionId;
    }
    const waiting = await sessions.withOpenQuestion(userId);
    if (inbound.kind === "text") {
      const newest = waiting[0];
      if (newest?.question !== undefined && readsAsAnswer(newest.question, text))
        return newest.sessionId;
      if (newest === undefined && isBareAnswer(text)) throw staleAnswer();
      const last = await sessions.latest(userId, inbound.channel);
      if (last !== undefined && last.question === undefined) return last.sessionId;
    }
    for (const { sessionId, question } of waiting) {
      if (question?.kind !== "authorize") continue;
      if ((await runner.commandText(sessionId)) === text) return sessionId;
    }
    return undefined;
  }

  async function accept(inbound: Inbound): Promise<Accepted> {
    switch (inbound.kind) {
      case "command":
      case "text":
        return await acceptCommand(inbound);
      case "answer": {
        const { userId, sessionId, stepId } = inbound;
        const { question } = await ownSession(userId, sessionId);
        const key = answerKey(sessionId, stepId);
        const accepted =
          question?.stepId === stepId ? await store(inbound, sessionId, key) : undefined;
        if (accepted?.kind === "accepted") return accepted;
        throw staleAnswer();
      }
      case "cancel": {
        const { userId } = inbound;
        const { sessionId } = await ownSession(userId, inbound.sessionId);
        await runner.stop(userId, sessionId);
        return await store(inbound, sessionId);
      }
      case "undo": {
        const { userId, clientId } = inbound;
        const sessionId =
          inbound.sessionId === undefined
            ? ((await sessions.latest(userId))?.sessionId ?? newSessionId())
            : (await ownSession(userId, inbound.sessionId)).sessionId;
        return await store(inbound, sessionId, clientId && `command:${userId}:${clientId}`);
      }
    }
  }

  return {
    accept,
    stop: async (userId, channel) => (await stop(userId, channel)).length,
    ownerOf: async (sessionId) => (await sessions.get(sessionId))?.userId,
    async replay(userId, sessionId, afterSeq) {
      await ownSession(userId, sessionId);
      return await outbox.after(sessionId, afterSeq);
    },
    async openQuestions(userId) {
      return (await sessions.withOpenQuestion(userId)).flatMap(({ question }) => question ?? []);
    },
    subscribe: (listener) => outbox.subscribe(listener),
    async connected(userId, service) {
      for (const { sessionId, question } of await sessions.withOpenQuestion(userId)) {
        if (question?.kind !== "authorize" || question.service !== service) continue;
        await store({ kind: "connected", stepId: question.stepId }, sessionId);
      }
    },
  };
}

function newSessionId(): SessionId {
  return SessionId.parse(crypto.randomUUID());
}

function staleAnswer(): AssistantError {
  return new AssistantError("ERR_STALE_ANSWER", NO_LONGER_OPEN);
}
