import type { IncomingMessage } from "node:http";

import { describe, expect, test } from "vitest";

import { UserId } from "../../src/domain/ids.ts";
import { createCallers } from "./callers.ts";

const alice = UserId.parse("alice");
const bob = UserId.parse("bob");
const away = (address: string) => ({ address, isLocal: false });
const request = (remoteAddress: string, forwarded?: string) =>
  ({
    socket: { remoteAddress },
    headers: forwarded === undefined ? {} : { "x-forwarded-for": forwarded },
  }) as unknown as IncomingMessage;

describe("[W14] who calls", () => {
  test.each<[string, string | undefined, string, boolean]>([
    ["127.0.0.1", undefined, "127.0.0.1", true],
    ["::1", undefined, "::1", true],
    ["::ffff:127.0.0.1", undefined, "127.0.0.1", true],
    ["203.0.113.7", undefined, "203.0.113.7", false],
    // A proxy on this machine or in a trusted network says whom it speaks for.
    ["127.0.0.1", "203.0.113.7", "203.0.113.7", false],
    ["10.1.2.3", "203.0.113.7", "203.0.113.7", false],
    ["127.0.0.1", "198.51.100.9, 203.0.113.7, 10.0.0.4", "203.0.113.7", false],
    ["127.0.0.1", "2001:db8::1", "2001:db8::1", false],
    // Nobody else does: not a stranger, not the part of the header that the caller wrote.
    ["203.0.113.7", "127.0.0.1", "203.0.113.7", false],
    ["127.0.0.1", "127.0.0.1, 203.0.113.7", "203.0.113.7", false],
    ["127.0.0.1", "localhost", "127.0.0.1", true],
  ])("%s saying %s is %s", (peer, forwarded, address, isLocal) => {
    const callers = createCallers({}, ["10.0.0.0/8"]);
    expect(callers.callerOf(request(peer, forwarded))).toEqual({ address, isLocal });
  });
});

test("[W14] a user has five sockets wherever they are, an address twenty whoever they are, and a closed one counts no more", () => {
  const callers = createCallers();
  const leave = [1, 2, 3, 4, 5].map((n) => callers.admit(away(`203.0.113.${n}`), alice));
  expect(leave.every((one) => one !== undefined)).toBe(true);
  expect(callers.admit(away("203.0.113.6"), alice)).toBeUndefined();
  expect(callers.admit(away("203.0.113.6"), bob)).toBeDefined();
  leave[0]?.();
  leave[0]?.();
  expect(callers.admit(away("203.0.113.6"), alice)).toBeDefined();
  expect(callers.admit(away("203.0.113.6"), alice)).toBeUndefined();

  const users = Array.from({ length: 20 }, (_, i) => UserId.parse(`user${i}`));
  const crowd = away("198.51.100.1");
  expect(users.every((user) => callers.admit(crowd, user) !== undefined)).toBe(true);
  expect(callers.admit(crowd, bob)).toBeUndefined();
});

test("[W14] a user says a hundred things a minute, on all sockets together; another is not held up", async () => {
  const callers = createCallers();
  const phone = callers.paceOf(away("203.0.113.1"), alice);
  const laptop = callers.paceOf(away("203.0.113.2"), alice);
  for (let i = 0; i < 50; i++) {
    expect(await phone.untilAllowed()).toBe(0);
    expect(await laptop.untilAllowed()).toBe(0);
  }
  expect(await laptop.untilAllowed()).toBeGreaterThan(0);
  expect(await phone.untilAllowed()).toBeGreaterThan(0);
  expect(await callers.paceOf(away("203.0.113.1"), bob).untilAllowed()).toBe(0);
});

test("callers of this machine are not counted", () => {
  const callers = createCallers();
  const here = { address: "127.0.0.1", isLocal: true };
  for (let i = 0; i < 100; i++) expect(callers.admit(here, alice)).toBeDefined();
});
