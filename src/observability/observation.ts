import type { EffectOutcome } from "../domain/effect-outcome.ts";
import type { Logger } from "../domain/logger.ts";
import type { ModelCall } from "../domain/model-call.ts";
import type { Span, SpanAttributes, SpanKind, Tracing } from "../domain/tracing.ts";
import type { Turn } from "../domain/turn.ts";
import { asTurn, currentTurn, newTurn, timed } from "./current-turn.ts";
import type { TurnPart, TurnRecord } from "./current-turn.ts";
import type { Metrics } from "./metrics.ts";

/** What goes on in this process, told where it happens. */
export interface Observation {
  /** Times work; the span of a turn also makes its figures and its line in the log. */
  readonly tracing: Tracing;
  /** A turn, or a sign of progress, has been stored. */
  readonly onTurn: (turn: Turn) => void;
  readonly onEffect: (tool: string, outcome: EffectOutcome) => void;
  readonly onModelCall: (call: ModelCall) => void;
  /** A command was sent to Redis. */
  readonly onRoundTrip: () => void;
}

const PARTS: ReadonlySet<SpanKind> = new Set<TurnPart>([
  "plan",
  "resolve",
  "consent",
  "step",
  "reply",
]);

/** Makes figures, one line a turn, and, where there is somebody to take them, traces of the same things. */
export function createObservation({
  metrics,
  logger,
  traces,
}: {
  readonly metrics: Metrics;
  readonly logger: Logger;
  readonly traces: Tracing;
}): Observation {
  async function observeTurn<T>(
    attributes: SpanAttributes,
    work: (span: Span) => Promise<T>,
  ): Promise<T> {
    const turn = newTurn(String(attributes["id"]));
    const began = performance.now();
    return await asTurn(turn, () =>
      traces.span("turn", attributes, async (span) => {
        try {
          return await work(span);
        } catch (cause) {
          turn.status = "left";
          throw cause;
        } finally {
          const ms = performance.now() - began;
          span.set({ status: turn.status, round_trips: turn.roundTrips });
          const channel = String(attributes["channel"] ?? "none");
          const queuedMs = Number(attributes["queued_ms"] ?? 0);
          const { status, roundTrips } = turn;
          metrics.countTurn({
            channel,
            status,
            seconds: ms / 1000,
            queuedSeconds: queuedMs / 1000,
            roundTrips,
          });
          logger.info(lineOf(turn, attributes, ms), "turn");
        }
      }),
    );
  }

  async function observe<T>(
    kind: SpanKind,
    attributes: SpanAttributes,
    work: (span: Span) => Promise<T>,
  ): Promise<T> {
    const began = performance.now();
    let seen = attributes;
    try {
      return await traces.span(kind, attributes, (span) =>
        work({
          set(more) {
            seen = { ...seen, ...more };
            span.set(more);
          },
        }),
      );
    } finally {
      const seconds = (performance.now() - began) / 1000;
      if (kind === "step") metrics.timeStep(String(seen["tool"]), seconds);
      if (kind === "provider") {
        metrics.timeProviderCall(String(seen["service"]), String(seen["outcome"]), seconds);
      }
    }
  }

  function countResults(turn: Extract<Turn, { kind: "outcome" }>): void {
    const record = currentTurn();
    for (const { tool, status } of turn.results) {
      metrics.countStep(tool, status);
      record?.steps.set(status, (record.steps.get(status) ?? 0) + 1);
    }
  }

  function noteStatus(status: string): void {
    const record = currentTurn();
    if (record !== undefined) record.status = status;
  }

  return {
    tracing: {
      async span(kind, attributes, work) {
        if (kind === "turn") return await observeTurn(attributes, work);
        const turn = currentTurn();
        const run = (): ReturnType<typeof work> => observe(kind, attributes, work);
        return await (turn !== undefined && isPart(kind) ? timed(turn, kind, run) : run());
      },
    },
    onTurn(turn) {
      switch (turn.kind) {
        case "question":
          metrics.countQuestion("asked", turn.intervention.kind);
          noteStatus("question");
          return;
        case "outcome":
          countResults(turn);
          noteStatus(turn.status);
          return;
        case "progress":
          if (turn.action === "intervention_resolved")
            metrics.countQuestion("settled", String(turn.detail["kind"]));
          return;
        case "reminder":
          // It belongs to no turn, and no session tells it.
          return;
      }
    },
    onEffect: (tool, outcome) => metrics.countEffect(tool, outcome),
    onModelCall(call) {
      metrics.countModelCall(call);
      const turn = currentTurn();
      if (turn === undefined) return;
      turn.modelCalls += 1;
      turn.inputTokens += call.inputTokens ?? 0;
      turn.outputTokens += call.outputTokens ?? 0;
    },
    onRoundTrip() {
      metrics.countRoundTrip();
      const turn = currentTurn();
      if (turn !== undefined) turn.roundTrips += 1;
    },
  };
}

function isPart(kind: SpanKind): kind is TurnPart {
  return PARTS.has(kind);
}

/** One turn as the log keeps it: nothing of what was said, nor by whom. */
function lineOf(turn: TurnRecord, attributes: SpanAttributes, ms: number): object {
  const { status, modelCalls, inputTokens, outputTokens, roundTrips } = turn;
  const parts = [...turn.parts].map(([part, spent]) => [part, Math.round(spent.ms)] as const);
  return {
    session: attributes["session"],
    channel: attributes["channel"],
    began: attributes["began"],
    status,
    ms: { queued: attributes["queued_ms"], ...Object.fromEntries(parts), worked: Math.round(ms) },
    steps: Object.fromEntries(turn.steps),
    model: { calls: modelCalls, inputTokens, outputTokens },
    ...(roundTrips > 0 && { roundTrips }),
  };
}
