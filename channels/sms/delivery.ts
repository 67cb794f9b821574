import type { Assistant } from "../../src/domain/assistant.ts";
import type { Clock } from "../../src/domain/clock.ts";
import type { UserId } from "../../src/domain/ids.ts";
import type { Logger } from "../../src/domain/logger.ts";
import type { OutboxEntry } from "../../src/domain/turn.ts";
import type { OutboxStore, UserStore } from "../../src/storage/storage.ts";
import type { SendText } from "./send-text.ts";
import { toText } from "./wording.ts";

/**
 * Takes or keeps, for so long, the right to do what `name` stands for. False while another process has it. The holder
 * may ask again at any time.
 */
export type TakeLease = (name: string, forMs: number) => Promise<boolean>;

export interface DeliveryOptions {
  readonly assistant: Pick<Assistant, "openQuestions">;
  readonly users: UserStore;
  readonly outbox: OutboxStore;
  readonly sendText: SendText;
  /** What consent codes are made with. */
  readonly secret: string;
  readonly takeLease: TakeLease;
  readonly clock: Clock;
  readonly logger: Logger;
}

const LEASE_MS = 60_000;
/** When to look again after Twilio took nothing, or while another process delivers. */
const LATER_MS = 30_000;
/** A text that could not be sent for so long no longer matters to anybody. */
const ABANDONED_MS = 4 * 60 * 60 * 1000;

/**
 * Texts every outbox entry meant for SMS, each user's in order. What to send is read from the outbox alone, so an
 * entry that was not marked as delivered, whatever the reason, is taken up again: it may be sent twice, never lost.
 * Answers what stops it, after the text that is being sent.
 */
export function startDelivery(options: DeliveryOptions): () => Promise<void> {
  const { assistant, users, outbox, sendText, secret, takeLease, clock, logger } = options;
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
    let end: "done" | "later" = "later";
    try {
      end = await deliverAll(userId);
    } catch (cause) {
      logger.error({ err: cause, userId }, "texts could not be delivered");
    }
    working.delete(userId);
    if (end === "later") wakeLater(userId);
    else if (work.again) wake(userId);
  }

  function wakeLater(userId: UserId): void {
    if (!stopping.signal.aborted) timers.set(userId, setTimeout(wake, LATER_MS, userId).unref());
  }

  async function deliverAll(userId: UserId): Promise<"done" | "later"> {
    while (!stopping.signal.aborted) {
      if (!(await takeLease(`sms:${userId}`, LEASE_MS))) return "later";
      const entries = await outbox.undelivered("sms");
      const entry = entries.find((candidate) => candidate.userId === userId);
      if (entry === undefined) return "done";
      if (!(await deliver(entry))) return "later";
      await outbox.markDelivered(entry, "sms");
    }
    return "done";
  }

  /** True where the entry is done with: taken by Twilio, or never to be sent. */
  async function deliver(entry: OutboxEntry): Promise<boolean> {
    const { userId, sessionId, seq, turn } = entry;
    const number = (await users.get(userId))?.phoneNumber;
    const text = toText(turn, { open: await assistant.openQuestions(userId), secret });
    if (number === undefined || text === undefined) return true;
    const sent = await sendText(number, text);
    logger.debug({ sessionId, seq, sent }, "text");
    if (sent !== "failed") return true;
    if (clock.now() - entry.at < ABANDONED_MS) return false;
    logger.error({ sessionId, seq }, "a text was given up: Twilio did not take it for hours");
    return true;
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
