import {
  context,
  diag,
  DiagLogLevel,
  SpanKind as OtelSpanKind,
  SpanStatusCode,
} from "@opentelemetry/api";
import type { Attributes, Span as OtelSpan } from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-proto";
import {
  defaultResource,
  detectResources,
  envDetector,
  resourceFromAttributes,
  serviceInstanceIdDetector,
} from "@opentelemetry/resources";
import type { Resource } from "@opentelemetry/resources";
import {
  AlwaysOffSampler,
  AlwaysOnSampler,
  BatchSpanProcessor,
  ConsoleSpanExporter,
  ParentBasedSampler,
  SimpleSpanProcessor,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from "@opentelemetry/sdk-trace";
import type { Sampler } from "@opentelemetry/sdk-trace";

import type { Logger } from "../domain/logger.ts";
import type { SpanAttributes, SpanKind } from "../domain/tracing.ts";
import { sendWhatIsLeft } from "./send-what-is-left.ts";
import type { Environment, TraceExporter, Traces } from "./traces.ts";

/** Our words for what OpenTelemetry has a convention for. */
const CONVENTIONS: Readonly<Record<string, string>> = {
  id: "errand.turn",
  tool: "gen_ai.tool.name",
  model: "gen_ai.request.model",
  input_tokens: "gen_ai.usage.input_tokens",
  output_tokens: "gen_ai.usage.output_tokens",
  error: "error.type",
};
/** What is done, in the words of the same conventions. */
const OPERATIONS: Partial<Record<SpanKind, string>> = { step: "execute_tool", model: "chat" };
/** What waits for another machine. */
const CLIENTS: ReadonlySet<SpanKind> = new Set(["provider", "model"]);

/** Starts the SDK as its standard variables say: exporter, headers, sampler, resource, batches. */
export function startOpenTelemetry({
  env,
  exporters,
  turnId,
  logger,
}: {
  readonly env: Environment;
  readonly exporters: readonly TraceExporter[];
  readonly turnId: () => string | undefined;
  readonly logger: Logger;
}): Traces {
  const protocol = env["OTEL_EXPORTER_OTLP_TRACES_PROTOCOL"] ?? env["OTEL_EXPORTER_OTLP_PROTOCOL"];
  if (protocol !== undefined && protocol !== "http/protobuf")
    logger.warn({ protocol }, "traces are sent by http/protobuf, whatever OTEL_..._PROTOCOL says");
  // Its messages may quote what it was answered: that it happened is enough.
  const tell = (): void => logger.warn({}, "traces could not be sent");
  const silent = (): void => {};
  diag.setLogger(
    { error: tell, warn: silent, info: silent, debug: silent, verbose: silent },
    DiagLogLevel.ERROR,
  );
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  const provider = new TracerProvider({
    resource: resourceOf(env),
    sampler: samplerOf(env, logger),
    spanProcessors: exporters.map((name) =>
      name === "console"
        ? new SimpleSpanProcessor({ exporter: new ConsoleSpanExporter() })
        : new BatchSpanProcessor({ exporter: new OTLPTraceExporter(), ...batchesOf(env) }),
    ),
  });
  const tracer = provider.getTracer("errand");

  return {
    async span(kind, attributes, work) {
      const operation = OPERATIONS[kind];
      const turn = turnId();
      const options = {
        kind: CLIENTS.has(kind) ? OtelSpanKind.CLIENT : OtelSpanKind.INTERNAL,
        attributes: {
          ...toAttributes(attributes),
          ...(operation !== undefined && { "gen_ai.operation.name": operation }),
          ...(turn !== undefined && { "errand.turn": turn }),
        },
      };
      return await tracer.startActiveSpan(nameOf(kind, attributes), options, async (span) => {
        try {
          return await work({ set: (more) => span.setAttributes(toAttributes(more)) });
        } catch (cause) {
          markFailed(span, cause);
          throw cause;
        } finally {
          span.end();
        }
      });
    },
    close: () => sendWhatIsLeft(() => provider.shutdown()),
  };
}

function nameOf(kind: SpanKind, { tool, model, slug }: SpanAttributes): string {
  const about = tool ?? model ?? slug;
  const verb = OPERATIONS[kind] ?? kind;
  return about === undefined ? verb : `${verb} ${about}`;
}

function toAttributes(attributes: SpanAttributes): Attributes {
  return Object.fromEntries(
    Object.entries(attributes).flatMap(([name, value]) =>
      value === undefined ? [] : [[CONVENTIONS[name] ?? `errand.${name}`, value]],
    ),
  );
}

/** What kind of error it was: its message may quote a user. */
function markFailed(span: OtelSpan, cause: unknown): void {
  span.setStatus({ code: SpanStatusCode.ERROR });
  const code = cause instanceof Error && "code" in cause ? cause.code : undefined;
  const name = cause instanceof Error ? cause.name : typeof cause;
  span.setAttribute("error.type", typeof code === "string" ? code : name);
}

function resourceOf(env: Environment): Resource {
  return defaultResource()
    .merge(resourceFromAttributes({ "service.name": "errand" }))
    .merge(detectResources({ detectors: [serviceInstanceIdDetector, envDetector] }))
    .merge(
      resourceFromAttributes(
        env["OTEL_SERVICE_NAME"] ? { "service.name": env["OTEL_SERVICE_NAME"] } : {},
      ),
    );
}

function samplerOf(env: Environment, logger: Logger): Sampler {
  const ratio = numberOf(env["OTEL_TRACES_SAMPLER_ARG"]) ?? 1;
  // No turn has a parent outside of this program: what a parent would decide is decided at the root.
  const root = (sampler: Sampler): Sampler => new ParentBasedSampler({ root: sampler });
  switch (env["OTEL_TRACES_SAMPLER"]) {
    case "always_off":
    case "parentbased_always_off":
      return root(new AlwaysOffSampler());
    case "traceidratio":
    case "parentbased_traceidratio":
      return root(new TraceIdRatioBasedSampler(ratio));
    case undefined:
    case "":
    case "always_on":
    case "parentbased_always_on":
      return root(new AlwaysOnSampler());
    default:
      logger.warn(
        { sampler: env["OTEL_TRACES_SAMPLER"] },
        "this sampler is not known: all is sent",
      );
      return root(new AlwaysOnSampler());
  }
}

function batchesOf(env: Environment) {
  const scheduledDelayMillis = numberOf(env["OTEL_BSP_SCHEDULE_DELAY"]);
  const exportTimeoutMillis = numberOf(env["OTEL_BSP_EXPORT_TIMEOUT"]);
  const maxQueueSize = numberOf(env["OTEL_BSP_MAX_QUEUE_SIZE"]);
  const maxExportBatchSize = numberOf(env["OTEL_BSP_MAX_EXPORT_BATCH_SIZE"]);
  return {
    ...(scheduledDelayMillis !== undefined && { scheduledDelayMillis }),
    ...(exportTimeoutMillis !== undefined && { exportTimeoutMillis }),
    ...(maxQueueSize !== undefined && { maxQueueSize }),
    ...(maxExportBatchSize !== undefined && { maxExportBatchSize }),
  };
}

function numberOf(text: string | undefined): number | undefined {
  const number = Number(text || Number.NaN);
  return Number.isFinite(number) && number >= 0 ? number : undefined;
}
