import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";

import { evalRun } from "../test/support/eval-case.ts";
import { createRunKeeper, readRun, writeRun } from "./run-record.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "errand-runs-"));
});
afterEach(async () => rm(folder, { recursive: true }));

const run = evalRun([], { name: "mine" });

test("what was kept is read again, by name and by path", async () => {
  const file = await writeRun(run, folder);
  expect(await readRun("mine", folder)).toEqual(run);
  expect(await readRun(file)).toEqual(run);
  expect(await readdir(folder)).toEqual(["mine.json"]);
});

test("a run that grows is there as it was last", async () => {
  const keeper = createRunKeeper(folder);
  for (let ms = 1; ms <= 50; ms++) keeper.save({ ...run, ms });
  await keeper.settled();
  expect(await readRun("mine", folder)).toMatchObject({ ms: 50 });
});

test.each([
  ["no file", undefined, /there is no such run/u],
  ["no JSON", "{", /is not JSON/u],
  ["another version", JSON.stringify({ ...run, version: 99 }), /is of version 99, not 1/u],
  ["another shape", JSON.stringify({ ...run, cases: [{}] }), /cases\.0\.scenario/u],
])("%s is told, with the file", async (_name, text, fault) => {
  if (text !== undefined) await writeFile(path.join(folder, "mine.json"), text);
  await expect(readRun("mine", folder)).rejects.toThrow(fault);
  await expect(readRun("mine", folder)).rejects.toThrow(/mine\.json/u);
});
