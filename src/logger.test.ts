import { spawnSync } from "node:child_process";
import path from "node:path";

import { expect, test } from "vitest";
import { z } from "zod";

import { describeError } from "./describe-error.ts";
import { AssistantError } from "./domain/errors.ts";
import { scrubLine } from "./scrub-text.ts";

test.each([
  "eden.chan+x@example.co.uk",
  "+14155550177",
  "+1 (415) 555-0177",
  "415-555-0177",
  "4155550177",
  "482913",
  "Bearer abcdefgh12345678",
  "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhbGljZSJ9.c2lnbmF0dXJl",
  "sk-proj-abcdefghijklmnop",
  "https://example.com/oauth/callback?code=4/0AY0e&state=xyz",
  "/sandbox/phone?number=%2B14155550177",
])("[T9] %s is taken out of a line, wherever it stands in it", (secret) => {
  const parts = secret.includes("?") ? [secret.slice(secret.indexOf("?") + 1)] : [secret];
  for (const value of [secret, `to ${secret}: refused`, { a: [{ b: `<${secret}>` }] }]) {
    const line = scrubLine(JSON.stringify({ level: 30, value }));
    for (const part of parts) expect(line).not.toContain(part);
    expect(() => JSON.parse(line) as unknown).not.toThrow();
  }
});

test("what names a run and says how it went stays in a line", () => {
  const line = JSON.stringify({
    level: 30,
    time: 1795600000000,
    sessionId: "2090d08a-3930-4bf7-b12c-123456789012",
    sid: "SM0123456789abcdef0123456789abcdef",
    bufferedAmount: 10485760,
    ms: 1234567,
    stack: ["at drain (file:///srv/errand/graph/session-runner.ts:100:31)"],
    msg: "a text was not taken by Twilio",
  });
  expect(scrubLine(line)).toBe(line);
});

test("[T9] an error is described by its kind and place, and none of its words, nor of its causes'", () => {
  const words = "the canary said hello";
  const issues = z.object({ to: z.enum(["a"]) }).safeParse({ to: words }).error;
  const errors = [
    new Error(words, { cause: new AssistantError("ERR_TOOL_REJECTED", words, { cause: issues }) }),
    Object.assign(new Error("x"), {
      name: "SyntaxError",
      message: words,
      response: { body: words },
    }),
    words,
    { message: words },
  ];
  for (const error of errors) expect(JSON.stringify(describeError(error))).not.toContain("canary");
  const described = describeError(errors[0]);
  expect(described.cause).toMatchObject({ type: "AssistantError", code: "ERR_TOOL_REJECTED" });
  expect(described.stack?.[0]).toContain("logger.test.ts");
});

test("[T9] the logger itself repeats neither an error's words nor a field's", () => {
  const logger = path.join(import.meta.dirname, "logger.ts");
  const script = `
    import { createLogger } from ${JSON.stringify(logger)};
    const log = createLogger("trace");
    log.error({ err: new Error("canary-1", { cause: new Error("canary-2") }), text: "canary-3" }, "failed");
    log.debug({ inbound: { text: "canary-4" }, detail: "to eden@canary-5.com" }, "from +14155550177");`;
  const { stderr } = spawnSync(process.execPath, ["--input-type=module", "--eval", script]);
  const lines = stderr.toString("utf8");
  expect(lines.trim().split("\n")).toHaveLength(2);
  expect(lines).toContain('"msg":"failed"');
  expect(lines).not.toMatch(/canary|4155550177/u);
});
