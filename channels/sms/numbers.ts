import { createHash } from "node:crypto";

import { UserId } from "../../src/domain/ids.ts";
import type { PhoneNumber } from "../../src/domain/ids.ts";
import type { CacheStore } from "../../src/storage/storage.ts";

const DAY_MS = 24 * 60 * 60 * 1000;
/** A captured webhook stays valid for ever, so what was handled is remembered for longer than anybody waits. */
const HANDLED_MS = 400 * DAY_MS;
/** Longer than Twilio, or the look back at the start, brings a text once more. */
const HANDED_OVER_MS = 2 * DAY_MS;
const WRONG_CODES_MS = 10 * 60 * 1000;
const MOST_WRONG_CODES = 5;

/** Owns what is known of a number whether or not it is somebody's. */
const ANYBODY = UserId.parse("sms");

/** What the channel remembers of each phone number; all of it survives a restart. */
export interface Numbers {
  isOptedOut(number: PhoneNumber): Promise<boolean>;
  setOptedOut(number: PhoneNumber, optedOut: boolean): Promise<void>;
  /** True once a day for each number. */
  isFirstToday(number: PhoneNumber): Promise<boolean>;
  wasHandled(messageSid: string): Promise<boolean>;
  setHandled(messageSid: string): Promise<void>;
  /** Whether this text is being handed to the assistant, or was when the process was killed: it may have been taken. */
  wasHandedOver(messageSid: string): Promise<boolean>;
  setHandedOver(messageSid: string, handedOver: boolean): Promise<void>;
  /** Counts a wrong consent code. */
  addWrongCode(number: PhoneNumber): Promise<void>;
  /** True for ten minutes after five wrong codes: guessing one of a million stays hopeless. */
  isGuessing(number: PhoneNumber): Promise<boolean>;
}

/** Keeps the channel's memory in the cache, numbers only as hashes. */
export function createNumbers(cache: CacheStore): Numbers {
  const wrongCodes = async (number: PhoneNumber): Promise<number> =>
    Number((await cache.get(ANYBODY, toKey("wrong-codes", number))) ?? 0);
  return {
    isOptedOut: async (number) => (await cache.get(ANYBODY, toKey("opted-out", number))) === true,
    setOptedOut: (number, optedOut) =>
      optedOut
        ? cache.set(ANYBODY, toKey("opted-out", number), true)
        : cache.delete(ANYBODY, toKey("opted-out", number)),
    async isFirstToday(number) {
      const key = toKey("greeted", number);
      if ((await cache.get(ANYBODY, key)) !== undefined) return false;
      await cache.set(ANYBODY, key, true, DAY_MS);
      return true;
    },
    wasHandled: async (sid) => (await cache.get(ANYBODY, `sms:handled:${sid}`)) !== undefined,
    setHandled: (sid) => cache.set(ANYBODY, `sms:handled:${sid}`, true, HANDLED_MS),
    wasHandedOver: async (sid) => (await cache.get(ANYBODY, `sms:handed-over:${sid}`)) === true,
    setHandedOver: (sid, handedOver) =>
      handedOver
        ? cache.set(ANYBODY, `sms:handed-over:${sid}`, true, HANDED_OVER_MS)
        : cache.delete(ANYBODY, `sms:handed-over:${sid}`),
    async addWrongCode(number) {
      const count = (await wrongCodes(number)) + 1;
      await cache.set(ANYBODY, toKey("wrong-codes", number), count, WRONG_CODES_MS);
    },
    isGuessing: async (number) => (await wrongCodes(number)) >= MOST_WRONG_CODES,
  };
}

function toKey(subject: string, number: PhoneNumber): string {
  return `sms:${subject}:${createHash("sha256").update(number).digest("base64url").slice(0, 22)}`;
}
