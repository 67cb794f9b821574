import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";

import { afterAll, beforeAll, expect, test } from "vitest";

import { putWorkspace, workspaceOf } from "./support/client.ts";
import { startProgram } from "./support/program.ts";
import type { Program } from "./support/program.ts";

let program: Program;
let users = 0;

beforeAll(async () => {
  program = await startProgram();
});
afterAll(async () => {
  await program?.dispose();
});

/** Runs the terminal client with these lines piped in. */
async function chat(lines: readonly string[], options: readonly string[] = []) {
  const child = spawn(process.execPath, ["scripts/chat.ts", ...options], { stdio: "pipe" });
  child.stdin.end(lines.map((line) => `${line}\n`).join(""));
  const [output, errors, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, "exit"),
  ]);
  return { output, errors, code };
}

async function newUser(phoneNumber?: string): Promise<string> {
  const userId = `typist${users++}`;
  await putWorkspace(program.url, {
    userId,
    email: `${userId}@example.com`,
    timezone: "America/Los_Angeles",
    ...(phoneNumber !== undefined && { phoneNumber }),
  });
  return userId;
}

const as = (userId: string): string[] => [
  "--url",
  `${program.url.replace(/^http/u, "ws")}/ws`,
  "--user",
  userId,
];

test("a question is answered by the next line, and each line waits for the one before it", async () => {
  const userId = await newUser();
  const { output, errors, code } = await chat(
    [
      "Schedule lunch with Eden Chan tomorrow at noon",
      "eden@example.com",
      "yes",
      "/new",
      "What's on tomorrow?",
    ],
    [...as(userId), "--timezone", "America/Los_Angeles"],
  );
  expect({ errors, code }).toEqual({ errors: "", code: 0 });
  const [asked, booked, listed] = [
    "? I don't recognize 'Eden Chan'",
    "Lunch with Eden Chan",
    "12:00",
  ];
  expect(output.indexOf(asked ?? "")).toBe(0);
  expect(output.indexOf(booked ?? "")).toBeGreaterThan(0);
  expect(output.lastIndexOf(listed ?? "")).toBeGreaterThan(output.indexOf("A new conversation."));
  expect(output).not.toContain("\u001B[");
  const { calendar } = await workspaceOf(program.url, userId);
  expect(calendar?.events.map(({ summary }) => summary)).toEqual(["Lunch with Eden Chan"]);
});

test("/cancel closes the question", async () => {
  const userId = await newUser();
  const { code } = await chat(
    ["Schedule lunch with Eden Chan tomorrow at noon", "/cancel", "What's on tomorrow?"],
    as(userId),
  );
  expect(code).toBe(0);
  expect((await workspaceOf(program.url, userId)).calendar?.events ?? []).toEqual([]);
});

test("--sms is the user's phone", async () => {
  const userId = await newUser("+14155550188");
  const lines = ["Schedule lunch with Eden Chan tomorrow at noon", "eden@example.com", "YES"];
  const { output, errors, code } = await chat(lines, [...as(userId), "--sms"]);
  expect({ errors, code }).toEqual({ errors: "", code: 0 });
  expect(output).toContain("Eden Chan");
  expect((await workspaceOf(program.url, userId)).calendar?.events).toHaveLength(1);
});

test.each([[[]], [["--sms"]]])("where no server is, that is said (%j)", async (options) => {
  const { errors, code } = await chat(["hello"], ["--url", "ws://127.0.0.1:1/ws", ...options]);
  expect(code).toBe(69);
  expect(errors).toMatch(/^Nothing answers at \S+127\.0\.0\.1:1.*npm start/u);
  expect(errors.trim().split("\n")).toHaveLength(1);
});

test("--help tells what can be said, and an unknown option what is known", async () => {
  expect((await chat([], ["--help"])).output).toContain("/undo");
  const wrong = await chat([], ["--usr", "alice"]);
  expect(wrong.code).toBe(64);
  expect(wrong.errors).toContain("--usr");
  expect((await chat([], ["--url", "http://127.0.0.1"])).errors).toContain("--url");
});
