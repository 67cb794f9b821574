import { expect, test } from "vitest";

import { exportersOf } from "./traces.ts";

const ENDPOINT = { OTEL_EXPORTER_OTLP_ENDPOINT: "http://127.0.0.1:4318" };

test.each([
  [{}, []],
  [{ OTEL_SERVICE_NAME: "errand" }, []],
  [{ OTEL_EXPORTER_OTLP_ENDPOINT: "" }, []],
  [ENDPOINT, ["otlp"]],
  [{ OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: "http://127.0.0.1:4318/v1/traces" }, ["otlp"]],
  [{ OTEL_TRACES_EXPORTER: "otlp" }, ["otlp"]],
  [{ OTEL_TRACES_EXPORTER: "console" }, ["console"]],
  [{ ...ENDPOINT, OTEL_TRACES_EXPORTER: "otlp, console" }, ["otlp", "console"]],
  [{ ...ENDPOINT, OTEL_TRACES_EXPORTER: "none" }, []],
  [{ ...ENDPOINT, OTEL_SDK_DISABLED: "true" }, []],
  [{ ...ENDPOINT, OTEL_SDK_DISABLED: "false" }, ["otlp"]],
])("%j sends traces to %j", (env, expected) => {
  expect(exportersOf(env)).toEqual({ exporters: expected, unknown: [] });
});

test("an exporter that is not known here is named, and the others are used", () => {
  expect(exportersOf({ OTEL_TRACES_EXPORTER: "zipkin,console" })).toEqual({
    exporters: ["console"],
    unknown: ["zipkin"],
  });
});
