import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";

import { expect, onTestFinished, test } from "vitest";

import { SessionId } from "../../domain/ids.ts";
import { openDataKeys } from "../data-key.ts";
import { describeQueue } from "../queue-contract.ts";
import { describeStorage, describeTimers } from "../storage-contract.ts";
import { openSqliteStorage } from "./storage.ts";

const openEmpty = async () => openSqliteStorage({ path: ":memory:" });

describeStorage("SQLite", openEmpty);
describeTimers("SQLite", openEmpty);
describeQueue("SQLite", openEmpty);

async function newFile(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), "errand-storage-"));
  onTestFinished(async () => rm(folder, { recursive: true, force: true }));
  return path.join(folder, "errand.sqlite");
}

test("everything that was acknowledged before a kill is there after it, and the file is free", async () => {
  const file = await newFile();
  const dataKey = randomBytes(32);
  const writer = `
    import { openDataKeys } from ${JSON.stringify(path.join(import.meta.dirname, "../data-key.ts"))};
    import { openSqliteStorage } from ${JSON.stringify(path.join(import.meta.dirname, "storage.ts"))};
    const dataKeys = openDataKeys("", [Buffer.from("${dataKey.toString("hex")}", "hex")]);
    const storage = openSqliteStorage({ path: ${JSON.stringify(file)}, dataKeys });
    for (let at = 0; ; at++) {
      const inbound = { kind: "command", userId: "alice", channel: "websocket", text: "x" };
      await storage.inbox.put({ id: crypto.randomUUID(), sessionId: "6f1a2b3c-4d5e-4f60-8a7b-9c0d1e2f3a4b", at, inbound });
      process.stdout.write(at + "\\n");
    }`;
  const child = spawn(process.execPath, ["--input-type=module", "--eval", writer], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let acknowledged = -1;
  for await (const line of createInterface(child.stdout)) {
    acknowledged = Number(line);
    if (acknowledged === 500) child.kill("SIGKILL");
  }
  if (child.signalCode === null) await once(child, "exit");

  const storage = openSqliteStorage({ path: file, dataKeys: openDataKeys("", [dataKey]) });
  onTestFinished(async () => storage.close());
  const sessionId = SessionId.parse("6f1a2b3c-4d5e-4f60-8a7b-9c0d1e2f3a4b");
  for (let at = 0; at <= acknowledged; at++) {
    const entry = await storage.inbox.next(sessionId);
    expect(entry?.at).toBe(at);
    await storage.inbox.finish(entry?.id ?? "");
  }
});

test("a second process is told that the first has the file", async () => {
  const file = await newFile();
  const storage = openSqliteStorage({ path: file });
  onTestFinished(async () => storage.close());
  expect(() => openSqliteStorage({ path: file })).toThrow(/in use by another process/u);
});
