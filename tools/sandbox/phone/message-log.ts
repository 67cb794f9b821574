import { randomBytes } from "node:crypto";

import { z } from "zod";

import type { Subscription } from "./carrier-keywords.ts";

/** A text of the simulated account. `number` is the user's end; inbound means to the assistant. */
export const LoggedMessage = z.object({
  sid: z.string(),
  direction: z.enum(["inbound", "outbound"]),
  number: z.string(),
  body: z.string(),
  /** Milliseconds since 1970, assistant's clock. */
  at: z.number(),
});
export type LoggedMessage = z.infer<typeof LoggedMessage>;

/** What names the simulated account and proves who speaks for it. */
export const Account = z.object({ accountSid: z.string(), authToken: z.string() });
export type Account = z.infer<typeof Account>;

/** Everything the simulated carrier remembers; each change is kept when its call is answered. */
export interface MessageLog {
  /** Made on the first start and kept, so that what was signed before a restart is still valid after it. */
  readonly account: Account;
  /** A text of the user's, and what it does to their subscription. */
  receive(message: NewMessage, subscription?: Subscription): Awaitable<LoggedMessage>;
  /** A text to a number; undefined where that has opted out. */
  send(message: NewMessage): Awaitable<LoggedMessage | undefined>;
  get(sid: string): Awaitable<LoggedMessage | undefined>;
  /** All texts with one number, oldest first. */
  with(number: string): Awaitable<readonly LoggedMessage[]>;
  /** Newest first. */
  page(filter: MessageFilter): Awaitable<readonly LoggedMessage[]>;
  close(): void;
}

/** At once, where it is kept at hand. */
export type Awaitable<T> = T | Promise<T>;

export type NewMessage = Pick<LoggedMessage, "number" | "body" | "at">;

/** Which texts are asked for. */
export interface MessageFilter {
  readonly number?: string | undefined;
  readonly direction?: LoggedMessage["direction"] | undefined;
  /** From this time on, and before that one; milliseconds since 1970. */
  readonly since?: number | undefined;
  readonly before?: number | undefined;
  readonly limit: number;
  readonly offset: number;
}

/** Names an account, and gives it a token. */
export function makeAccount(): Account {
  return {
    accountSid: `AC${randomBytes(16).toString("hex")}`,
    authToken: randomBytes(16).toString("hex"),
  };
}

/** Names a text. */
export function makeMessageSid(): string {
  return `SM${randomBytes(16).toString("hex")}`;
}
