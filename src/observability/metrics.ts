import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from "prom-client";

import type { EffectOutcome } from "../domain/effect-outcome.ts";
import type { ModelCall } from "../domain/model-call.ts";

export interface MetricsOptions {
  readonly connections: () => number;
  /** How many sessions wait to be worked on, in all processes together. */
  readonly queueDepth?: () => Promise<number>;
  /** How many questions wait for an answer, in all processes together. */
  readonly questionsOpen?: () => Promise<number>;
}

/** A turn that has ended, as it is counted. */
export interface CountedTurn {
  readonly channel: string;
  readonly status: string;
  readonly seconds: number;
  readonly queuedSeconds: number;
  readonly roundTrips: number;
}

/** The figures of this process. No label holds anything of a user's: each has a small, known set of values. */
export interface Metrics {
  /** The figures in Prometheus' text format, and its content type. */
  render(): Promise<{ readonly contentType: string; readonly text: string }>;
  countTurn(turn: CountedTurn): void;
  countQuestion(what: "asked" | "settled", kind: string): void;
  /** A step of a plan, once it is known how it ended. */
  countStep(tool: string, status: string): void;
  /** How long the call of one tool took. */
  timeStep(tool: string, seconds: number): void;
  countEffect(tool: string, outcome: EffectOutcome): void;
  timeProviderCall(service: string, outcome: string, seconds: number): void;
  /** Counts one WebSocket frame. */
  countFrame(direction: "in" | "out", type: string): void;
  /** Counts one request to a language model. */
  countModelCall(call: ModelCall): void;
  /** Counts one command that Redis was sent. */
  countRoundTrip(): void;
}

/** From a read in the embedded sandbox to a plan that takes two minutes. */
const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120];
const CALL_SECONDS = [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15, 60];

/** Figures of this process alone: what all processes share is asked for when the figures are. */
export function createMetrics({ connections, ...shared }: MetricsOptions): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];

  const turns = new Counter({
    name: "errand_turns_total",
    help: "Messages worked on, by channel and by what came of them",
    labelNames: ["channel", "status"],
    registers,
  });
  const turnSeconds = new Histogram({
    name: "errand_turn_seconds",
    help: "Time from taking a message up to its turn being stored",
    labelNames: ["channel"],
    buckets: SECONDS,
    registers,
  });
  const queuedSeconds = new Histogram({
    name: "errand_turn_queued_seconds",
    help: "Time a message waited before it was taken up",
    labelNames: ["channel"],
    buckets: SECONDS,
    registers,
  });
  const roundTrips = new Histogram({
    name: "errand_turn_redis_round_trips",
    help: "Redis commands a turn took",
    buckets: [10, 20, 30, 40, 60, 80, 120, 200, 400],
    registers,
  });
  const redisCommands = new Counter({
    name: "errand_redis_commands_total",
    help: "Commands sent to Redis, each one round trip",
    registers,
  });
  const questions = new Counter({
    name: "errand_questions_total",
    help: "Questions asked, by kind",
    labelNames: ["kind"],
    registers,
  });
  const settled = new Counter({
    name: "errand_questions_settled_total",
    help: "Questions answered, cancelled or run out of time, by kind",
    labelNames: ["kind"],
    registers,
  });
  const steps = new Counter({
    name: "errand_steps_total",
    help: "Steps of plans by tool and how they ended",
    labelNames: ["tool", "status"],
    registers,
  });
  const stepSeconds = new Histogram({
    name: "errand_step_seconds",
    help: "Duration of tool calls, their retries included",
    labelNames: ["tool"],
    buckets: CALL_SECONDS,
    registers,
  });
  const effects = new Counter({
    name: "errand_effects_total",
    help: "Writes come to at the ledger, by tool and by what came of them",
    labelNames: ["tool", "outcome"],
    registers,
  });
  const providerSeconds = new Histogram({
    name: "errand_provider_seconds",
    help: "Duration of requests to the provider, by service and outcome",
    labelNames: ["service", "outcome"],
    buckets: CALL_SECONDS,
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

  const gauge = (name: string, help: string, read: () => number | Promise<number>): void => {
    registry.registerMetric(
      new Gauge({
        name,
        help,
        registers: [],
        async collect() {
          // A figure that cannot be had is none, and keeps the others from nobody.
          this.set(
            await Promise.resolve()
              .then(read)
              .catch(() => Number.NaN),
          );
        },
      }),
    );
  };
  gauge("errand_sockets_open", "WebSocket connections", connections);
  const { queueDepth, questionsOpen } = shared;
  if (queueDepth !== undefined)
    gauge("errand_queue_depth", "Sessions with messages to be worked on", queueDepth);
  if (questionsOpen !== undefined)
    gauge("errand_questions_open", "Questions that wait for an answer", questionsOpen);

  return {
    render: async () => ({ contentType: registry.contentType, text: await registry.metrics() }),
    countTurn({ channel, status, seconds, queuedSeconds: queued, roundTrips: trips }) {
      turns.inc({ channel, status });
      turnSeconds.observe({ channel }, seconds);
      queuedSeconds.observe({ channel }, queued);
      if (trips > 0) roundTrips.observe(trips);
    },
    countQuestion: (what, kind) => (what === "asked" ? questions : settled).inc({ kind }),
    countStep: (tool, status) => steps.inc({ tool, status }),
    timeStep: (tool, seconds) => stepSeconds.observe({ tool }, seconds),
    countEffect: (tool, outcome) => effects.inc({ tool, outcome }),
    timeProviderCall: (service, outcome, seconds) =>
      providerSeconds.observe({ service, outcome }, seconds),
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
    countRoundTrip: () => redisCommands.inc(),
  };
}
