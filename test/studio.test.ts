import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";

import { Client } from "@langchain/langgraph-sdk";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

/** Set by `npm test` where npx can get the CLI. */
const available = process.env["LANGGRAPH_CLI"] !== undefined;

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

describe.skipIf(!available)("LangGraph Studio's server runs this graph", () => {
  let client: Client;
  let stop: () => Promise<void>;

  beforeAll(async () => {
    const port = await freePort();
    const dataDir = await mkdtemp(path.join(tmpdir(), "errand-studio-"));
    const child = spawn(process.execPath, ["scripts/studio.ts", "--port", String(port)], {
      env: {
        ...process.env,
        DATA_DIR: dataDir,
        SANDBOX_NOW: "2026-11-24T09:00:00-08:00",
      },
      stdio: ["ignore", "pipe", "pipe"],
    });
    stop = async () => {
      child.kill("SIGTERM");
      if (child.exitCode === null) await once(child, "exit");
      await rm(dataDir, { recursive: true, force: true });
    };
    const printed: string[] = [];
    await new Promise<void>((resolve, reject) => {
      const read = (text: string): void => {
        printed.push(text);
        if (/Server running at|listening/iu.test(printed.join(""))) resolve();
      };
      for (const stream of [child.stdout, child.stderr])
        stream.setEncoding("utf8").on("data", read);
      child.once("exit", (code) =>
        reject(new Error(`It ended with ${code}:\n${printed.join("")}`)),
      );
    });
    client = new Client({ apiUrl: `http://127.0.0.1:${port}` });
  }, 120_000);
  afterAll(async () => stop?.());

  test("it runs to the question, goes on from the answer, and its state can be read", async () => {
    const { thread_id: threadId } = await client.threads.create();
    const command = {
      id: "c1",
      text: "Schedule lunch with Eden Chan tomorrow at noon",
      userId: "alice",
      timezone: "America/Los_Angeles",
      now: "2026-11-24T09:00:00-08:00",
    };
    await client.runs.wait(threadId, "action_planner", { input: { command } });
    const asked = await client.threads.get(threadId);
    expect(asked.status).toBe("interrupted");
    const [interrupt] = Object.values(asked.interrupts ?? {}).flat();
    expect(interrupt?.value).toMatchObject({
      kind: "resolve_entity",
      entity: { value: "Eden Chan" },
      action_request: { action: "resolve_entity", args: { value: "" } },
      config: { allow_edit: true, allow_respond: true, allow_ignore: true },
      description: expect.stringContaining("Eden Chan"),
    });

    const given = [{ type: "response", args: "eden@example.com" }];
    await client.runs.wait(threadId, "action_planner", { command: { resume: given } });
    const [shown] = Object.values((await client.threads.get(threadId)).interrupts ?? {}).flat();
    expect(shown?.value).toMatchObject({
      kind: "approve",
      action_request: {
        action: "calendar_create_event",
        args: { attendees: ["eden@example.com"] },
      },
      action_requests: [{ name: "calendar_create_event" }],
      review_configs: [{ allowed_decisions: ["approve", "reject"] }],
    });
    const agreed = [{ type: "accept", args: null }];
    await client.runs.wait(threadId, "action_planner", { command: { resume: agreed } });
    const { values, next } = await client.threads.getState<{
      outcome: { status: string; message: string };
    }>(threadId);
    expect(next).toEqual([]);
    expect(values.outcome.status).toBe("completed");
    expect(values.outcome.message).toContain("Lunch with Eden Chan");
  });

  test("its nodes have readable names", async () => {
    const [assistant] = await client.assistants.search({ graphId: "action_planner" });
    const { nodes } = await client.assistants.getGraph(assistant?.assistant_id ?? "");
    expect(nodes.map(({ id }) => id)).toEqual(
      expect.arrayContaining([
        "createPlan",
        "resolveEntities",
        "requestIntervention",
        "executeSteps",
        "callTool",
        "synthesizeReply",
      ]),
    );
  });
});
