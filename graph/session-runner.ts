import { z } from "zod";

import { assertNever } from "../src/domain/assert-never.ts";
import type { Clock } from "../src/domain/clock.ts";
import { isStorageFault, toAssistantError } from "../src/domain/errors.ts";
import { HeldMail } from "../src/domain/held-mail.ts";
import type { SendHeldMail } from "../src/domain/held-mail.ts";
import { SessionId } from "../src/domain/ids.ts";
import type { UserId } from "../src/domain/ids.ts";
import type { Inbound } from "../src/domain/inbound.ts";
import type { Intervention, InterventionAnswer } from "../src/domain/intervention.ts";
import type { Logger } from "../src/domain/logger.ts";
import { deletesData } from "../src/domain/own-data.ts";
import { ReminderTimer } from "../src/domain/reminder.ts";
import { noTracing } from "../src/domain/tracing.ts";
import type { Tracing } from "../src/domain/tracing.ts";
import type { OutboxEntry, Progress, Turn } from "../src/domain/turn.ts";
import type { HeldSession, InboxEntry, Session, Storage } from "../src/storage/storage.ts";
import type { ActionPlanner } from "./action-planner.ts";
import { isBareAnswer, readsAsAnswer } from "./answers.ts";
import { createHeldMails } from "./held-mail.ts";
import { toPlannerCommand } from "./planner-command.ts";
import type { Reminders } from "./reminders.ts";
import { runPlanner, standingOf } from "./run.ts";
import type { Rest, RunInput } from "./run.ts";
import { attributesOf, createSessionTurns, outcomeOf, runOf } from "./session-turns.ts";
import type { Run } from "./session-turns.ts";
import type { PlannerCommand } from "./state.ts";
import { createStops } from "./stops.ts";
import { planUndo, UNDO_WINDOW_MS } from "./undo.ts";
import { whichQuestion } from "./which-question.ts";

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

/** Nothing a user waits for takes longer; the time in which a question waits for its answer does not count. */
const MAX_RUN_MS = 120_000;

/** What this process is doing for one session. */
interface Work {
  /** Stops what is done for the message at hand. */
  abort: AbortController;
  readonly finished: Promise<void>;
}

/** What begins a run of its own. */
const COMMANDS: ReadonlySet<string> = new Set(["command", "text", "undo"]);

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
  /** Sessions in which the user has been told that something was stopped. */
  const stoppedByUser = new Set<SessionId>();
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
        workOn(entry, current, isRecovered),
      );
      await storage.inbox.finish(entry.id);
      recovering = false;
    }
  }

  /** @throws where something could not be stored */
  async function workOn(entry: InboxEntry, current: Work, recovering: boolean): Promise<void> {
    const { sessionId, inbound } = entry;
    try {
      const session = await sessionOf(entry);
      if (await stops.covers(session.userId, entry)) current.abort.abort();
      const isStopped = current.abort.signal.aborted;
      await handle(entry, session, { recovering, isStopped });
    } catch (cause) {
      if (isStorageFault(cause)) throw cause;
      logger.error(
        { err: cause, sessionId, kind: inbound.kind },
        "a message could not be worked on",
      );
      await fail(entry, cause);
    }
  }

  async function handle(
    entry: InboxEntry,
    arrived: Session,
    { recovering, isStopped }: { readonly recovering: boolean; readonly isStopped: boolean },
  ): Promise<void> {
    const { inbound, sessionId } = entry;
    if (recovering && (await takeUp(entry, arrived))) return;
    // What was taken up may have closed a question, or opened one.
    const session = recovering ? await sessionOf(entry) : arrived;
    if (isStopped && inbound.kind !== "cancel") return await leave(entry, session);
    switch (inbound.kind) {
      case "command":
      case "text":
        return await handleCommand(entry, session);
      case "answer":
        if (session.question?.stepId !== inbound.stepId) return;
        return await resume(entry, session, inbound.value);
      case "connected":
        if (session.question?.kind !== "authorize") return;
        return await resume(entry, session, { kind: "connected" });
      case "expire":
        if (session.question?.stepId !== inbound.stepId) return;
        return await resume(entry, session, { kind: "expired" });
      case "cancel": {
        await stops.clear(session.userId, entry);
        if (session.question !== undefined)
          return await resume(entry, session, { kind: "cancelled" });
        if (stoppedByUser.delete(sessionId)) return;
        return await tell.outcome(
          runOf(entry, session),
          outcomeOf("cancelled", "Nothing is in progress."),
        );
      }
      case "undo":
        // What waits for an answer has not been done: taking it back is not doing it.
        if (session.question !== undefined)
          return await resume(entry, session, { kind: "cancelled" });
        return await undo(entry, session);
      default:
        return assertNever(inbound);
    }
  }

  /** What was stopped before it began is said to be so; an answer that was stopped leaves its question to the stop. */
  async function leave(entry: InboxEntry, session: Session): Promise<void> {
    if (!COMMANDS.has(entry.inbound.kind)) return;
    stoppedByUser.add(entry.sessionId);
    await tell.outcome(runOf(entry, session), outcomeOf("cancelled", "Stopped. Nothing was done."));
  }

  async function handleCommand(entry: InboxEntry, session: Session): Promise<void> {
    const { inbound, sessionId } = entry;
    if (inbound.kind !== "command" && inbound.kind !== "text") return;
    const { question } = session;
    if (isLate(inbound, question)) {
      const error = { code: "stale_intervention", message: NO_LONGER_OPEN };
      const outcome = { ...outcomeOf("failed", NO_LONGER_OPEN), error };
      return await tell.aside(runOf(entry, session), outcome);
    }
    if (question !== undefined) {
      if (readsAsAnswer(question, inbound.text)) return await resume(entry, session, inbound.text);
      const { command } = await standingOf(planner, sessionId);
      if (question.kind === "authorize" && command && isSentAgain(entry, command)) {
        await resume(entry, session, { kind: "connected" });
        return await tell.repeat(runOf(entry, session), command.id);
      }
      await resume(entry, session, { kind: "cancelled" }, { settlesIt: false });
    }
    const which = await whichQuestion(storage.sessions, session.userId, inbound);
    if (which !== undefined)
      return await tell.outcome(runOf(entry, session), outcomeOf("not_understood", which));
    await begin(runOf(entry, session), await commandOf(entry));
  }

  /** Takes back the user's last plan, on any channel, by a plan of its own: it is as safe from crashes as any other. */
  async function undo(entry: InboxEntry, session: Session): Promise<void> {
    const since = clock.now() - UNDO_WINDOW_MS;
    const effects = await storage.effects.takeLast(session.userId, since, entry.id);
    const ready = planUndo(effects);
    if (ready.plan.steps.length > 0) {
      return await begin(runOf(entry, session), { ...(await commandOf(entry)), ready });
    }
    const message =
      effects.length === 0 ? "There is nothing to take back." : ready.notes.join("\n");
    const error = { code: "nothing_to_undo", message };
    await tell.outcome(runOf(entry, session), { ...outcomeOf("failed", message), error });
  }

  /**
   * After a crash, first brings to rest what the earlier process left under way. True where that was this message's
   * own doing: it began the run, or settled its question, and must do neither again.
   */
  async function takeUp(entry: InboxEntry, session: Session): Promise<boolean> {
    const standing = await standingOf(planner, entry.sessionId);
    const { command, pending, outcome, unfinished } = standing;
    if (command === undefined) return false;
    const isOwn = command.id === entry.id;
    const stillAsks =
      pending !== undefined && pending.interruptId === session.question?.interruptId;
    const settled = isOwn ? undefined : await storage.outbox.lastFor(entry.id);
    const hasSettled = settled !== undefined;
    // What settled an earlier question than the open one is done with; what is to settle that one has yet to.
    if (!isOwn && stillAsks && !settledAnother(settled, session.question)) return false;
    const own = runOf(entry, session);
    const heard = isOwn || hasSettled ? own : { ...own, channels: [] };
    const run = await tell.runOfCommand(heard, command);
    if (unfinished) await drive(run, { kind: "continue" });
    else if (pending !== undefined) await tell.rest(run, { kind: "question", ...pending });
    else if (outcome !== undefined) await settle(run, { kind: "outcome", outcome });
    if (hasSettled && isSentAgain(entry, command)) await tell.repeat(own, command.id);
    return isOwn || hasSettled;
  }

  async function resume(
    entry: InboxEntry,
    session: Session,
    answer: InterventionAnswer,
    /** False where the message goes on to be a command of its own. */
    { settlesIt = true }: { readonly settlesIt?: boolean } = {},
  ): Promise<void> {
    const { question } = session;
    const { command } = await standingOf(planner, entry.sessionId);
    if (question === undefined || command === undefined) return;
    const run = await tell.runOfCommand(runOf(entry, session), command);
    const detail = { stepId: question.stepId, kind: question.kind };
    const resolved = { kind: "progress", action: "intervention_resolved", detail } as const;
    await tell.progress(run, resolved, settlesIt ? entry.id : undefined);
    await drive(run, { kind: "answer", interruptId: question.interruptId, answer });
  }

  /** What is cancelled is named by its session: it is told before anything else is done. */
  async function begin(run: Run, command: PlannerCommand): Promise<void> {
    const detail = { ...(run.clientId !== undefined && { commandId: run.clientId }) };
    await tell.progress(run, { kind: "progress", action: "command_started", detail });
    await drive(run, { kind: "start", command });
  }

  async function drive(run: Run, input: RunInput): Promise<void> {
    const abort = working.get(run.sessionId)?.abort ?? new AbortController();
    const onProgress = async (progress: Progress): Promise<void> => tell.progress(run, progress);
    const limit = AbortSignal.timeout(options.maxRunMs ?? MAX_RUN_MS);
    const cancellation = AbortSignal.any([abort.signal, limit]);
    const rest = await runPlanner(planner, run.sessionId, input, onProgress, cancellation);
    if (abort.signal.aborted) stoppedByUser.add(run.sessionId);
    await settle(run, rest);
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

  /** Where all that is kept about a user is to be deleted, nothing of theirs may be under way and write it again. */
  async function settle(run: Run, rest: Rest): Promise<void> {
    if (rest.kind === "outcome" && deletesData(rest.outcome)) {
      for (const { sessionId } of await storage.inbox.unfinishedOf(run.userId)) {
        if (sessionId === run.sessionId) continue;
        await storage.queue.interrupt(sessionId);
        await working.get(sessionId)?.finished;
      }
    }
    await tell.rest(run, rest);
  }

  async function fail(entry: InboxEntry, cause: unknown): Promise<void> {
    const { code, expose, message } = toAssistantError(cause);
    const shown = expose ? message : "Something went wrong on our side. Nothing more was done.";
    const session = await sessionOf(entry);
    const run = runOf(entry, session);
    await tell.outcome(run, { ...outcomeOf("failed", shown), error: { code, message: shown } });
  }

  async function sessionOf({ sessionId, inbound }: InboxEntry): Promise<Session> {
    const session = await storage.sessions.get(sessionId);
    if (session !== undefined) return session;
    if (!("userId" in inbound)) throw new Error("A wake-up for a session that does not exist.");
    await storage.sessions.create({ sessionId, userId: inbound.userId });
    return { sessionId, userId: inbound.userId, questionCount: 0 };
  }

  async function commandOf(entry: InboxEntry): Promise<PlannerCommand> {
    const { defaultTimezone } = options;
    return await toPlannerCommand(entry, { users: storage.users, clock, defaultTimezone });
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

/** What is said of an answer whose question was settled before it. */
export const NO_LONGER_OPEN =
  "That question is no longer open: it was answered already, or its time ran out.";

/** Words that answer, but were written when another question was open than the one that is now, or is not any more. */
function isLate(
  { asked, text }: Extract<Inbound, { kind: "command" | "text" }>,
  question: Intervention | undefined,
): boolean {
  if (asked === question?.stepId) return false;
  return question === undefined ? isBareAnswer(text) : readsAsAnswer(question, text);
}

/** Whether this is the word that a question was settled, and another one is open now. */
function settledAnother(told: OutboxEntry | undefined, open: Intervention | undefined): boolean {
  if (told === undefined) return false;
  return told.turn.kind !== "progress" || told.turn.detail["stepId"] !== open?.stepId;
}

/** While an account is to be connected, the same command again means that it is. */
function isSentAgain({ inbound }: InboxEntry, { text }: PlannerCommand): boolean {
  return (inbound.kind === "command" || inbound.kind === "text") && inbound.text === text;
}

/** One question is settled once, whoever is first: an answer, on whichever channel, or its time. */
export function answerKey(sessionId: SessionId, stepId: string): string {
  return `answer:${sessionId}:${stepId}`;
}
