import { readFile } from "node:fs/promises";

import { expect, test } from "vitest";

import { createMetrics } from "./metrics.ts";

const shared = { queueDepth: async () => 2, questionsOpen: async () => 3 };

/** The figures after one of everything has happened. */
async function renderAll(): Promise<string> {
  const metrics = createMetrics({ connections: () => 0, ...shared });
  const turn = {
    channel: "sms",
    status: "completed",
    seconds: 1,
    queuedSeconds: 1,
    roundTrips: 20,
  };
  metrics.countTurn(turn);
  metrics.countQuestion("asked", "approve");
  metrics.countQuestion("settled", "approve");
  metrics.countStep("tasks_create", "done");
  metrics.timeStep("tasks_create", 1);
  metrics.countEffect("tasks_create", "done");
  metrics.timeProviderCall("tasks", "ok", 1);
  metrics.countFrame("in", "command");
  metrics.countModelCall({ purpose: "plan", model: "m", mode: "text", ms: 1, outcome: "ok" });
  metrics.countRoundTrip();
  return (await metrics.render()).text;
}

test("docs/observability.md lists every figure with its labels, and no other", async () => {
  const text = await renderAll();
  const exported = [...text.matchAll(/^# TYPE (errand_\w+) (\w+)\n(.*)$/gmu)].map(
    ([, name, type, sample = ""]) => {
      const labels = [...sample.matchAll(/(\w+)="/gu)].map(([, label]) => label);
      return `${name} ${type} ${labels.filter((label) => label !== "le").join(" ")}`.trim();
    },
  );
  const doc = await readFile("docs/observability.md", "utf8");
  const listed = [...doc.matchAll(/^\| `(errand_\w+)`\s*\| (\w+)\s*\| ([^|]*)\|/gmu)].map(
    ([, name, type, labels = ""]) =>
      `${name} ${type} ${labels.match(/\w+/gu)?.join(" ") ?? ""}`.trim(),
  );
  expect(listed.toSorted()).toEqual(exported.toSorted());
});

test("Node.js' own figures that the document names are there", async () => {
  const { text } = await createMetrics({ connections: () => 0 }).render();
  const doc = await readFile("docs/observability.md", "utf8");
  const named = doc.match(/nodejs_\w+_seconds/gu) ?? [];
  expect(named.length).toBeGreaterThan(0);
  for (const name of named) expect(text).toContain(`# TYPE ${name} gauge`);
});

test("figures that all processes share are asked for when they are wanted; one that cannot be had keeps no other", async () => {
  const metrics = createMetrics({
    connections: () => 7,
    queueDepth: shared.queueDepth,
    questionsOpen: async () => Promise.reject(new Error("storage is away")),
  });
  const { text } = await metrics.render();
  expect(text).toContain("errand_queue_depth 2");
  expect(text).toContain("errand_questions_open Nan");
  expect(text).toContain("errand_sockets_open 7");
});
