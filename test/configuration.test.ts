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
});
