import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";

import { afterAll, beforeAll, expect, onTestFinished, test, vi } from "vitest";

import { connect, isOutcome, isQuestion, post, putWorkspace } from "./support/client.ts";
import type { Frame } from "./support/client.ts";
import type { Program } from "./support/program.ts";
import { startProgram } from "./support/program.ts";

vi.setConfig({ testTimeout: 90_000 });

const folders: string[] = [];
afterAll(async () => {
  for (const folder of folders) await rm(folder, { recursive: true, force: true });
});

const NUMBER = "+14155550142";

async function start(): Promise<Program> {
  const dataDir = await mkdtemp(path.join(tmpdir(), "errand-delete-"));
  folders.push(dataDir);
  const program = await startProgram({ DATA_DIR: dataDir });
  await putWorkspace(program.url, {
    userId: "ruth",
    email: "ruth@example.com",
    phoneNumber: NUMBER,
    timezone: "America/Los_Angeles",
  });
  return program;
}

/** How many rows each table has, once nothing runs any more. */
function rowsIn(dataDir: string): Record<string, number> {
  const db = new DatabaseSync(path.join(dataDir, "errand.sqlite"));
  const tables = db.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").all();
  const counts = tables.map(({ name }) => [
    name,
    db.prepare(`SELECT count(*) AS n FROM ${String(name)}`).get()?.["n"],
  ]);
  db.close();
  return Object.fromEntries(counts) as Record<string, number>;
}

/** What is kept where ruth was never there, but for the keys of messages that were taken in. */
let nobodys: Record<string, number>;
beforeAll(async () => {
  const program = await start();
  await program.terminate();
  const { users = 0, ...rows } = rowsIn(program.dataDir);
  // The sandbox signed her up.
  nobodys = { ...rows, users: users - 1 };
});

test("[T8] “delete my data” asks, and a no deletes nothing", async () => {
  const program = await start();
  onTestFinished(async () => program.dispose());
  const client = await connect(program.url, "ruth", { careful: true });
  await client.say("Add a task called water the ferns");
  const question = await client.say("Delete everything you know about me");
  expect(question.data.kind).toBe("approve");
  expect((await client.answer(question, "no")).data.status).toBe("cancelled");
  expect((await client.say("What did you do today?")).data.message).toMatch(/ferns/iu);
});

test("[T8] a yes deletes everything within the turn, sockets are told, and a second time is harmless", async () => {
  const program = await start();
  const client = await connect(program.url, "ruth");
  const other = await connect(program.url, "ruth");
  other.send({ type: "ping", payload: { userId: "ruth" } });
  const question = await client.say("Schedule lunch with my boss tomorrow at noon");
  expect(isQuestion(question)).toBe(true);
  await client.answer(question, "quetzal@example.net");
  await client.say("Add a task called water the ferns");
  // One question stays open, with a timer on it.
  await client.say("Schedule dinner with Ignatius Brontosaurus tomorrow at 6pm");
  const gone = await client.say("delete my data");
  expect(gone.data.message).toContain("deleted everything");
  await other.next((frame) => isOutcome(frame) && frame.data.message === gone.data.message);
  expect((await client.say("What did you do today?")).data.message).toContain("nothing");
  expect((await client.say("Delete all my data.")).data.message).toContain("deleted everything");
  await program.terminate();
  expect({ ...rowsIn(program.dataDir), inbox: 0 }).toEqual(nobodys);
  expect((await readFile(path.join(program.dataDir, "sandbox.sqlite"))).includes("ruth")).toBe(
    true,
  );
});

test("[T8] by text, the answer is still texted, and the number goes with it", async () => {
  const program = await start();
  const client = await connect(program.url, "ruth");
  client.send({ type: "ping", payload: { userId: "ruth" } });
  const text = async (body: string): Promise<Frame> => {
    await post(program.url, "/sandbox/phone", { from: NUMBER, body });
    return await client.next((frame) => isOutcome(frame) || isQuestion(frame));
  };
  await text("Add a task called water the ferns");
  expect((await text("forget everything about me")).data.kind).toBe("approve");
  expect((await text("YES")).data.message).toContain("deleted everything");
  await vi.waitUntil(async () => {
    const page = await fetch(`${program.url}/sandbox/phone?number=${encodeURIComponent(NUMBER)}`);
    return (await page.text()).includes("deleted everything");
  }, 30_000);
  await post(program.url, "/sandbox/phone", { from: NUMBER, body: "What's on tomorrow?" });
  await program.terminate();
  const { inbox, cache, ...rows } = rowsIn(program.dataDir);
  // That texts were taken in is kept, so that one that is delivered again is not carried out again; and of the number,
  // blinded, that it was told once today that nobody knows it.
  expect(inbox).toBeGreaterThan(0);
  expect(cache).toBeGreaterThan(0);
  expect({ ...rows, inbox: 0, cache: nobodys["cache"] }).toEqual(nobodys);
});
