import { once } from "node:events";
import type { AddressInfo } from "node:net";

import { Router } from "@koa/router";
import { expect, onTestFinished, test } from "vitest";

import { createMetrics } from "./observability/metrics.ts";
import { createApp } from "./server.ts";
import type { HealthCheck } from "./server.ts";

async function serve(checks: readonly HealthCheck[] = []): Promise<string> {
  const broken = new Router();
  broken.get("/broken", () => {
    throw new Error("a secret detail");
  });
  const logger = { debug() {}, info() {}, warn() {}, error() {} };
  const metrics = createMetrics({ connections: () => 3 });
  const server = createApp({ routers: [broken], checks, metrics, logger }).listen(0, "127.0.0.1");
  onTestFinished(() => void server.close());
  await once(server, "listening");
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

test("it is alive, and ready where every part answers", async () => {
  const url = await serve([{ part: "storage", check: async () => {} }]);
  expect((await fetch(`${url}/health`)).status).toBe(200);
  expect((await fetch(`${url}/ready`)).status).toBe(200);
});

test("where a part does not answer it is not ready, and says which", async () => {
  const url = await serve([
    { part: "storage", check: async () => Promise.reject(new Error("gone")) },
    { part: "other", check: async () => {} },
  ]);
  expect((await fetch(`${url}/health`)).status).toBe(200);
  const ready = await fetch(`${url}/ready`);
  expect([ready.status, await ready.json()]).toEqual([
    503,
    { status: "unavailable", failing: ["storage"] },
  ]);
});

test("figures are Prometheus text", async () => {
  const url = await serve();
  expect(await (await fetch(`${url}/metrics`)).text()).toContain("errand_sockets_open 3");
});

test("an error shows no detail; what is not there is 404", async () => {
  const url = await serve();
  const broken = await fetch(`${url}/broken`);
  expect(broken.status).toBe(500);
  expect(await broken.text()).not.toContain("secret detail");
  expect((await fetch(`${url}/nothing`)).status).toBe(404);
});
