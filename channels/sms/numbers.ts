import { createHash } from "node:crypto";

import { z } from "zod";

import { ownerFor } from "../../src/domain/ids.ts";
import type { PhoneNumber } from "../../src/domain/ids.ts";
import type { CacheStore } from "../../src/storage/storage.ts";

const DAY_MS = 24 * 60 * 60 * 1000;
/** A captured webhook stays valid for ever, so what was handled is remembered for longer than anybody waits. */
const HANDLED_MS = 400 * DAY_MS;
/** Longer than Twilio, or the look back at the start, brings a text once more. */
const HANDED_OVER_MS = 2 * DAY_MS;
/** Carriers give a number to somebody else after some months. */
const SILENCE_MS = 90 * DAY_MS;
const CODES_SENT_MS = 60 * 60 * 1000;
const WRONG_CODES_MS = 10 * 60 * 1000;
const MOST_WRONG_CODES = 5;

const Times = z.array(z.number()).catch([]);

/** Owns what is known of a number whether or not it is somebody's. */
const ANYBODY = ownerFor("sms");

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
  /**
   * Whether a text from this number may be taken for its user's: not after a long silence, or after the carrier said
   * that nobody is there, since a number is given to somebody else then. `now` in milliseconds since 1970.
   */
  isTrusted(number: PhoneNumber, now: number): Promise<boolean>;
  /** A text came from this number. */
  setHeard(number: PhoneNumber, now: number): Promise<void>;
  /** Its user has just proved to have it. */
  trust(number: PhoneNumber, now: number): Promise<void>;
  /** From now on it has to be proved again. */
  distrust(number: PhoneNumber): Promise<void>;
  /** When codes for linking it were texted lately, in milliseconds since 1970. */
  codesSent(number: PhoneNumber): Promise<readonly number[]>;
  setCodesSent(number: PhoneNumber, times: readonly number[]): Promise<void>;
  /** Counts a wrong consent code. */
  addWrongCode(number: PhoneNumber): Promise<void>;
  /** True for ten minutes after five wrong codes: guessing one of a million stays hopeless. */
  isGuessing(number: PhoneNumber): Promise<boolean>;
}

/** Keeps the channel's memory in the cache, numbers only as hashes. */
export function createNumbers(cache: CacheStore): Numbers {
  const wrongCodes = async (number: PhoneNumber): Promise<number> =>
    Number((await cache.get(ANYBODY, toNumberKey("wrong-codes", number))) ?? 0);
  const lastHeard = async (number: PhoneNumber): Promise<number | undefined> =>
    z.number().safeParse(await cache.get(ANYBODY, toNumberKey("heard", number))).data;
  return {
    isOptedOut: async (number) =>
      (await cache.get(ANYBODY, toNumberKey("opted-out", number))) === true,
    setOptedOut: (number, optedOut) =>
      optedOut
        ? cache.set(ANYBODY, toNumberKey("opted-out", number), true)
        : cache.delete(ANYBODY, toNumberKey("opted-out", number)),
    async isFirstToday(number) {
      const key = toNumberKey("greeted", number);
      if ((await cache.get(ANYBODY, key)) !== undefined) return false;
      let isFirst = false;
      const greet = (greeted: unknown): true => {
        isFirst = greeted === undefined;
        return true;
      };
      await cache.update(ANYBODY, key, greet, DAY_MS);
      return isFirst;
    },
    wasHandled: async (sid) => (await cache.get(ANYBODY, `sms:handled:${sid}`)) !== undefined,
    setHandled: (sid) => cache.set(ANYBODY, `sms:handled:${sid}`, true, HANDLED_MS),
    wasHandedOver: async (sid) => (await cache.get(ANYBODY, `sms:handed-over:${sid}`)) === true,
    setHandedOver: (sid, handedOver) =>
      handedOver
        ? cache.set(ANYBODY, `sms:handed-over:${sid}`, true, HANDED_OVER_MS)
        : cache.delete(ANYBODY, `sms:handed-over:${sid}`),
    async isTrusted(number, now) {
      if ((await cache.get(ANYBODY, toNumberKey("distrusted", number))) === true) return false;
      const heard = await lastHeard(number);
      return heard === undefined || now - heard < SILENCE_MS;
    },
    async setHeard(number, now) {
      const heard = await lastHeard(number);
      // To the day is exact enough, and spares a write for each text.
      if (heard !== undefined && now - heard < DAY_MS) return;
      await cache.set(ANYBODY, toNumberKey("heard", number), now);
    },
    async trust(number, now) {
      await cache.delete(ANYBODY, toNumberKey("distrusted", number));
      await cache.set(ANYBODY, toNumberKey("heard", number), now);
    },
    distrust: (number) => cache.set(ANYBODY, toNumberKey("distrusted", number), true),
    codesSent: async (number) =>
      Times.parse(await cache.get(ANYBODY, toNumberKey("codes-sent", number))),
    setCodesSent: (number, times) =>
      cache.set(ANYBODY, toNumberKey("codes-sent", number), [...times], CODES_SENT_MS),
    async addWrongCode(number) {
      const key = toNumberKey("wrong-codes", number);
      await cache.update(ANYBODY, key, (count) => Number(count ?? 0) + 1, WRONG_CODES_MS);
    },
    isGuessing: async (number) => (await wrongCodes(number)) >= MOST_WRONG_CODES,
  };
}

/** Names a subject that belongs to a number, without the number. */
export function toNumberKey(subject: string, number: PhoneNumber): string {
  return `sms:${subject}:${createHash("sha256").update(number).digest("base64url").slice(0, 22)}`;
}
