import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";

import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { runProgram } from "./support/program.ts";

let dataDir: string;
beforeAll(async () => {
  dataDir = await mkdtemp(path.join(tmpdir(), "errand-"));
});
afterAll(async () => rm(dataDir, { recursive: true, force: true }));

describe("a wrong configuration stops the start with exit code 78, one line a fault", () => {
  test("naming the variable, what was given and what is allowed", async () => {
    const { code, output } = await runProgram({
      DATA_DIR: dataDir,
      PORT: "eighty",
      INTERVENTION_TIMEOUT: "soon",
      PLANNER: "oracle",
    });
    expect(code).toBe(78);
    const lines = output.trim().split("\n");
    expect(lines).toHaveLength(3);
    for (const [name, given] of [
      ["PORT", "eighty"],
      ["INTERVENTION_TIMEOUT", "soon"],
      ["PLANNER", "oracle"],
    ] as const) {
      expect(
        lines.some((line) => line.includes(name) && line.includes(given)),
        name,
      ).toBe(true);
    }
  });

  test("never showing a secret", async () => {
    const { code, output } = await runProgram({ DATA_DIR: dataDir, AUTH_SECRET: "hunter2" });
    expect(code).toBe(78);
    expect(output).toContain("AUTH_SECRET");
    expect(output).not.toContain("hunter2");
  });

  test("an address that others can reach needs authentication", async () => {
    const { code, output } = await runProgram({ DATA_DIR: dataDir, HOST: "0.0.0.0" });
    expect(code).toBe(78);
    expect(output).toContain("AUTH_SECRET");
  });

  test("without the sandbox, what is missing is listed", async () => {
    const { code, output } = await runProgram({ DATA_DIR: dataDir, SANDBOX: "off" });
    expect(code).toBe(78);
    expect(output).toContain("COMPOSIO_API_KEY");
    expect(output).toContain("TWILIO_ACCOUNT_SID");
  });

  test("a workspace file that is not valid is named with the path of the fault", async () => {
    const file = path.join(dataDir, "workspace.json");
    await writeFile(
      file,
      JSON.stringify({
        users: [
          { userId: "alice", email: "alice@example.com", calendar: { events: [{ summary: 7 }] } },
        ],
      }),
    );
    const { code, output } = await runProgram({
      DATA_DIR: path.join(dataDir, "w"),
      PORT: "0",
      SANDBOX_WORKSPACE: file,
    });
    expect(code).toBe(78);
    expect(output).toMatch(
      /users\[0\]\.calendar\.events\[0\]\.summary|users\.0\.calendar\.events\.0\.summary/u,
    );
  });

  const LONG_ENOUGH = "s".repeat(32);
  const FAR = { HOST: "0.0.0.0", AUTH_SECRET: LONG_ENOUGH };
  const PRODUCTION = { NODE_ENV: "production", SANDBOX: "auto", AUTH_SECRET: LONG_ENOUGH };
  const UNSAFE: [string, string, Record<string, string>][] = [
    ["a secret of 31 bytes", "AUTH_SECRET", { AUTH_SECRET: "s".repeat(31) }],
    ["an empty secret where others can reach it", "HOST", { HOST: "0.0.0.0", AUTH_SECRET: "" }],
    ["no secret where others can reach it", "HOST", { HOST: "192.0.2.1" }],
    ["a data key of 31 bytes", "DATA_KEY", { DATA_KEY: "0".repeat(62) }],
    ["a second data key that is short", "DATA_KEY", { DATA_KEY: `${"0".repeat(64)},abc` }],
    ["a secret file that is not there", "AUTH_SECRET_FILE", { AUTH_SECRET_FILE: "/nowhere/key" }],
    [
      "a public URL in the clear, in production",
      "PUBLIC_URL",
      { ...PRODUCTION, PUBLIC_URL: "http://errand.example" },
    ],
    [
      "a public URL in the clear, where others can reach it",
      "PUBLIC_URL",
      { ...FAR, PUBLIC_URL: "http://errand.example" },
    ],
    [
      "no data key for a shared Redis in production",
      "DATA_KEY",
      { ...PRODUCTION, REDIS_URL: "redis://127.0.0.1:1" },
    ],
    [
      "half of Twilio's secrets",
      "TWILIO_AUTH_TOKEN",
      { TWILIO_ACCOUNT_SID: `AC${"0".repeat(32)}`, TWILIO_PHONE_NUMBER: "+14155550100" },
    ],
  ];
  test.each(UNSAFE)("[T15] %s", async (_what, variable, env) => {
    const { code, output } = await runProgram({ DATA_DIR: dataDir, PORT: "0", ...env });
    expect(code).toBe(78);
    expect(output).toContain(`${variable}: `);
    expect(output).not.toContain(LONG_ENOUGH.slice(1));
  });
});
