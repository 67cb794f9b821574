import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";

import { afterAll, beforeAll, describe, expect, test } from "vitest";

import type { SessionRecord } from "../scripts/replay/session-record.ts";
import { connect } from "./support/client.ts";
import type { Client, Frame } from "./support/client.ts";
import { startOpenAIServer } from "./support/openai-server.ts";
import { NOW, startProgram } from "./support/program.ts";
import type { Program } from "./support/program.ts";
import { redisServerPath, startRedis } from "./support/redis-server.ts";

interface Printed {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** The command, as `npm run replay` runs it. */
async function replay(dataDir: string, args: readonly string[], env: Record<string, string> = {}) {
  return await new Promise<Printed>((resolve) => {
    const options = {
      env: { PATH: process.env["PATH"], SEND_HOLD: "0s", ...env, DATA_DIR: dataDir },
      maxBuffer: 64 * 1024 * 1024,
    };
    execFile(process.execPath, ["scripts/replay.ts", ...args], options, (error, out, err) => {
      resolve({ code: error === null ? 0 : Number(error.code), out, err });
    });
  });
}

/** Every file of a folder and what is in it. */
async function contentsOf(folder: string): Promise<Record<string, string>> {
  const names = (await readdir(folder)).toSorted();
  const hashes = names.map(async (name) => {
    const hash = createHash("sha256").update(await readFile(path.join(folder, name)));
    return [name, hash.digest("hex")] as const;
  });
  return Object.fromEntries(await Promise.all(hashes));
}

const parse = (printed: Printed): SessionRecord => JSON.parse(printed.out) as SessionRecord;

/** Lunch with somebody nobody knows, agreed to; then what is on that day. */
async function holdConversation(alice: Client): Promise<string> {
  const who = await alice.say("Schedule lunch with Quentin Zobrist tomorrow at noon", {
    id: "one",
    timezone: "America/Los_Angeles",
  });
  const consent = await alice.answer(who, "quentin.zobrist@example.org");
  await alice.answer(consent, "yes");
  const { sessionId } = consent.data;
  await alice.say("What's on my calendar tomorrow?", { id: "two", sessionId });
  return sessionId;
}

describe("a session of a program that was killed", () => {
  let program: Program;
  let sessionId: string;
  let record: SessionRecord;

  beforeAll(async () => {
    program = await startProgram();
    const alice = await connect(program.url, "alice", { careful: true });
    sessionId = await holdConversation(alice);
    await alice.close();
    await program.kill();
    record = parse(await replay(program.dataDir, [sessionId, "--json"]));
  });
  afterAll(async () => await program.dispose());

  test("is printed: what was said, planned, asked, done, and where it can be gone back to", async () => {
    const before = await contentsOf(program.dataDir);
    const { code, out } = await replay(program.dataDir, [sessionId]);
    expect(code).toBe(0);
    expect(out).toContain("user, websocket  command: Schedule lunch with Quentin Zobrist");
    expect(out).toContain("asks  intervention_0 resolve_entity");
    expect(out).toContain('answer intervention_0: "quentin.zobrist@example.org"');
    expect(out).toContain("calendar_create_event");
    expect(out).toMatch(/done {2}calendar_create_event .*approval /u);
    expect(out).toMatch(/step 0 .*message -> createPlan|step 0 .*__start__ -> createPlan/u);
    expect(out).toContain("tells  completed");
    expect(await contentsOf(program.dataDir)).toEqual(before);
  });

  test("is given to machines with all its checkpoints", () => {
    const [first, second] = record.commands;
    expect(record.commands).toHaveLength(2);
    expect(first?.questions.map(({ kind }) => kind)).toEqual(["resolve_entity", "approve"]);
    expect(first?.results).toMatchObject([{ tool: "calendar_create_event", status: "done" }]);
    expect(second?.outcome).toMatchObject({ status: "completed" });
    const planned = record.checkpoints.find(({ ran }) => ran.includes("createPlan"));
    expect(planned?.changed["plan"]).toMatchObject({ steps: [{ tool: "calendar_create_event" }] });
  });

  test("comes out the same when it is held again, and leaves the data as it was", async () => {
    const before = await contentsOf(program.dataDir);
    const again = await replay(program.dataDir, [sessionId, "--rerun", "--json"], {
      SANDBOX_WORKSPACE: "",
      COMPOSIO_API_KEY: "ak_of_somebody_real",
      COMPOSIO_BASE_URL: "http://127.0.0.1:9",
    });
    const { record: now, notes } = JSON.parse(again.out) as {
      record: SessionRecord;
      notes: string[];
    };
    expect(again.err).toContain("COMPOSIO_API_KEY is set, and not used");
    expect(notes).toEqual([]);
    expect(now.commands.map(({ plan }) => plan)).toEqual(record.commands.map(({ plan }) => plan));
    expect(now.effects.map(({ title }) => title)).toEqual(record.effects.map(({ title }) => title));
    expect(await contentsOf(program.dataDir)).toEqual(before);
  });

  test("held again on what the sandbox keeps, it meets what it did itself", async () => {
    const again = await replay(program.dataDir, [sessionId, "--rerun", "--kept"]);
    expect(again.out).toContain("+ approve: ");
    expect(again.out).toContain("from somebody you have written to or met");
  });

  test("goes on from a checkpoint: what was settled before it stays, the rest is done anew", async () => {
    const asked = record.checkpoints.filter(({ asked: question }) => question !== undefined);
    const consent = asked.find((each) => each.asked?.question.kind === "approve");
    const from = consent?.id ?? "";
    const again = await replay(program.dataDir, [sessionId, "--rerun", "--from", from, "--json"]);
    const { record: now } = JSON.parse(again.out) as { record: SessionRecord };
    expect(now.commands[0]?.outcome).toMatchObject({ status: "completed" });
    expect(now.effects.map(({ tool }) => tool)).toEqual(["calendar_create_event"]);
    // The name was known by then: nobody is asked about it again.
    const questions = now.told.filter(({ turn }) => turn.kind === "question");
    expect(questions.map(({ turn }) => (turn["intervention"] as { kind: string }).kind)).toEqual([
      "approve",
    ]);
  });

  test("says what another planner makes of it", async () => {
    const plan = {
      answer: "plan",
      goal: "Note the lunch",
      steps: [
        {
          id: "note",
          tool: "calendar_create_event",
          args: {
            summary: "A note of it",
            start: "2026-11-25T12:00:00-08:00",
            end: "2026-11-25T13:00:00-08:00",
          },
        },
      ],
    };
    const openai = await startOpenAIServer({ script: () => ({ answer: plan }) });
    const planning = record.checkpoints.find(({ next }) => next.includes("createPlan"));
    const printed = await replay(
      program.dataDir,
      [sessionId, "--rerun", "--planner", "llm", "--from", planning?.id ?? "", "--model", "other"],
      { OPENAI_BASE_URL: openai.baseUrl },
    );
    await openai.close();
    expect(printed.code).toBe(1);
    expect(printed.out).toMatch(/plan\n\s+- .*calendar_create_event/u);
    expect(printed.out).toMatch(/\+ note .*A note of it/u);
    expect(printed.out).toMatch(/effects\n\s+- done {2}calendar_create_event/u);
    expect(printed.out).toContain("It did not ask again");
  });

  test("what cannot be done is said in a line", async () => {
    const { dataDir } = program;
    const nobody = crypto.randomUUID();
    const lines: [readonly string[], Record<string, string>, string][] = [
      [[nobody], {}, `There is no session ${nobody}.`],
      [["no-such-file"], {}, '"no-such-file" is neither a session\'s id nor a file there is.'],
      [[sessionId, "--rerun", "--from", "abc"], {}, "The session has no checkpoint abc."],
      [[sessionId], { DATA_KEY: "0".repeat(64) }, "DATA_KEY: the data was sealed with another key"],
      [[sessionId, "--rerun", "--planner", "best"], {}, 'PLANNER: "best" is not allowed'],
      [
        [sessionId, "--data-dir", "/nowhere"],
        {},
        "DATA_DIR: there is no errand.sqlite in /nowhere.",
      ],
      [
        [sessionId, "--rerun", "--workspace", "none.json"],
        {},
        'SANDBOX_WORKSPACE: "none.json" cannot be read',
      ],
      [[sessionId, "--what"], {}, "Unknown option '--what'"],
      [[sessionId], { REDIS_URL: "redis://127.0.0.1:1" }, "REDIS_URL: there is no Redis"],
    ];
    for (const [args, env, line] of lines) {
      const printed = await replay(dataDir, args, env);
      expect(printed).toMatchObject({ code: 2, out: "" });
      expect(printed.err).toContain(line);
      expect(printed.err.trim().split("\n")).toHaveLength(1);
    }
  }, 60_000);

  test("is given away without a word of it, and such a file can be read", async () => {
    const folder = await mkdtemp(path.join(tmpdir(), "errand-export-"));
    const file = path.join(folder, "session.json");
    expect((await replay(program.dataDir, [sessionId, "--export", file])).code).toBe(0);
    const text = await readFile(file, "utf8");
    for (const word of ["lunch", "quentin", "zobrist", "alice", sessionId, "2026", "noon"])
      expect(text.toLowerCase()).not.toContain(word);
    const { code, out } = await replay(program.dataDir, [file]);
    expect(code).toBe(0);
    expect(out).toContain("calendar_create_event");
    expect(out).toContain("asks  intervention_0 resolve_entity");
    await writeFile(file, "{}");
    expect((await replay(program.dataDir, [file])).err).toContain("is not an exported session");
    await rm(folder, { recursive: true });
  });
});

test("a program that runs has its file for itself, and says how it is read all the same", async () => {
  const program = await startProgram();
  const { code, err } = await replay(program.dataDir, [crypto.randomUUID()]);
  await program.dispose();
  expect(code).toBe(2);
  expect(err).toContain("kill -STOP PID; cp -r");
});

test("a session killed amid its question is gone on with from there", async () => {
  const program = await startProgram();
  const alice = await connect(program.url, "alice", { careful: true });
  const asked: Frame = await alice.say("Schedule lunch with Quentin Zobrist tomorrow at noon");
  await program.kill();
  const { sessionId } = asked.data;
  const record = parse(await replay(program.dataDir, [sessionId, "--json"]));
  expect(record.commands[0]?.outcome).toBeUndefined();
  const last = record.checkpoints.at(-1);
  expect(last?.asked?.question.kind).toBe("resolve_entity");
  const again = await replay(program.dataDir, [sessionId, "--rerun", "--from", last?.id ?? ""]);
  expect(again).toMatchObject({ code: 0, out: "All came out as before.\n" });
  await program.dispose();
});

test.skipIf(redisServerPath() === undefined)(
  "a session on Redis is read and held again",
  async () => {
    const redis = await startRedis();
    const env = { REDIS_URL: redis.url, DATA_KEY: "1".repeat(64), SANDBOX_NOW: NOW };
    const empty = await replay("/nowhere", [crypto.randomUUID()], env);
    expect(empty).toMatchObject({
      code: 2,
      err: "REDIS_URL: nothing of Errand's is kept there.\n",
    });
    const program = await startProgram(env);
    const alice = await connect(program.url, "alice", { careful: true });
    const sessionId = await holdConversation(alice);
    await alice.close();
    const record = parse(await replay(program.dataDir, [sessionId, "--json"], env));
    expect(record.commands.map(({ outcome }) => outcome?.status)).toEqual([
      "completed",
      "completed",
    ]);
    const again = await replay(program.dataDir, [sessionId, "--rerun"], env);
    expect(again.err).toContain("it starts from the demo workspace");
    expect(again).toMatchObject({ code: 0, out: "All came out as before.\n" });
    await program.dispose();
    await redis.close();
  },
);
