import type { Logger } from "../domain/logger.ts";
import { noTracing } from "../domain/tracing.ts";
import type { Tracing } from "../domain/tracing.ts";

/** The environment, as far as it says where traces go. */
export type Environment = Readonly<Record<string, string | undefined>>;

export type TraceExporter = "otlp" | "console";

/** Traces that are sent somewhere; `close` sends what is left. */
export interface Traces extends Tracing {
  close(): Promise<void>;
}

const OFF: Traces = { ...noTracing, close: async () => {} };

/**
 * OpenTelemetry traces, where the standard variables ask for them: nothing of OpenTelemetry is loaded otherwise. `turnId`
 * names the turn that a span is part of.
 */
export async function openTraces(
  env: Environment,
  turnId: () => string | undefined,
  logger: Logger,
): Promise<Traces> {
  const { exporters, unknown } = exportersOf(env);
  for (const name of unknown)
    logger.warn({ exporter: name }, "OTEL_TRACES_EXPORTER takes otlp, console or none");
  if (exporters.length === 0) return OFF;
  const { startOpenTelemetry } = await import("./open-telemetry.ts");
  return startOpenTelemetry({ env, exporters, turnId, logger });
}

/** Where traces are to go by the standard variables, and what of them is not known here. */
export function exportersOf(env: Environment): {
  readonly exporters: readonly TraceExporter[];
  readonly unknown: readonly string[];
} {
  if (env["OTEL_SDK_DISABLED"]?.toLowerCase() === "true") return { exporters: [], unknown: [] };
  const hasEndpoint = Boolean(
    env["OTEL_EXPORTER_OTLP_ENDPOINT"] || env["OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"],
  );
  const named = (env["OTEL_TRACES_EXPORTER"] || (hasEndpoint ? "otlp" : "none"))
    .split(",")
    .map((name) => name.trim())
    .filter((name) => name !== "none" && name !== "");
  return {
    exporters: named.filter((name) => name === "otlp" || name === "console"),
    unknown: named.filter((name) => name !== "otlp" && name !== "console"),
  };
}
