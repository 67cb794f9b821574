import { expect, test } from "vitest";

import { noTracing } from "../domain/tracing.ts";
import { currentTurn } from "./current-turn.ts";
import { createMetrics } from "./metrics.ts";
import { createObservation } from "./observation.ts";

function observe() {
  const lines: Record<string, unknown>[] = [];
  const logger = {
    debug() {},
    info: (fields: object) => void lines.push({ ...fields }),
    warn() {},
    error() {},
  };
  const metrics = createMetrics({ connections: () => 0 });
  return { ...createObservation({ metrics, logger, traces: noTracing }), metrics, lines };
}

const about = (id: string) => ({ id, session: `session of ${id}`, channel: "sms", queued_ms: 5 });

test("what turns that run side by side do is kept apart, and what belongs to none counts for none", async () => {
  const { tracing, onRoundTrip, metrics, lines } = observe();
  const { promise: bothRun, resolve: letGo } = Promise.withResolvers<void>();
  onRoundTrip();
  const first = tracing.span("turn", about("a"), async () => {
    onRoundTrip();
    await bothRun;
    onRoundTrip();
    expect(currentTurn()?.id).toBe("a");
  });
  const second = tracing.span("turn", about("b"), async () => {
    onRoundTrip();
    letGo();
    await first;
  });
  await second;
  expect(lines).toMatchObject([
    { session: "session of a", roundTrips: 2 },
    { session: "session of b", roundTrips: 1 },
  ]);
  const { text } = await metrics.render();
  expect(text).toContain("errand_redis_commands_total 4");
  expect(text).toContain("errand_turn_redis_round_trips_count 2");
  expect(text).toContain("errand_turn_redis_round_trips_sum 3");
  expect(currentTurn()).toBeUndefined();
});

test("a turn that fails has its line and its figure all the same, and fails", async () => {
  const { tracing, metrics, lines } = observe();
  const failing = tracing.span("turn", about("a"), async () => Promise.reject(new Error("gone")));
  await expect(failing).rejects.toThrow("gone");
  expect(lines).toMatchObject([{ channel: "sms", status: "left", ms: { queued: 5 } }]);
  const { text } = await metrics.render();
  expect(text).toContain('errand_turns_total{channel="sms",status="left"} 1');
});

test("the last thing that was told is what a turn came to; steps are counted with it", async () => {
  const { tracing, onTurn, lines } = observe();
  const outcome = { kind: "outcome", status: "partial", message: "" } as const;
  const results = [
    { stepId: "a", tool: "tasks_create", status: "done" },
    { stepId: "b", tool: "tasks_create", status: "failed" },
    { stepId: "c", tool: "tasks_create", status: "done" },
  ] as const;
  await tracing.span("turn", about("a"), async () => {
    onTurn({ ...outcome, status: "cancelled", results: [] });
    onTurn({ ...outcome, results: [...results] });
  });
  expect(lines).toMatchObject([{ status: "partial", steps: { done: 2, failed: 1 } }]);
});
