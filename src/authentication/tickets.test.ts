import { once } from "node:events";
import type { AddressInfo } from "node:net";

import Koa from "koa";
import { expect, onTestFinished, test } from "vitest";

import { AssistantError } from "../domain/errors.ts";
import { UserId } from "../domain/ids.ts";
import { createMemoryCache } from "../../test/support/memory-cache.ts";
import { createTickets, createTicketsRouter, isTicket } from "./tickets.ts";

const alice = {
  userId: UserId.parse("alice"),
  expiresAt: Date.now() + 3_600_000,
  holds: async () => true,
};

const token = "alice-token";

test("[W5] a ticket stands for its token once, and for thirty seconds (1,000 tickets)", async () => {
  let now = 0;
  const tickets = createTickets(
    createMemoryCache(() => now),
    () => now,
  );
  const seen = new Set<string>();
  for (let i = 0; i < 1_000; i++) {
    const { ticket } = await tickets.issue(alice.userId, token);
    expect(isTicket(ticket)).toBe(true);
    seen.add(ticket);
    expect(await tickets.redeem(ticket)).toBe(token);
    expect(await tickets.redeem(ticket)).toBeUndefined();
  }
  expect(seen.size).toBe(1_000);
  const { ticket, expiresAt } = await tickets.issue(alice.userId, token);
  expect(expiresAt).toBe(30_000);
  now = 30_000;
  expect(await tickets.redeem(ticket)).toBeUndefined();
  expect(await tickets.redeem("A".repeat(43))).toBeUndefined();
});

test("[W5] a ticket that many show at once lets one in", async () => {
  const tickets = createTickets(createMemoryCache(), Date.now);
  const { ticket } = await tickets.issue(alice.userId, token);
  const shown = await Promise.all(Array.from({ length: 20 }, () => tickets.redeem(ticket)));
  expect(shown.filter((found) => found !== undefined)).toEqual([token]);
});

test("who asks for many loses the oldest, and takes none from others", async () => {
  const tickets = createTickets(createMemoryCache(), Date.now);
  const others = await tickets.issue(UserId.parse("bob"), "bob-token");
  const own: string[] = [];
  for (let i = 0; i < 21; i++) own.push((await tickets.issue(alice.userId, token)).ticket);
  expect(await tickets.redeem(own[0] ?? "")).toBeUndefined();
  expect(await tickets.redeem(own[1] ?? "")).toBe(token);
  expect(await tickets.redeem(others.ticket)).toBe("bob-token");
});

test("a token is what a ticket is given for; without a good one there is none", async () => {
  const tickets = createTickets(createMemoryCache(), Date.now);
  const router = createTicketsRouter(async (shown) => {
    if (shown === token) return alice;
    throw shown === "later"
      ? new AssistantError("ERR_TOOL_UNAVAILABLE", "Tokens cannot be checked now.")
      : new AssistantError("ERR_FORBIDDEN", "The token is not valid.");
  }, tickets);
  const server = new Koa().use(router.routes()).listen(0, "127.0.0.1");
  onTestFinished(() => void server.close());
  if (!server.listening) await once(server, "listening");
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/tickets`;
  const ask = async (headers: Record<string, string>) => fetch(url, { method: "POST", headers });

  const given = await ask({ authorization: "Bearer alice-token" });
  expect([given.status, given.headers.get("cache-control")]).toEqual([201, "no-store"]);
  const { ticket } = (await given.json()) as { ticket: string };
  expect((await ask({ authorization: `Bearer ${ticket}` })).status).toBe(401);
  expect(await tickets.redeem(ticket)).toBe(token);
  expect((await ask({})).status).toBe(401);
  expect((await ask({ authorization: "Basic alice-token" })).status).toBe(401);
  expect((await ask({ authorization: "Bearer later" })).status).toBe(503);
  expect((await fetch(url)).status).toBe(404);
});
