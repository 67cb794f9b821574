import { once } from "node:events";
import type { AddressInfo } from "node:net";

import Koa from "koa";
import { expect, onTestFinished, test } from "vitest";

import { AssistantError } from "../domain/errors.ts";
import { UserId } from "../domain/ids.ts";
import { createTickets, createTicketsRouter, isTicket } from "./tickets.ts";

const alice = {
  userId: UserId.parse("alice"),
  expiresAt: Date.now() + 3_600_000,
  holds: async () => true,
};

test("[W5] a ticket stands for its user once, and for thirty seconds (1,000 tickets)", () => {
  let now = 0;
  const tickets = createTickets(() => now);
  const seen = new Set<string>();
  for (let i = 0; i < 1_000; i++) {
    const { ticket } = tickets.issue(alice);
    expect(isTicket(ticket)).toBe(true);
    seen.add(ticket);
    expect(tickets.redeem(ticket)).toBe(alice);
    expect(tickets.redeem(ticket)).toBeUndefined();
  }
  expect(seen.size).toBe(1_000);
  const { ticket, expiresAt } = tickets.issue(alice);
  expect(expiresAt).toBe(30_000);
  now = 30_000;
  expect(tickets.redeem(ticket)).toBeUndefined();
  expect(tickets.redeem("A".repeat(43))).toBeUndefined();
});

test("who asks for many loses the oldest, and takes none from others", () => {
  const tickets = createTickets(() => 0);
  const others = tickets.issue({ ...alice, userId: UserId.parse("bob") });
  const own = Array.from({ length: 21 }, () => tickets.issue(alice));
  expect(tickets.redeem(own[0]?.ticket ?? "")).toBeUndefined();
  expect(tickets.redeem(own[1]?.ticket ?? "")).toBe(alice);
  expect(tickets.redeem(others.ticket)).toBeDefined();
});

test("a token is what a ticket is given for; without a good one there is none", async () => {
  const tickets = createTickets(Date.now);
  const router = createTicketsRouter(async (token) => {
    if (token === "alice-token") return alice;
    throw token === "later"
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
  expect(tickets.redeem(ticket)).toBe(alice);
  expect((await ask({})).status).toBe(401);
  expect((await ask({ authorization: "Basic alice-token" })).status).toBe(401);
  expect((await ask({ authorization: "Bearer later" })).status).toBe(503);
  expect((await fetch(url)).status).toBe(404);
});
