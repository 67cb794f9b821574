import { assertNever } from "../src/domain/assert-never.ts";
import type { Clock } from "../src/domain/clock.ts";
import { isStorageFault, toAssistantError } from "../src/domain/errors.ts";
import type { SessionId, UserId } from "../src/domain/ids.ts";
import type { Inbound } from "../src/domain/inbound.ts";
import type { Intervention, InterventionAnswer } from "../src/domain/intervention.ts";
import type { Logger } from "../src/domain/logger.ts";
import { deletesData } from "../src/domain/own-data.ts";
import type { OutboxEntry, Progress } from "../src/domain/turn.ts";
import type { InboxEntry, Session, Storage } from "../src/storage/storage.ts";
import type { ActionPlanner } from "./action-planner.ts";
import { isBareAnswer, readsAsAnswer } from "./answers.ts";
import { toPlannerCommand } from "./planner-command.ts";
import { runPlanner, standingOf } from "./run.ts";
import type { Rest, RunInput } from "./run.ts";
import { outcomeOf, runOf } from "./session-turns.ts";
import type { Run, SessionTurns } from "./session-turns.ts";
import type { PlannerCommand } from "./state.ts";
import type { Stops } from "./stops.ts";
import { planUndo, UNDO_WINDOW_MS } from "./undo.ts";
import { whichQuestion } from "./which-question.ts";

/** Works on one message: begins what it asks for, answers what it answers, takes up what a crash left. */
export interface MessageHandler {
  /** `abort` stops what is done for it. @throws where something could not be stored: all that was begun stands */
  workOn(entry: InboxEntry, abort: AbortController, recovering: boolean): Promise<void>;
}

export interface MessageHandlerOptions {
  readonly planner: ActionPlanner;
  readonly storage: Storage;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly tell: SessionTurns;
  readonly stops: Stops;
  /** Brings to rest what is done for this user in every other session. */
  readonly stopOthers: (userId: UserId, but: SessionId) => Promise<void>;
  readonly maxRunMs?: number;
  readonly defaultTimezone: string;
}

/** Nothing a user waits for takes longer; the time in which a question waits for its answer does not count. */
const MAX_RUN_MS = 120_000;

/** What begins a run of its own. */
const COMMANDS: ReadonlySet<string> = new Set(["command", "text", "undo"]);

/** Makes what knows each kind of message. */
export function createMessageHandler(options: MessageHandlerOptions): MessageHandler {
  const { planner, storage, clock, logger, tell, stops, stopOthers } = options;
  /** What stops the message that is worked on, by session. */
  const aborts = new Map<SessionId, AbortController>();
  /** Sessions in which the user has been told that something was stopped. */
  const stoppedByUser = new Set<SessionId>();

  /** @throws where something could not be stored */
  async function workOn(
    entry: InboxEntry,
    abort: AbortController,
    recovering: boolean,
  ): Promise<void> {
    const { sessionId, inbound } = entry;
    try {
      aborts.set(sessionId, abort);
      const session = await sessionOf(entry);
      if (await stops.covers(session.userId, entry)) abort.abort();
      const isStopped = abort.signal.aborted;
      await handle(entry, session, { recovering, isStopped });
    } catch (cause) {
      if (isStorageFault(cause)) throw cause;
      logger.error(
        { err: cause, sessionId, kind: inbound.kind },
        "a message could not be worked on",
      );
      await fail(entry, cause);
    } finally {
      aborts.delete(sessionId);
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
    const abort = aborts.get(run.sessionId) ?? new AbortController();
    const onProgress = async (progress: Progress): Promise<void> => tell.progress(run, progress);
    const limit = AbortSignal.timeout(options.maxRunMs ?? MAX_RUN_MS);
    const cancellation = AbortSignal.any([abort.signal, limit]);
    const rest = await runPlanner(planner, run.sessionId, input, onProgress, cancellation);
    if (abort.signal.aborted) stoppedByUser.add(run.sessionId);
    await settle(run, rest);
  }

  /** Where all that is kept about a user is to be deleted, nothing of theirs may be under way and write it again. */
  async function settle(run: Run, rest: Rest): Promise<void> {
    if (rest.kind === "outcome" && deletesData(rest.outcome))
      await stopOthers(run.userId, run.sessionId);
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

  return { workOn };
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
