import { randomBytes } from "node:crypto";
import { mkdtemp, readdir, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";

import { describe, expect, onTestFinished, test, vi } from "vitest";

import {
  connect,
  isOutcome,
  isQuestion,
  post,
  putWorkspace,
  workspaceOf,
} from "./support/client.ts";
import { runProgram, startProgram } from "./support/program.ts";

/** Each of these starts the program twice. */
vi.setConfig({ testTimeout: 90_000 });

/** What the embedded Google workspace and phone keep stands for what is at Google and at the carrier. */
const ELSEWHERE = /^(?:sandbox|phone)\.sqlite/u;

const CANARIES = [
  "zanzibar-ledger-body",
  "quetzal.palimpsest@example.net",
  "Quetzal Palimpsest",
  "+14155550177",
  "4155550177",
  "thesaurus-banquet",
];

async function newFolder(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), "errand-sealed-"));
  onTestFinished(async () => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** The files that hold any of these words, as they lie on the disk, in either encoding of text. */
async function filesWith(folder: string, words: readonly string[]): Promise<readonly string[]> {
  const found: string[] = [];
  for (const name of (await readdir(folder)).filter((one) => !ELSEWHERE.test(one))) {
    const bytes = await readFile(path.join(folder, name));
    for (const word of words) {
      for (const encoding of ["utf8", "utf16le"] as const)
        if (bytes.includes(Buffer.from(word, encoding))) found.push(`${name}: ${word}`);
    }
  }
  return found;
}

describe("what is on the disk", () => {
  test("[T5] holds no name, address, number or body, while a conversation is open, after a crash and after a clean end", async () => {
    const dataDir = await newFolder();
    const program = await startProgram({ DATA_DIR: dataDir });
    await putWorkspace(program.url, {
      userId: "walter",
      email: "walter@example.com",
      phoneNumber: "+14155550177",
      contacts: [
        {
          names: [{ displayName: "Quetzal Palimpsest" }],
          emailAddresses: [{ value: "quetzal.palimpsest@example.net" }],
        },
      ],
      gmail: {
        messages: [
          {
            from: "Quetzal Palimpsest <quetzal.palimpsest@example.net>",
            to: "walter@example.com",
            subject: "thesaurus-banquet",
            text: "zanzibar-ledger-body",
          },
        ],
      },
    });
    const client = await connect(program.url, "walter");
    for (const words of [
      "Schedule coffee with my boss on Friday at 9am",
      "What does the last email from Quetzal Palimpsest say?",
      "Schedule thesaurus-banquet with Quetzal Palimpsest tomorrow at noon",
      "Add a task called zanzibar-ledger-body",
    ]) {
      const turn = await client.say(words);
      if (isQuestion(turn)) await client.answer(turn, "quetzal.palimpsest@example.net");
    }
    const mailbox = client.frames.map(({ data }) => data.message).join("\n");
    expect(mailbox).toContain("zanzibar-ledger-body");
    await post(program.url, "/sandbox/phone", {
      from: "+14155550177",
      body: "What's on tomorrow?",
    });
    await client.next((frame) => isOutcome(frame) && frame.id?.startsWith("sms:") === true);
    const question = await client.say("Schedule lunch with Ignatius Brontosaurus tomorrow at 3pm");
    expect(question.data.action, JSON.stringify(question)).toBe("user_intervention_required");
    const words = [...CANARIES, "Ignatius Brontosaurus", "walter"];
    // The words are there at all, where they stand for Google.
    expect(
      (await readFile(path.join(dataDir, "sandbox.sqlite-wal"))).includes(CANARIES[0] ?? ""),
    ).toBe(true);
    expect(await filesWith(dataDir, words)).toEqual([]);

    await program.kill();
    expect(await filesWith(dataDir, words)).toEqual([]);
    const again = await startProgram({ DATA_DIR: dataDir });
    await (await connect(again.url, "walter")).answer(question, "ignatius@example.org");
    await again.terminate();
    expect(await filesWith(dataDir, [...words, "ignatius@example.org"])).toEqual([]);
    expect((await stat(path.join(dataDir, "data.key"))).mode & 0o777).toBe(0o600);
  });

  test("[T5] of a version that sealed nothing is sealed at the start, and no conversation is lost", async () => {
    const dataDir = await newFolder();
    const file = path.join(dataDir, "errand.sqlite");
    const before = new DatabaseSync(file);
    const dump = path.join(import.meta.dirname, "fixtures", "data-of-schema-2.sql");
    before.exec(
      `PRAGMA journal_mode = WAL; ${await readFile(dump, "utf8")}; PRAGMA user_version = 2;`,
    );
    // The question was asked just now.
    before.prepare("UPDATE timers SET due_at = ?").run(Date.now() + 600_000);
    before.close();
    expect(await filesWith(dataDir, ["Zorblax", "alice"])).toHaveLength(2);

    const program = await startProgram({ DATA_DIR: dataDir });
    onTestFinished(async () => program.dispose());
    expect(await filesWith(dataDir, ["Zorblax", "alice"])).toEqual([]);
    const client = await connect(program.url, "alice");
    const sessionId = "2090d08a-3930-4bf7-b12c-6ff68b763e9e";
    client.send({ type: "system", payload: { action: "subscribe", userId: "alice", sessionId } });
    const open = await client.next(isQuestion);
    expect(open.data.entity.value).toBe("Zorblax Quennell");
    expect((await client.answer(open, "zorblax@example.com")).data.message).toContain("Zorblax");
    const { calendar } = await workspaceOf(program.url, "alice");
    const invited = calendar?.events.filter(({ attendees = [] }) =>
      attendees.some(({ email }) => email === "zorblax@example.com"),
    );
    expect(invited).toHaveLength(1);
  });
});

describe("a data key", () => {
  test("that is none stops the start with one line, and is not shown", async () => {
    const DATA_KEY = "not a key, but long enough to be one";
    const { code, output } = await runProgram({ DATA_DIR: await newFolder(), DATA_KEY });
    expect(code).toBe(78);
    expect(output.trim().split("\n")).toHaveLength(1);
    expect(output).toMatch(/^DATA_KEY: /u);
    expect(output).not.toContain(DATA_KEY);
  });

  test("that is not the one the data was sealed with stops the start with one line", async () => {
    const DATA_DIR = await newFolder();
    const first = await startProgram({ DATA_DIR, DATA_KEY: randomBytes(32).toString("base64") });
    await first.terminate();
    const DATA_KEY = randomBytes(32).toString("hex");
    const { code, output } = await runProgram({ DATA_DIR, DATA_KEY, PORT: "0" });
    expect(code).toBe(78);
    expect(output.trim().split("\n")).toHaveLength(1);
    expect(output).toMatch(/^DATA_KEY: /u);
    expect(output).not.toContain(DATA_KEY);
  });
});
