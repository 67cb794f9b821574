import { z } from "zod";

import type { Clock } from "../src/domain/clock.ts";
import { HeldMail } from "../src/domain/held-mail.ts";
import type { SendHeldMail } from "../src/domain/held-mail.ts";
import { SessionId } from "../src/domain/ids.ts";
import type { UserId } from "../src/domain/ids.ts";
import type { Logger } from "../src/domain/logger.ts";
import { ReminderTimer } from "../src/domain/reminder.ts";
import { noTracing } from "../src/domain/tracing.ts";
import type { Tracing } from "../src/domain/tracing.ts";
import type { Turn } from "../src/domain/turn.ts";
import type { HeldSession, Storage } from "../src/storage/storage.ts";
import type { ActionPlanner } from "./action-planner.ts";
import { createHeldMails } from "./held-mail.ts";
import { createMessageHandler } from "./message-handler.ts";
import type { Reminders } from "./reminders.ts";
import { standingOf } from "./run.ts";
import { attributesOf, createSessionTurns } from "./session-turns.ts";
import { createStops } from "./stops.ts";

export interface SessionRunnerOptions {
  readonly planner: ActionPlanner;
  readonly storage: Storage;
  readonly clock: Clock;
  readonly logger: Logger;
  /** How long a question stays open, by where it was asked. */
  readonly interventionTimeoutMs: number;
  readonly smsInterventionTimeoutMs: number;
  /** After so long a run begins no further call; two minutes where it is not set. */
  readonly maxRunMs?: number;
  readonly sendHeldMail: SendHeldMail;
  readonly reminders: Pick<Reminders, "tell">;
  /** For users of whom no zone is known. */
  readonly defaultTimezone: string;
  /** Told each turn once, by the process that worked on it. */
  readonly onTurn?: (turn: Turn) => void;
  readonly tracing?: Tracing;
}

export interface SessionRunner {
  /** What the user asked for in the command that this session last began; undefined where there is none. */
  commandText(sessionId: SessionId): Promise<string | undefined>;
  /** The user's sessions that something is being worked on in, or waits to be. */
  active(userId: UserId): Promise<readonly SessionId[]>;
  /** Stops what this session was asked for until now: when it resolves, no further call begins, after a crash either. */
  stop(userId: UserId, sessionId: SessionId): Promise<void>;
  /** Begins to work, with what an earlier process left unfinished first, and to watch the clock. */
  start(): Promise<void>;
  /** Resolves when what runs now has come to rest; begins nothing new. */
  close(): Promise<void>;
}

/** What this process is doing for one session. */
interface Work {
  /** Stops what is done for the message at hand. */
  abort: AbortController;
  readonly finished: Promise<void>;
}

const TimerPayload = z.object({ sessionId: SessionId, stepId: z.string() });

/** Works through each session's inbox: one message at a time, in order, and sessions beside one another. */
export function createSessionRunner(options: SessionRunnerOptions): SessionRunner {
  const { planner, storage, clock, logger, sendHeldMail, reminders } = options;
  const { tracing = noTracing } = options;
  const tell = createSessionTurns(options);
  const { outbox, timers } = storage;
  const heldMails = createHeldMails({ sendHeldMail, outbox, timers, clock, logger });
  const working = new Map<SessionId, Work>();
  const stops = createStops({ cache: storage.cache, clock });
  const messages = createMessageHandler({ ...options, tell, stops, stopOthers });
  let closing = false;
  let stopWork: (() => Promise<void>) | undefined;
  let stopTimers: (() => void) | undefined;

  async function work(held: HeldSession): Promise<void> {
    const finished = Promise.withResolvers<void>();
    const abort = new AbortController();
    const current: Work = { abort, finished: finished.promise };
    working.set(held.sessionId, current);
    const letGo = (): void => current.abort.abort();
    held.lost.addEventListener("abort", letGo);
    try {
      await drain(held, current);
    } catch (cause) {
      logger.warn(
        { err: cause, sessionId: held.sessionId },
        "a session was left; it is taken up again",
      );
      throw cause;
    } finally {
      held.lost.removeEventListener("abort", letGo);
      working.delete(held.sessionId);
      finished.resolve();
    }
  }

  /** Works through the session's inbox. @throws where something could not be stored: all that was begun stands */
  async function drain(
    { sessionId, isRecovering, lost }: HeldSession,
    current: Work,
  ): Promise<void> {
    let recovering = isRecovering;
    for (;;) {
      if (closing || lost.aborted) return;
      const entry = await storage.inbox.next(sessionId);
      if (entry === undefined) return;
      current.abort = new AbortController();
      const isRecovered = recovering;
      await tracing.span("turn", attributesOf(entry, clock.now()), async () =>
        messages.workOn(entry, current.abort, isRecovered),
      );
      await storage.inbox.finish(entry.id);
      recovering = false;
    }
  }

  /** What has been told of is done with; only the books are still to be closed. */
  async function active(userId: UserId): Promise<readonly SessionId[]> {
    const sessions: SessionId[] = [];
    for (const { sessionId, entryId } of await storage.inbox.unfinishedOf(userId)) {
      const told = await outbox.lastFor(entryId);
      if (told === undefined || told.turn.kind === "progress") sessions.push(sessionId);
    }
    return sessions;
  }

  async function stopOthers(userId: UserId, but: SessionId): Promise<void> {
    for (const { sessionId } of await storage.inbox.unfinishedOf(userId)) {
      if (sessionId === but) continue;
      await storage.queue.interrupt(sessionId);
      await working.get(sessionId)?.finished;
    }
  }

  return {
    commandText: async (sessionId) => (await standingOf(planner, sessionId)).command?.text,
    active,
    async stop(userId, sessionId) {
      await stops.add(userId, sessionId);
      await storage.queue.interrupt(sessionId);
    },
    async start() {
      stopWork = await storage.queue.start({
        work,
        interrupt: (sessionId) => working.get(sessionId)?.abort.abort(),
      });
      stopTimers = storage.timers.start(async (timer) => {
        const { payload } = timer;
        const reminder = ReminderTimer.safeParse(payload);
        if (reminder.success) return await reminders.tell(timer, reminder.data);
        const held = HeldMail.safeParse(payload);
        if (held.success) return await heldMails.leave(timer, held.data);
        const { sessionId, stepId } = TimerPayload.parse(payload);
        const at = clock.now();
        const entry = {
          id: crypto.randomUUID(),
          sessionId,
          at,
          inbound: { kind: "expire", stepId } as const,
        };
        const { stored } = await storage.inbox.put(entry, answerKey(sessionId, stepId));
        if (stored) await storage.queue.wake(sessionId);
      });
    },
    async close() {
      closing = true;
      stopTimers?.();
      await stopWork?.();
      await heldMails.settled();
    },
  };
}

/** One question is settled once, whoever is first: an answer, on whichever channel, or its time. */
export function answerKey(sessionId: SessionId, stepId: string): string {
  return `answer:${sessionId}:${stepId}`;
}
