import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

import Koa from "koa";
import { vi } from "vitest";

import { createScriptedAssistant } from "../channels/scripted-assistant.ts";
import type { ScriptedAssistant } from "../channels/scripted-assistant.ts";
import { createSmsChannel } from "../channels/sms/sms.ts";
import { PhoneNumber, UserId } from "../src/domain/ids.ts";
import type { Logger } from "../src/domain/logger.ts";
import type { PhoneLinking } from "../src/domain/phone-linking.ts";
import type { User } from "../src/domain/user.ts";
import type { LeaseStore, UserStore } from "../src/storage/storage.ts";
import { createMemoryCache } from "./support/memory-cache.ts";
import { startPhone } from "../tools/sandbox/phone/phone.ts";
import type { Phone } from "../tools/sandbox/phone/phone.ts";

export const ALICE = UserId.parse("alice");
export const ALICE_NUMBER = PhoneNumber.parse("+14155550100");
export const STRANGER_NUMBER = PhoneNumber.parse("+14155550199");

export interface Shown {
  readonly sid: string;
  readonly direction: "inbound" | "outbound";
  readonly body: string;
  readonly at: string;
}

/** Alice's phone, the simulated carrier, and the SMS channel with a scripted assistant behind it. */
export interface SmsRig {
  readonly assistant: ScriptedAssistant;
  readonly users: UserStore;
  /** What the channel offers for linking phones. */
  readonly phones: PhoneLinking;
  readonly phone: Phone;
  /** Where the channel and the phone's user end are served. */
  readonly url: string;
  /** How the outside reaches it, where that is another way. */
  publicUrl: string | undefined;
  /** True while the program answers no webhook. */
  isDown: boolean;
  /** The next calls of Twilio's API fail so, first first. */
  readonly faults: string[];
  readonly clock: { now(): number; advance(ms: number): void };
  /** The user has just connected this service. */
  connected(service: string): void;
  text(body: string, from?: string): Promise<{ readonly sid: string; readonly status: string }>;
  messages(number?: string): Promise<readonly Shown[]>;
  /** What was texted to a number, once it is so many texts. */
  received(count: number, number?: string): Promise<readonly string[]>;
  /** Stops delivery, as a shutdown does. */
  stopDelivery(): Promise<void>;
  /** Starts it in one more channel, which shares with others what processes share: the storage. */
  startDelivery(): void;
  close(): Promise<void>;
}

const silent: Logger = { debug() {}, info() {}, warn() {}, error() {} };

export async function openSmsRig(
  options: {
    assistant?: ScriptedAssistant;
    /** Whether an earlier process served the number; true where it is not said. */
    isServedBefore?: boolean;
  } = {},
): Promise<SmsRig> {
  let ahead = 0;
  const clock = { now: () => Date.now() + ahead, advance: (ms: number) => void (ahead += ms) };
  const { assistant = createScriptedAssistant(clock) } = options;
  const dataDir = await mkdtemp(join(tmpdir(), "errand-sms-"));
  const faults: string[] = [];
  let url = "";
  let publicUrl: string | undefined;
  const phone = await startPhone({
    clock,
    logger: silent,
    publicUrl: () => url,
    dataDir,
    faults: {
      take: async () => (faults.length === 0 ? undefined : { kind: faults.shift() ?? "" }),
    },
  });
  const cache = createMemoryCache(() => clock.now());
  const users = memoryUsers([{ userId: ALICE, phoneNumber: ALICE_NUMBER }]);
  const connectedAt = new Map<string, number>();
  const holders = new Map<string, symbol>();
  const openLeases = (holder = Symbol("process")): LeaseStore => ({
    async take(name) {
      if (!holders.has(name)) holders.set(name, holder);
      return holders.get(name) === holder;
    },
    async release(name) {
      if (holders.get(name) === holder) holders.delete(name);
    },
  });
  const openChannel = () =>
    createSmsChannel({
      leases: openLeases(),
      assistant,
      users,
      outbox: assistant.outbox,
      cache,
      twilio: phone,
      webhookUrl: () => `${publicUrl ?? url}/sms`,
      lastConnected: async (_userId, service) => connectedAt.get(service),
      clock,
      logger: silent,
    });
  const channel = openChannel();
  let isDown = false;
  const app = new Koa();
  app.silent = true;
  app.use(async (ctx, next) => (isDown && ctx.path === "/sms" ? ctx.throw(503) : await next()));
  app.use(channel.router.routes()).use(phone.router.routes());
  const handle = app.callback();
  const server = createServer((request, response) => void handle(request, response));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const { isServedBefore = true } = options;
  const stops = isServedBefore ? [channel.start()] : [];

  const messages = async (number: string = ALICE_NUMBER): Promise<readonly Shown[]> => {
    const response = await fetch(`${url}/sandbox/phone?number=${encodeURIComponent(number)}`);
    return ((await response.json()) as { messages: Shown[] }).messages;
  };
  return {
    assistant,
    users,
    phones: channel.phones,
    phone,
    get url() {
      return url;
    },
    get publicUrl() {
      return publicUrl;
    },
    set publicUrl(given) {
      publicUrl = given;
    },
    get isDown() {
      return isDown;
    },
    set isDown(down) {
      isDown = down;
    },
    faults,
    clock,
    connected: (service) => void connectedAt.set(service, clock.now()),
    async text(body, from = ALICE_NUMBER) {
      const response = await fetch(`${url}/sandbox/phone`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ from, body }),
      });
      if (!response.ok) throw new Error(`${response.status}: ${await response.text()}`);
      return (await response.json()) as { sid: string; status: string };
    },
    messages,
    received: (count, number) =>
      vi.waitFor(
        async () => {
          const texts = (await messages(number)).filter(
            ({ direction }) => direction === "outbound",
          );
          if (texts.length < count) throw new Error(`${texts.length} texts of ${count}`);
          return texts.map(({ body }) => body);
        },
        { timeout: 15_000, interval: 20 },
      ),
    async stopDelivery() {
      await Promise.all(stops.splice(0).map((stop) => stop()));
    },
    startDelivery() {
      stops.push(openChannel().start());
    },
    async close() {
      await Promise.all(stops.map((stop) => stop()));
      server.close();
      server.closeAllConnections();
      await phone.close();
      await rm(dataDir, { recursive: true });
    },
  };
}

function memoryUsers(all: readonly User[]): UserStore {
  const users = new Map(all.map((user) => [user.userId, user]));
  return {
    get: async (userId) => users.get(userId),
    byPhoneNumber: async (number) =>
      [...users.values()].find(({ phoneNumber }) => phoneNumber === number),
    async put(user) {
      for (const [userId, { phoneNumber, ...other }] of users) {
        if (phoneNumber !== undefined && phoneNumber === user.phoneNumber) users.set(userId, other);
      }
      users.set(user.userId, user);
    },
  };
}
