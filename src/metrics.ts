import { collectDefaultMetrics, Counter, Gauge, Registry } from "prom-client";

import type { OutboxEntry } from "./domain/turn.ts";

export interface Metrics {
  /** The figures in Prometheus' text format, and its content type. */
  render(): Promise<{ readonly contentType: string; readonly text: string }>;
  /** Counts one thing said to a user. */
  count(entry: OutboxEntry): void;
  /** Counts one WebSocket frame. */
  countFrame(direction: "in" | "out", type: string): void;
}

export function createMetrics({ connections }: { readonly connections: () => number }): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  const turns = new Counter({
    name: "errand_turns_total",
    help: "Commands by how they ended",
    labelNames: ["status"],
    registers,
  });
  const questions = new Counter({
    name: "errand_questions_total",
    help: "Questions asked, by kind",
    labelNames: ["kind"],
    registers,
  });
  const steps = new Counter({
    name: "errand_steps_total",
    help: "Steps of plans by tool and how they ended",
    labelNames: ["tool", "status"],
    registers,
  });
  const frames = new Counter({
    name: "errand_frames_total",
    help: "WebSocket frames by direction and type",
    labelNames: ["direction", "type"],
    registers,
  });
  const sockets = new Gauge({
    name: "errand_sockets_open",
    help: "WebSocket connections",
    registers,
    collect() {
      this.set(connections());
    },
  });
  void sockets;
  return {
    render: async () => ({ contentType: registry.contentType, text: await registry.metrics() }),
    count({ turn }) {
      if (turn.kind === "question") questions.inc({ kind: turn.intervention.kind });
      if (turn.kind !== "outcome") return;
      turns.inc({ status: turn.status });
      for (const { tool, status } of turn.results) steps.inc({ tool, status });
    },
    countFrame: (direction, type) => frames.inc({ direction, type }),
  };
}
