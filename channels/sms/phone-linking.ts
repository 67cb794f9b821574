import { createHmac, randomInt, timingSafeEqual } from "node:crypto";

import { z } from "zod";

import type { Clock } from "../../src/domain/clock.ts";
import { AssistantError } from "../../src/domain/errors.ts";
import type { PhoneNumber, UserId } from "../../src/domain/ids.ts";
import type { PhoneLinking } from "../../src/domain/phone-linking.ts";
import type { CacheStore, UserStore } from "../../src/storage/storage.ts";
import { createInOrder } from "./in-order.ts";
import { toNumberKey } from "./numbers.ts";
import type { Numbers } from "./numbers.ts";
import type { SendText } from "./send-text.ts";
import { toEnrolmentText } from "./wording.ts";

export interface PhoneLinkingOptions {
  readonly users: UserStore;
  readonly cache: CacheStore;
  readonly numbers: Numbers;
  readonly sendText: SendText;
  /** What codes are hashed with: six digits alone would be found from their hash. */
  readonly secret: string;
  readonly clock: Clock;
}

const CODE_MS = 10 * 60_000;
const HOUR_MS = 60 * 60_000;
const MOST_CODES_AN_HOUR = 3;
const MOST_WRONG_CODES = 5;

const Pending = z.object({ codeHash: z.string(), expiresAt: z.number(), wrong: z.number() });
type Pending = z.infer<typeof Pending>;
const Times = z.array(z.number()).catch([]);

/**
 * Six digits, texted to the number: single-use, ten minutes, dead after five wrong tries, and at most three an hour for
 * a user and for a number. What is remembered of it survives a restart.
 */
export function createPhoneLinking(options: PhoneLinkingOptions): PhoneLinking {
  const { users, cache, numbers, sendText, secret, clock } = options;
  const inOrderOfUser = createInOrder<UserId>();
  const inOrderOfNumber = createInOrder<PhoneNumber>();
  /** One thing at a time for a user and for a number: what is counted is read before it is written. */
  const inOrder = <T>(userId: UserId, number: PhoneNumber, task: () => Promise<T>): Promise<T> =>
    inOrderOfUser(userId, async () => inOrderOfNumber(number, task));

  const pendingKey = (number: PhoneNumber): string => toNumberKey("linking", number);
  async function pendingFor(userId: UserId, number: PhoneNumber): Promise<Pending | undefined> {
    const pending = Pending.safeParse(await cache.get(userId, pendingKey(number))).data;
    return pending !== undefined && pending.expiresAt > clock.now() ? pending : undefined;
  }
  const keep = (userId: UserId, number: PhoneNumber, pending: Pending): Promise<void> =>
    cache.set(userId, pendingKey(number), pending, CODE_MS);

  async function sentToUser(userId: UserId): Promise<number[]> {
    return recent(Times.parse(await cache.get(userId, SENT)));
  }
  const recent = (times: readonly number[]): number[] =>
    times.filter((at) => at > clock.now() - HOUR_MS);

  const toHash = (userId: UserId, number: PhoneNumber, code: string): string =>
    createHmac("sha256", secret)
      .update(JSON.stringify([userId, number, code]))
      .digest("base64url");

  return {
    linked: async (userId) => (await users.get(userId))?.phoneNumber,

    sendCode: (userId, number) =>
      inOrder(userId, number, async () => {
        const before = await pendingFor(userId, number);
        if (before !== undefined && before.wrong >= MOST_WRONG_CODES) throw tooManyWrong();
        const [ofUser, ofNumber] = [
          await sentToUser(userId),
          recent(await numbers.codesSent(number)),
        ];
        if (Math.max(ofUser.length, ofNumber.length) >= MOST_CODES_AN_HOUR) {
          throw new AssistantError(
            "ERR_RATE_LIMITED",
            `At most ${MOST_CODES_AN_HOUR} codes an hour; please try again later.`,
          );
        }
        const code = String(randomInt(1_000_000)).padStart(6, "0");
        const expiresAt = clock.now() + CODE_MS;
        await keep(userId, number, { codeHash: toHash(userId, number, code), expiresAt, wrong: 0 });
        const sent = await sendText(number, toEnrolmentText(code));
        if (sent === "failed") {
          throw new AssistantError("ERR_TOOL_UNAVAILABLE", "The text could not be sent now.");
        }
        await cache.set(userId, SENT, [...ofUser, clock.now()], HOUR_MS);
        await numbers.setCodesSent(number, [...ofNumber, clock.now()]);
        if (sent === "refused") {
          const message = "payload.phoneNumber: that number takes no texts from here.";
          throw new AssistantError("ERR_INVALID_MESSAGE", message);
        }
        return expiresAt;
      }),

    verify: (userId, number, code) =>
      inOrder(userId, number, async () => {
        const pending = await pendingFor(userId, number);
        if (pending === undefined) throw wrongCode();
        if (pending.wrong >= MOST_WRONG_CODES) throw tooManyWrong();
        if (!isSame(pending.codeHash, toHash(userId, number, code))) {
          const expiresAt = clock.now() + CODE_MS;
          const wrong = pending.wrong + 1;
          await keep(userId, number, {
            ...pending,
            wrong,
            ...(wrong === MOST_WRONG_CODES && { expiresAt }),
          });
          throw wrongCode();
        }
        await cache.delete(userId, pendingKey(number));
        await users.put({ ...(await users.get(userId)), userId, phoneNumber: number });
        await numbers.trust(number, clock.now());
      }),

    async isReachable(userId) {
      const number = (await users.get(userId))?.phoneNumber;
      if (number === undefined || (await numbers.isOptedOut(number))) return false;
      return await numbers.isTrusted(number, clock.now());
    },

    unlink: (userId) =>
      inOrderOfUser(userId, async () => {
        const { phoneNumber, ...user } = (await users.get(userId)) ?? { userId };
        if (phoneNumber !== undefined) await users.put(user);
      }),
  };
}

const SENT = "sms:codes-sent";

function wrongCode(): AssistantError {
  return new AssistantError(
    "ERR_FORBIDDEN",
    "That is not the code that was texted to this number, or it is older than ten minutes.",
  );
}

function tooManyWrong(): AssistantError {
  return new AssistantError(
    "ERR_RATE_LIMITED",
    "Too many wrong codes. Please ask for a new one in ten minutes.",
  );
}

function isSame(one: string, other: string): boolean {
  return one.length === other.length && timingSafeEqual(Buffer.from(one), Buffer.from(other));
}
