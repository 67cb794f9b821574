import { assertNever } from "../src/domain/assert-never.ts";
import type { Clock } from "../src/domain/clock.ts";
import { InterventionStepId } from "../src/domain/ids.ts";
import type { SessionId, UserId } from "../src/domain/ids.ts";
import { deletesData } from "../src/domain/own-data.ts";
import type { Question } from "../src/domain/intervention.ts";
import type { SpanAttributes } from "../src/domain/tracing.ts";
import type { Channel, Outcome, OutboxEntry, Progress, Turn } from "../src/domain/turn.ts";
import type { InboxEntry, Session, Storage } from "../src/storage/storage.ts";
import type { Rest } from "./run.ts";

/** The command a run belongs to, as far as telling its turns needs it. */
export interface Run {
  readonly sessionId: SessionId;
  readonly userId: UserId;
  readonly commandId: string;
  readonly clientId?: string | undefined;
  readonly channels: readonly Channel[];
}

export interface SessionTurns {
  /** How a run came to rest: its question is opened, or its outcome closes what was open. */
  rest(run: Run, rest: Rest): Promise<void>;
  /** Once a command: an outcome it already has stays the one it has. */
  outcome(run: Run, outcome: Outcome): Promise<void>;
  /** Likewise, beside what is going on in its session: what is open there stays open. */
  aside(run: Run, outcome: Outcome): Promise<void>;
  /** One sign of how it gets on, to open sockets alone; `inboxId` is the message it answers, where it answers one. */
  progress(run: Run, progress: Progress, inboxId?: string): Promise<void>;
  /** A command that was sent again to go on: what came of it answers the second sending too. */
  repeat(run: Run, commandId: string): Promise<void>;
  /** The run of that earlier command, told wherever it has been told and where this message came from. */
  runOfCommand(
    own: Run,
    command: { readonly id: string; readonly clientId?: string | undefined },
  ): Promise<Run>;
}

/** Tells users what comes of their messages: each turn is stored, and with it what it opens or closes. */
export function createSessionTurns({
  storage,
  clock,
  interventionTimeoutMs,
  smsInterventionTimeoutMs,
  onTurn = () => {},
}: {
  readonly storage: Pick<Storage, "sessions" | "outbox" | "timers" | "erase">;
  readonly clock: Clock;
  /** How long a question stays open, by where it was asked. */
  readonly interventionTimeoutMs: number;
  readonly smsInterventionTimeoutMs: number;
  /** Told each turn once, by the process that stored it. */
  readonly onTurn?: ((turn: Turn) => void) | undefined;
}): SessionTurns {
  async function tellRest(run: Run, rest: Rest): Promise<void> {
    switch (rest.kind) {
      case "question":
        return await ask(run, rest.interruptId, rest.question);
      case "outcome":
        return await tellOutcome(run, rest.outcome);
      case "nothing":
        return;
      default:
        return assertNever(rest);
    }
  }

  async function ask(run: Run, interruptId: string, question: Question): Promise<void> {
    const { sessionId } = run;
    const session = await storage.sessions.get(sessionId);
    if (session?.question?.interruptId === interruptId) return await tellOpenQuestion(run, session);
    const timeoutMs = run.channels.includes("sms")
      ? smsInterventionTimeoutMs
      : interventionTimeoutMs;
    const intervention = {
      ...question,
      sessionId,
      stepId: InterventionStepId.parse(`intervention_${session?.questionCount ?? 0}`),
      interruptId,
      askedAt: new Date(clock.now()).toISOString(),
      expiresAt: new Date(clock.now() + timeoutMs).toISOString(),
    };
    await storage.sessions.setQuestion(sessionId, intervention);
    await storage.timers.set(
      { id: timerId(sessionId), payload: { sessionId, stepId: intervention.stepId } },
      timeoutMs,
    );
    await tellQuestion(run, { kind: "question", intervention });
  }

  /** The question was opened and the process died before or after it was told. */
  async function tellOpenQuestion(run: Run, session: Session): Promise<void> {
    const last = await storage.outbox.lastFor(run.commandId);
    const told = last?.turn.kind === "question" ? last.turn.intervention.stepId : undefined;
    if (session.question !== undefined && told !== session.question.stepId) {
      await tellQuestion(run, { kind: "question", intervention: session.question });
    }
  }

  async function tellQuestion(run: Run, turn: Extract<Turn, { kind: "question" }>): Promise<void> {
    await tell(run, turn);
    const { kind, reason, service, authUrl } = turn.intervention;
    if (kind !== "authorize" || service === undefined || authUrl === undefined) return;
    const waiting: Outcome = { ...outcomeOf("auth_required", reason), service, authUrl };
    await tell({ ...run, channels: run.channels.filter((channel) => channel !== "sms") }, waiting);
  }

  async function tellOutcome(run: Run, outcome: Outcome): Promise<void> {
    if (await hasOutcome(run)) return;
    const session = await storage.sessions.get(run.sessionId);
    if (session?.question !== undefined) {
      await storage.sessions.setQuestion(run.sessionId, undefined);
      await storage.timers.cancel(timerId(run.sessionId));
    }
    if (!deletesData(outcome)) return await tell(run, outcome);
    await storage.erase(toEntry(run, outcome));
    onTurn(outcome);
  }

  async function tellAside(run: Run, outcome: Outcome): Promise<void> {
    if (!(await hasOutcome(run))) await tell(run, outcome);
  }

  async function hasOutcome({ commandId }: Run): Promise<boolean> {
    const last = await storage.outbox.lastFor(commandId);
    return last?.turn.kind === "outcome" && last.turn.status !== "auth_required";
  }

  async function tell(
    run: Run,
    turn: Turn,
    inboxId = turn.kind === "progress" ? undefined : run.commandId,
  ): Promise<void> {
    await storage.outbox.append(toEntry(run, turn), inboxId);
    onTurn(turn);
  }

  function toEntry(
    { sessionId, userId, clientId, channels }: Run,
    turn: Turn,
  ): Omit<OutboxEntry, "seq"> {
    return {
      sessionId,
      userId,
      at: clock.now(),
      channels: turn.kind === "progress" ? [] : [...channels],
      turn,
      ...(clientId !== undefined && { clientId }),
    };
  }

  async function repeat(run: Run, commandId: string): Promise<void> {
    const last = await storage.outbox.lastFor(commandId);
    if (last?.turn.kind !== "outcome") return;
    await storage.outbox.append(toEntry({ ...run, channels: [] }, last.turn), run.commandId);
  }

  async function runOfCommand(
    own: Run,
    { id, clientId }: Parameters<SessionTurns["runOfCommand"]>[1],
  ): Promise<Run> {
    const told = await lastAskedOf(id);
    const channels = [...new Set([...(told?.channels ?? []), ...own.channels])];
    return { ...own, commandId: id, clientId, channels };
  }

  /** The command's last word. What is said of an account to connect goes to sockets alone: the question before it, to all. */
  async function lastAskedOf(commandId: string): Promise<OutboxEntry | undefined> {
    const last = await storage.outbox.lastFor(commandId);
    if (last?.turn.kind !== "outcome" || last.turn.status !== "auth_required") return last;
    const [question] = await storage.outbox.after(last.sessionId, last.seq - 2);
    return question ?? last;
  }

  return {
    rest: tellRest,
    outcome: tellOutcome,
    aside: tellAside,
    progress: tell,
    repeat,
    runOfCommand,
  };
}

function timerId(sessionId: SessionId): string {
  return `question:${sessionId}`;
}

/** An outcome of a message that no plan was carried out for. */
export function outcomeOf(status: Outcome["status"], message: string): Outcome {
  return { kind: "outcome", status, message, results: [] };
}

/** What is noted of the work on a message; its id is what the log and traces name the turn by. */
export function attributesOf(
  { id, sessionId, at, inbound }: InboxEntry,
  now: number,
): SpanAttributes {
  return {
    id,
    session: sessionId,
    channel: "channel" in inbound ? inbound.channel : "none",
    began: inbound.kind,
    queued_ms: Math.max(0, Math.round(now - at)),
  };
}

/** The run that this message begins. */
export function runOf({ id, inbound }: InboxEntry, session: Session): Run {
  const { sessionId, userId } = session;
  return {
    sessionId,
    userId,
    commandId: id,
    clientId: "clientId" in inbound ? inbound.clientId : undefined,
    channels: "channel" in inbound ? [inbound.channel] : [],
  };
}
