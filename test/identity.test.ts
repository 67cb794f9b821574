import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";

import { SignJWT } from "jose";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { connect, isOutcome } from "./support/client.ts";
import type { Frame } from "./support/client.ts";
import { runProgram, startProgram } from "./support/program.ts";
import type { Program } from "./support/program.ts";

const OLDER = "an older secret, which is of thirty-two bytes or more";
const NEWER = "a newer secret, which is of thirty-two bytes or more";

let folder: string;
let secretFile: string;
let program: Program;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "errand-"));
  secretFile = path.join(folder, "secrets");
  await writeFile(secretFile, `${OLDER}\n`);
  program = await startProgram({ AUTH_SECRET_FILE: secretFile, LOG_LEVEL: "trace" });
});
afterAll(async () => {
  await program?.dispose();
  await rm(folder, { recursive: true, force: true });
});

/** Runs `npm run token` as its script runs, and answers what it printed and how it ended. */
async function makeToken(args: readonly string[], env: Record<string, string> = {}) {
  const options = {
    env: { PATH: process.env["PATH"], AUTH_SECRET_FILE: secretFile, ...env },
  };
  const run = promisify(execFile)(process.execPath, ["scripts/token.ts", ...args], options);
  return await run.then(
    ({ stdout, stderr }) => ({ code: 0, token: stdout.trim(), words: stderr }),
    ({ code, stdout, stderr }: { code: number; stdout: string; stderr: string }) => ({
      code,
      token: stdout.trim(),
      words: stderr,
    }),
  );
}
const tokenOf = async (user: string) => (await makeToken(["--user", user])).token;
const sign = (secret: string, claims: Record<string, unknown>) =>
  new SignJWT({ exp: Math.floor(Date.now() / 1000) + 3_600, ...claims })
    .setProtectedHeader({ alg: "HS256" })
    .sign(new TextEncoder().encode(secret));

async function ticketFor(token: string): Promise<Response> {
  return await fetch(`${program.url}/tickets`, {
    method: "POST",
    headers: { authorization: `Bearer ${token}` },
  });
}
const isError = ({ type }: Frame): boolean => type === "error";

describe("npm run token", () => {
  test("prints a token that the server takes, and how to use it", async () => {
    const { code, token, words } = await makeToken(["--user", "alice", "--for", "30m"]);
    expect(code).toBe(0);
    expect(words).toContain("#token=TOKEN");
    expect(words).not.toContain(token);
    const client = await connect(program.url, "alice", { token });
    expect((await client.say("hello")).data.status).toBe("completed");
    await client.close();
  });

  test("says what is wrong", async () => {
    expect(await makeToken([])).toMatchObject({ code: 64, token: "" });
    const cases: [string[], Record<string, string>, string][] = [
      [["--user", "not a user"], {}, "--user"],
      [["--user", "alice", "--for", "soon"], {}, "--for"],
      [["--user", "alice"], { AUTH_SECRET_FILE: "" }, "AUTH_SECRET: not set"],
      [["--user", "alice"], { AUTH_SECRET_FILE: "/nowhere" }, "AUTH_SECRET_FILE"],
      [
        ["--user", "alice"],
        { AUTH_SECRET_FILE: "", AUTH_JWKS_URL: "https://id.example/jwks" },
        "AUTH_JWKS_URL",
      ],
    ];
    for (const [args, env, named] of cases) {
      const { code, token, words } = await makeToken(args, env);
      expect(words).toContain(named);
      expect([code > 0, token]).toEqual([true, ""]);
    }
  });
});

test("[W1] no upgrade without a token of this program, for this program", async () => {
  const good = await tokenOf("alice");
  for (const token of [
    undefined,
    "",
    good.slice(0, -4),
    await sign(NEWER, { sub: "alice" }),
    await sign(OLDER, { sub: "alice", aud: "errand-staging" }),
    await sign(OLDER, { sub: "alice", exp: 1 }),
    await sign(OLDER, {}),
  ]) {
    const opened = connect(program.url, "alice", token === undefined ? {} : { token });
    await expect(opened, token).rejects.toThrow("401");
  }
  // Clients of other makes sign with the shared secret and name no audience.
  const client = await connect(program.url, "alice", {
    token: await sign(OLDER, { sub: "alice" }),
  });
  await client.close();
});

test("[W2] whoever a client says it is, it stays who its token says (600 tries)", async () => {
  const client = await connect(program.url, "alice", { token: await tokenOf("alice") });
  const others = ["bob", "Alice", "alice2"].map((name) => [name, "forbidden"] as const);
  const nobodys = ["default", "sms", "alice@example.com"].map(
    (name) => [name, "invalid_message"] as const,
  );
  const names = [...others, ...nobodys];
  for (let i = 0; i < 600; i++) {
    const [userId, code] = names[i % names.length] ?? [];
    client.send({ type: "command", id: `c${i}`, payload: { userId, message: "hello" } });
    const { id, data } = await client.next((frame) => isError(frame) || isOutcome(frame));
    expect([id, data.code]).toEqual([`c${i}`, code]);
  }
  client.send({
    type: "command",
    id: "own",
    entityId: "bob",
    scope: "admin",
    payload: { message: "hello", phone: "+14155550101", connectedAccountId: "ca_1", sub: "bob" },
  });
  expect((await client.next(isOutcome)).id).toBe("own");
  await client.close();
});

test("[W5] a ticket opens one connection, and is in no log", async () => {
  const token = await tokenOf("alice");
  const given = await ticketFor(token);
  expect(given.status).toBe(201);
  const { ticket } = (await given.json()) as { ticket: string };
  const client = await connect(program.url, "alice", { protocols: ["errand", ticket] });
  expect((await client.say("hello")).data.status).toBe("completed");
  for (let i = 0; i < 50; i++) {
    const again = connect(program.url, "alice", { protocols: ["errand", ticket] });
    await expect(again).rejects.toThrow("401");
  }
  expect((await ticketFor("x.y.z")).status).toBe(401);
  expect((await ticketFor(ticket)).status).toBe(401);
  await client.close();
  expect(program.output()).not.toContain(ticket);
  expect(program.output()).not.toContain(token);
});

test("[W6] a rotated secret: the older tokens are refused at once, their sockets closed, the newer ones unaffected", async () => {
  const older = await tokenOf("alice");
  await writeFile(secretFile, `${NEWER}\n${OLDER}\n`);
  const newer = await tokenOf("alice");
  const { ticket } = (await (await ticketFor(older)).json()) as { ticket: string };
  const [ofOlder, ofNewer] = [
    await connect(program.url, "alice", { token: older }),
    await connect(program.url, "alice", { token: newer }),
  ];
  await writeFile(secretFile, `${NEWER}\n`);
  await expect(connect(program.url, "alice", { token: older })).rejects.toThrow("401");
  await expect(connect(program.url, "alice", { protocols: ["errand", ticket] })).rejects.toThrow(
    "401",
  );
  expect(await ofOlder.closed).toBe(1008);
  expect((await ofNewer.say("hello")).data.status).toBe("completed");
  await ofNewer.close();
  await writeFile(secretFile, `${OLDER}\n`);
});

test("a secret that could be guessed stops the start", async () => {
  const short = path.join(folder, "short");
  await writeFile(short, "hunter2\n");
  for (const env of [{ AUTH_SECRET: "hunter2" }, { AUTH_SECRET_FILE: short }] as const) {
    const { code, output } = await runProgram({ DATA_DIR: folder, PORT: "0", ...env });
    expect(code).toBe(78);
    expect(output.trim().split("\n")).toHaveLength(1);
    expect(output).toMatch(/^AUTH_SECRET(?:_FILE)?: .*32 bytes/u);
    expect(output).not.toContain("hunter2");
  }
}, 60_000);

test("[W3] another user's session is answered byte for byte as one that is not there, in every frame", async () => {
  const owner = await connect(program.url, "alice", { token: await tokenOf("alice") });
  const asked = await owner.say("Schedule lunch with Zebedee Quux tomorrow at noon");
  const { sessionId, stepId } = asked.data;
  const stranger = await connect(program.url, "bob", { token: await tokenOf("bob") });
  const frames = (id: string): object[] => [
    { type: "command", payload: { message: "hello", sessionId: id } },
    { type: "command", payload: { message: "undo", sessionId: id } },
    ...["cancel", "undo", "subscribe"].map((action) => ({
      type: "system",
      payload: { action, sessionId: id },
    })),
    { type: "system", payload: { action: "subscribe", sessionId: id, afterSeq: 99 } },
    ...[stepId, "intervention_7"].map((step) => ({
      type: "system",
      payload: {
        action: "intervention_response",
        sessionId: id,
        stepId: step,
        resolvedValue: "zebedee@example.com",
      },
    })),
  ];
  const answersTo = async (id: string): Promise<string[]> => {
    const answers: string[] = [];
    for (const [i, frame] of frames(id).entries()) {
      stranger.send({ ...frame, id: `f${i}` });
      const answer = await stranger.next((each) => isError(each) || isOutcome(each));
      answers.push(JSON.stringify(answer).replaceAll(id, "ID"));
    }
    return answers;
  };
  const foreign = await answersTo(sessionId);
  expect(foreign.every((answer) => answer.includes('"unknown_session"'))).toBe(true);
  expect(foreign).toEqual(await answersTo(crypto.randomUUID()));
  expect((await owner.answer(asked, "zebedee@example.com")).type).not.toBe("error");
  await owner.close();
  await stranger.close();
});
