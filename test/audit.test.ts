import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";

import { expect, onTestFinished, test } from "vitest";

import { connect, isOutcome, post, putWorkspace } from "./support/client.ts";
import { startProgram } from "./support/program.ts";

async function audit(dataDir: string, userId: string): Promise<{ code: unknown; said: string }> {
  const child = spawn(process.execPath, ["scripts/audit.ts", "--user", userId], {
    env: { PATH: process.env["PATH"], DATA_DIR: dataDir },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let said = "";
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (text: string) => (said += text));
  const [code] = await once(child, "exit");
  return { code, said };
}

test("[P19] what was done is told when asked, and its record is checked by a command", async () => {
  const dataDir = await mkdtemp(path.join(tmpdir(), "errand-audit-"));
  onTestFinished(async () => rm(dataDir, { recursive: true, force: true }));
  const program = await startProgram({ DATA_DIR: dataDir });
  const phoneNumber = "+14155550142";
  await putWorkspace(program.url, { userId: "ruth", email: "ruth@example.com", phoneNumber });
  const client = await connect(program.url, "ruth");
  const none = await client.say("What did you do today?");
  expect(none.data.message).toContain("nothing");
  await client.say("Schedule yoga on Friday at 4pm");
  await client.say("Add a task called water the ferns");
  await post(program.url, "/sandbox/phone", {
    from: phoneNumber,
    body: "Add a task called buy twine",
  });
  await client.next((frame) => isOutcome(frame) && frame.id?.startsWith("sms:") === true);
  await client.say("undo");

  const today = (await client.say("What have you done today?")).data.message;
  const lines = today.split("\n").slice(1);
  expect(lines).toHaveLength(4);
  expect(lines[0]).toMatch(/yoga/iu);
  expect(lines[1]).toMatch(/ferns/iu);
  expect(lines[2]).toMatch(/by text: .*twine/iu);
  expect(lines[3]).toMatch(/twine|deleted/iu);
  expect((await client.say("What did you do yesterday?")).data.message).toContain("nothing");
  const stranger = await connect(program.url, "bob");
  expect((await stranger.say("What did you do this week?")).data.message).toContain("nothing");
  await program.terminate();

  expect(await audit(dataDir, "ruth")).toEqual({ code: 0, said: "4 records, chain whole\n" });
  expect(await audit(dataDir, "bob")).toEqual({ code: 0, said: "0 records, chain whole\n" });
  const db = new DatabaseSync(path.join(dataDir, "errand.sqlite"));
  db.exec("DELETE FROM actions WHERE seq = 2");
  db.close();
  expect(await audit(dataDir, "ruth")).toEqual({ code: 1, said: "record 2 is missing\n" });
}, 60_000);
