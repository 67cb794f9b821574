import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from "prom-client";

import type { ModelCall } from "./domain/model-call.ts";
import type { OutboxEntry } from "./domain/turn.ts";

export interface Metrics {
  /** The figures in Prometheus' text format, and its content type. */
  render(): Promise<{ readonly contentType: string; readonly text: string }>;
  /** Counts one thing said to a user. */
  count(entry: OutboxEntry): void;
  /** Counts one WebSocket frame. */
  countFrame(direction: "in" | "out", type: string): void;
  /** Counts one request to a language model. */
  countModelCall(call: ModelCall): void;
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
  const modelCalls = new Counter({
    name: "errand_model_calls_total",
    help: "Requests to the language model by purpose and outcome",
    labelNames: ["purpose", "model", "outcome"],
    registers,
  });
  const modelTokens = new Counter({
    name: "errand_model_tokens_total",
    help: "Tokens as the language model's server counted them; cached is part of input",
    labelNames: ["purpose", "model", "kind"],
    registers,
  });
  const modelCost = new Counter({
    name: "errand_model_cost_usd_total",
    help: "Cost of the language model, where its price is known",
    labelNames: ["purpose", "model"],
    registers,
  });
  const modelSeconds = new Histogram({
    name: "errand_model_seconds",
    help: "Duration of requests to the language model",
    labelNames: ["purpose", "model"],
    buckets: [0.1, 0.25, 0.5, 1, 2, 4, 8, 16, 32],
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
    countModelCall({ purpose, model, outcome, ms, ...tokens }) {
      modelCalls.inc({ purpose, model, outcome });
      modelSeconds.observe({ purpose, model }, ms / 1000);
      const { inputTokens = 0, cachedTokens = 0, outputTokens = 0, costUsd = 0 } = tokens;
      modelTokens.inc({ purpose, model, kind: "input" }, inputTokens);
      modelTokens.inc({ purpose, model, kind: "cached" }, cachedTokens);
      modelTokens.inc({ purpose, model, kind: "output" }, outputTokens);
      modelCost.inc({ purpose, model }, costUsd);
    },
  };
}
