import type { BaseCheckpointSaver } from "@langchain/langgraph-checkpoint";

import type { ActionLog } from "../domain/audit.ts";
import type { Inbound } from "../domain/inbound.ts";
import type { PhoneNumber, SessionId, UserId } from "../domain/ids.ts";
import type { Intervention } from "../domain/intervention.ts";
import type { Json } from "../domain/plan.ts";
import type { Service } from "../domain/service.ts";
import type { Undo } from "../domain/undo.ts";
import type { Channel, OutboxEntry } from "../domain/turn.ts";
import type { User } from "../domain/user.ts";

/** Everything that must survive the process, behind one port. Each part's promise holds through `kill -9`. */
export interface Storage {
  readonly checkpointer: BaseCheckpointSaver;
  readonly users: UserStore;
  readonly sessions: SessionStore;
  readonly connectLinks: ConnectLinkStore;
  readonly inbox: InboxStore;
  readonly outbox: OutboxStore;
  readonly cache: CacheStore;
  readonly effects: EffectStore;
  readonly actions: ActionLog;
  readonly timers: TimerStore;
  readonly leases: LeaseStore;
  readonly queue: SessionQueue;
  /**
   * Deletes all that is kept about the user whom this last word is for, whole or not at all, and tells it to subscribers;
   * the last word is kept only until each of its channels has delivered it. What stays is that messages were taken in, but not what they
   * said or whose they were. Done once more it deletes nothing.
   */
  erase(lastWord: Omit<OutboxEntry, "seq">): Promise<void>;
  /** Answers where storage answers; throws otherwise. */
  ping(): Promise<void>;
  close(): Promise<void>;
}

export interface UserStore {
  get(userId: UserId): Promise<User | undefined>;
  byPhoneNumber(phoneNumber: PhoneNumber): Promise<User | undefined>;
  /** Adds or replaces; a phone number another user had goes over to this one. */
  put(user: User): Promise<void>;
}

export interface Session {
  readonly sessionId: SessionId;
  readonly userId: UserId;
  /** The question that is open in it, if one is. */
  readonly question?: Intervention;
  /** How many questions it has asked so far: the next one is `intervention_<questionCount>`. */
  readonly questionCount: number;
}

export interface SessionStore {
  create(session: { readonly sessionId: SessionId; readonly userId: UserId }): Promise<void>;
  get(sessionId: SessionId): Promise<Session | undefined>;
  /** Opens a question (its `stepId` then counts as used) or, with undefined, closes the open one. */
  setQuestion(sessionId: SessionId, question: Intervention | undefined): Promise<void>;
  /** Sessions of a user that have an open question, most recently asked first. */
  withOpenQuestion(userId: UserId): Promise<readonly Session[]>;
  /** How many sessions have one, whoever they are for. */
  countOpenQuestions(): Promise<number>;
  /** The session of this user that a message last came for, on any channel or on this one. */
  latest(userId: UserId, channel?: Channel): Promise<Session | undefined>;
}

/** An invitation to connect an account, as it is kept: nobody who reads it can use it. */
export interface ConnectLink {
  readonly tokenHash: string;
  readonly userId: UserId;
  readonly service: Service;
  /** Milliseconds since 1970, assistant's clock. */
  readonly expiresAt: number;
}

/** Links by which users connect accounts. Each step of one happens once; `now` is the assistant's clock. */
export interface ConnectLinkStore {
  /** Adds a link, or makes one that was begun usable again. */
  put(link: ConnectLink, now: number): Promise<void>;
  /** The link of this token, while it can be begun. */
  get(tokenHash: string, now: number): Promise<ConnectLink | undefined>;
  /** Uses the token up: from now on the link is known by a state, and to one browser. Undefined where it cannot be begun. */
  begin(
    tokenHash: string,
    as: {
      readonly stateHash: string;
      readonly browserHash: string;
      readonly expiresAt: number;
    },
    now: number,
  ): Promise<ConnectLink | undefined>;
  /** Uses the state up, for its browser only. */
  finish(stateHash: string, browserHash: string, now: number): Promise<ConnectLink | undefined>;
}

/** An inbound message, given its session, as it waits to be worked on. */
export interface InboxEntry {
  readonly id: string;
  readonly sessionId: SessionId;
  /** Milliseconds since 1970, assistant's clock. */
  readonly at: number;
  readonly inbound: Inbound | Wake;
}

/** What reaches a session from no user: a question's time is up, or an account is now connected. */
export type Wake =
  | { readonly kind: "expire"; readonly stepId: string }
  | { readonly kind: "connected"; readonly stepId: string };

export interface InboxStore {
  /**
   * Stores an entry once. Where `dedupeKey` was seen before, nothing is stored and the earlier entry is answered.
   * Durable when it returns.
   */
  put(
    entry: InboxEntry,
    dedupeKey?: string,
  ): Promise<{ readonly stored: boolean; readonly entry: InboxEntry }>;
  /** Oldest unfinished entry of a session. */
  next(sessionId: SessionId): Promise<InboxEntry | undefined>;
  /** Marks an entry as done with; it is kept for its dedupe key. */
  finish(id: string): Promise<void>;
  /** What is kept of a session's entries, oldest first; of those that are done with, not all need be. */
  history(sessionId: SessionId): Promise<readonly InboxEntry[]>;
  /** Sessions with unfinished entries: what a restart has to take up again. */
  unfinishedSessions(): Promise<readonly SessionId[]>;
  /** This user's sessions with unfinished entries, each with the oldest of them; what has waited longest comes first. */
  unfinishedOf(userId: UserId): Promise<readonly Unfinished[]>;
}

/** A session that has something to do, and what it does first. */
export interface Unfinished {
  readonly sessionId: SessionId;
  readonly entryId: string;
}

export interface OutboxStore {
  /** Gives the entry its `seq` and stores it; then tells subscribers. Durable when it returns. */
  append(entry: Omit<OutboxEntry, "seq">, inboxId?: string): Promise<OutboxEntry>;
  after(sessionId: SessionId, seq: number): Promise<readonly OutboxEntry[]>;
  /** The last outcome or question that answered this inbox entry; before there is one, that it settled a question. */
  lastFor(inboxId: string): Promise<OutboxEntry | undefined>;
  /** Entries with this channel among their `channels` and no delivery yet, oldest first. */
  undelivered(channel: Channel): Promise<readonly OutboxEntry[]>;
  markDelivered(entry: OutboxEntry, channel: Channel): Promise<void>;
  /**
   * Tells each appended entry in order of `seq` within a session, whichever process appended it: before or after
   * `append` resolves. Answers what ends it.
   */
  subscribe(listener: (entry: OutboxEntry) => void): () => void;
}

/** Per-user values with an expiry: aliases the user taught, contact lists. */
export interface CacheStore {
  get(userId: UserId, key: string): Promise<Json | undefined>;
  /** `ttlMs` undefined: kept until deleted. */
  set(userId: UserId, key: string, value: Json, ttlMs?: number): Promise<void>;
  delete(userId: UserId, key: string): Promise<void>;
  /** Gives a value out and deletes it, in one: of many who ask at once, one gets it. */
  take(userId: UserId, key: string): Promise<Json | undefined>;
  /**
   * Replaces a value by what `change` makes of it, or deletes it where that is undefined. No other change of it comes
   * between; `change` may be asked more than once. Answers what is kept then. `ttlMs` as with `set`.
   */
  update(
    userId: UserId,
    key: string,
    change: (value: Json | undefined) => Json | undefined,
    ttlMs?: number,
  ): Promise<Json | undefined>;
}

/** Rights of which one process at a time holds each. */
export interface LeaseStore {
  /** Takes, or for the holder keeps, the right of this name. False while another process holds it. */
  take(name: string, forMs: number): Promise<boolean>;
  /** Gives it back, where this process holds it. */
  release(name: string): Promise<void>;
}

/** One write to the outside, as it is claimed before its request leaves. */
export interface Effect {
  /** The same when the same step is come to again after a crash. */
  readonly id: string;
  readonly userId: UserId;
  /** The command it belongs to: what is taken back together. */
  readonly commandId: string;
  readonly tool: string;
  /** Names the exact arguments. */
  readonly argsHash: string;
  /** Milliseconds since 1970, assistant's clock. */
  readonly at: number;
}

/** Whether an effect may be carried out now. */
export type Claim =
  | { readonly kind: "claimed" }
  /** It was carried out before; this is what came of it. */
  | { readonly kind: "done"; readonly output: Json }
  /** An earlier claim at that time was never settled: it may or may not have been carried out. */
  | { readonly kind: "in_doubt"; readonly at: number }
  /** The id was claimed with other arguments. */
  | { readonly kind: "mismatch" };

/** The ledger of effects: what makes each happen at most once, whatever crashes. */
export interface EffectStore {
  /** Durable when it returns. One that was released may be claimed again. */
  claim(effect: Effect): Promise<Claim>;
  /** It was carried out, and that is how it is taken back. */
  settle(id: string, output: Json, undo: Undo): Promise<void>;
  /** It was certainly not carried out. */
  release(id: string): Promise<void>;
  /** How many effects of these tools a command has claimed and not released. */
  countOf(commandId: string, tools: readonly string[]): Promise<number>;
  /**
   * Gives out what the user's last command did since then, newest first, to be taken back by `undoId`; each command is
   * given out once, and again only to the same `undoId`. What `undoId` does itself cannot be taken back. Empty where
   * nothing is left.
   */
  takeLast(userId: UserId, since: number, undoId: string): Promise<readonly Undo[]>;
}

export interface Timer {
  /** Setting the same id again replaces the timer. */
  readonly id: string;
  readonly payload: Json;
}

export interface TimerStore {
  /** Durable when it returns; due times are real time, and one that passed while no process ran is due at once. */
  set(timer: Timer, dueInMs: number): Promise<void>;
  cancel(id: string): Promise<void>;
  /** Begins to fire: each due timer is told once and, when the promise resolves, gone. Answers what stops it. */
  start(onDue: (timer: Timer) => Promise<void>): () => void;
}

/** A session that is held: nobody else works on it meanwhile. */
export interface HeldSession {
  readonly sessionId: SessionId;
  /** Whoever held it last did not come to an end: what was begun is to be taken up first. */
  readonly isRecovering: boolean;
  /** Aborts when it is held no longer: what is stored for it from then on is refused. */
  readonly lost: AbortSignal;
}

/** What works on sessions. */
export interface SessionWorker {
  /** Works until the session's inbox is empty. Where it throws, the session is taken up again a while later. */
  work(held: HeldSession): Promise<void>;
  /** Somebody stops what this process is doing for the session, if anything: no further effect begins once it returns. */
  interrupt(sessionId: SessionId): void;
}

/**
 * Gives sessions with something in their inboxes to whoever is free, each to one at a time. The inbox is the truth: what
 * is lost here, with a process or otherwise, is found there again a few seconds later.
 */
export interface SessionQueue {
  /** Something was put into this session's inbox. */
  wake(sessionId: SessionId): Promise<void>;
  /** Stops what is being done for a session, wherever: when it resolves, no further effect begins. */
  interrupt(sessionId: SessionId): Promise<void>;
  /** Begins to give sessions to this worker, those left unfinished first. Answers what stops it, once its work has ended. */
  start(worker: SessionWorker): Promise<() => Promise<void>>;
  /** How many sessions have something in their inboxes. */
  depth(): Promise<number>;
}
