import type { Assistant } from "../../src/domain/assistant.ts";
import type { Clock } from "../../src/domain/clock.ts";
import type { UserId } from "../../src/domain/ids.ts";
import type { Logger } from "../../src/domain/logger.ts";
import type { OutboxEntry } from "../../src/domain/turn.ts";
import type { CacheStore, LeaseStore, OutboxStore, UserStore } from "../../src/storage/storage.ts";
import type { Numbers } from "./numbers.ts";
import type { SendText } from "./send-text.ts";
import type { TextedLinks } from "./texted-links.ts";
import { toText } from "./wording.ts";

export interface DeliveryOptions {
  readonly assistant: Pick<Assistant, "openQuestions">;
  readonly users: UserStore;
  readonly outbox: OutboxStore;
  /** Where it is kept which texts are under way. */
  readonly cache: CacheStore;
  readonly numbers: Pick<Numbers, "isTrusted">;
  readonly sendText: SendText;
  /** What consent codes are made with. */
  readonly secret: string;
  readonly leases: LeaseStore;
  readonly links: TextedLinks;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** The right to a user's texts ends so long after it was last renewed: a process that died is not waited for longer. */
const LEASE_MS = 6_000;
const RENEW_MS = 2_000;
/** When to look again after Twilio took nothing. */
const UNSENT_MS = 30_000;
/** When to look again while another process delivers to the same user. */
const HELD_MS = 2_000;
/** A text that could not be sent for so long no longer matters to anybody. */
const ABANDONED_MS = 4 * 60 * 60 * 1000;

/**
 * Texts every outbox entry meant for SMS, each user's in order. What to send is read from the outbox alone, so an
 * entry that was not marked as delivered, whatever the reason, is taken up again and never lost; where its sending had
 * begun, Twilio is asked first whether it took the text.
 * Answers what stops it, after the text that is being sent.
 */
export function startDelivery(options: DeliveryOptions): () => Promise<void> {
  const {
    assistant,
    users,
    outbox,
    cache,
    numbers,
    sendText,
    secret,
    leases,
    links,
    clock,
    logger,
  } = options;
  const working = new Map<UserId, { again: boolean; finished: Promise<void> }>();
  const timers = new Map<UserId, NodeJS.Timeout>();
  const stopping = new AbortController();

  function wake(userId: UserId): void {
    const current = working.get(userId);
    if (current !== undefined) {
      current.again = true;
      return;
    }
    if (stopping.signal.aborted) return;
    clearTimeout(timers.get(userId));
    timers.delete(userId);
    const work = { again: false, finished: Promise.resolve() };
    working.set(userId, work);
    work.finished = workFor(userId, work);
  }

  async function workFor(userId: UserId, work: { readonly again: boolean }): Promise<void> {
    let laterMs: number | undefined = UNSENT_MS;
    try {
      laterMs = await deliverAll(userId);
    } catch (cause) {
      logger.error({ err: cause, userId }, "texts could not be delivered");
    }
    working.delete(userId);
    if (laterMs !== undefined) wakeLater(userId, laterMs);
    else if (work.again) wake(userId);
  }

  function wakeLater(userId: UserId, afterMs: number): void {
    if (stopping.signal.aborted) return;
    timers.set(userId, setTimeout(wake, afterMs, userId).unref());
  }

  /** Answers when to look again, where something is left. */
  async function deliverAll(userId: UserId): Promise<number | undefined> {
    const lease = `sms:${userId}`;
    // Sending one text, with its retries, may take longer than the right lasts.
    const renewing = setInterval(() => {
      leases.take(lease, LEASE_MS).catch(() => undefined);
    }, RENEW_MS).unref();
    try {
      while (!stopping.signal.aborted) {
        if (!(await leases.take(lease, LEASE_MS))) return HELD_MS;
        const entries = await outbox.undelivered("sms");
        const entry = entries.find((candidate) => candidate.userId === userId);
        if (entry === undefined) return undefined;
        if (!(await deliver(entry))) return UNSENT_MS;
        await outbox.markDelivered(entry, "sms");
        await cache.delete(userId, sendingKey(entry));
      }
      return undefined;
    } finally {
      clearInterval(renewing);
      await leases.release(lease);
    }
  }

  /** True where the entry is done with: taken by Twilio, or never to be sent. */
  async function deliver(entry: OutboxEntry): Promise<boolean> {
    const { userId, sessionId, seq, turn } = entry;
    const number = (await users.get(userId))?.phoneNumber;
    const open = turn.kind === "progress" ? [] : await assistant.openQuestions(userId);
    const instead = await links.instead(entry);
    const text = instead ?? toText(turn, { open, secret });
    if (number === undefined || text === undefined) return true;
    if (!(await numbers.isTrusted(number, clock.now()))) return true;
    const begunAt = await begin(entry);
    const sent = await sendText(number, text, begunAt);
    if (sent === "sent" && instead === undefined) await links.setTexted(entry);
    logger.debug({ sessionId, seq, sent }, "text");
    if (sent !== "failed") return true;
    if (clock.now() - entry.at < ABANDONED_MS) return false;
    logger.error({ sessionId, seq }, "a text was given up: Twilio did not take it for hours");
    return true;
  }

  /** Notes that this text is about to leave. Answers when an earlier attempt, of this process or another, began. */
  async function begin(entry: OutboxEntry): Promise<number | undefined> {
    const begunAt = await cache.get(entry.userId, sendingKey(entry));
    if (typeof begunAt === "number") return begunAt;
    await cache.set(entry.userId, sendingKey(entry), clock.now(), ABANDONED_MS);
    return undefined;
  }

  const unsubscribe = outbox.subscribe(({ channels, userId }) => {
    if (channels.includes("sms")) wake(userId);
  });
  const leftOver = outbox.undelivered("sms").then(
    (entries) => entries.forEach(({ userId }) => wake(userId)),
    (cause: unknown) => logger.error({ err: cause }, "undelivered texts could not be read"),
  );

  return async () => {
    stopping.abort();
    unsubscribe();
    timers.forEach((timer) => clearTimeout(timer));
    await leftOver;
    await Promise.all([...working.values()].map(({ finished }) => finished));
  };
}

function sendingKey({ sessionId, seq }: OutboxEntry): string {
  return `sms:sending:${sessionId}:${seq}`;
}
