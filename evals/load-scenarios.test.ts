import { cp, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";

import { loadScenarios } from "./load-scenarios.ts";
import { assignSplit, readSplits, recordSplits } from "./split.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "errand-scenarios-"));
  await cp(import.meta.dirname, folder, {
    recursive: true,
    filter: (file) => !file.endsWith(".ts"),
  });
});
afterEach(async () => rm(folder, { recursive: true }));

const write = async (text: string) => writeFile(path.join(folder, "scenarios", "mine.json"), text);
const mine = (change: object) =>
  JSON.stringify([
    {
      id: "mine",
      title: "Mine",
      tags: ["test"],
      workspace: "office",
      turns: [{ say: "hello" }],
      ...change,
    },
  ]);

test("at least 60 scenarios of several turns are there, and every one of them is whole", async () => {
  const { scenarios } = await loadScenarios(import.meta.dirname);
  const several = scenarios.filter(({ turns }) => turns.length > 1 || turns[0]?.asks.length !== 0);
  expect(several.length).toBeGreaterThanOrEqual(60);
});

test("what is left out has its default", async () => {
  await write(mine({}));
  const { scenarios } = await loadScenarios(folder);
  expect(scenarios.find(({ id }) => id === "mine")).toMatchObject({
    channel: "websocket",
    workspace: { base: "office", messages: [] },
    turns: [{ ends: ["completed"], asks: [] }],
    expect: {},
  });
});

test("every scenario is in a half, and `quick` ones, which every test run shows, in the open one", async () => {
  const { scenarios } = await loadScenarios(import.meta.dirname);
  expect(scenarios.filter(({ split }) => split === undefined).map(({ id }) => id)).toEqual([]);
  const shown = scenarios.filter(({ tags }) => tags.includes("quick"));
  expect(shown.filter(({ split }) => split !== "open").map(({ id }) => id)).toEqual([]);
});

test("a half is given by the id alone and kept for good", async () => {
  await write(mine({}));
  const { scenarios } = await loadScenarios(folder);
  const before = await readSplits(folder);
  expect(await recordSplits(folder, scenarios)).toBe(1);
  const after = await readSplits(folder);
  expect(after).toEqual({ ...before, mine: assignSplit({ id: "mine", tags: [] }) });
  const flipped = after["mine"] === "open" ? "held-back" : "open";
  await writeFile(path.join(folder, "splits.json"), JSON.stringify({ ...after, mine: flipped }));
  expect(await recordSplits(folder, scenarios)).toBe(0);
  expect((await readSplits(folder))["mine"]).toBe(flipped);
});

test("YAML is read as JSON is, and its faults are told by line", async () => {
  const file = path.join(folder, "scenarios", "more.yaml");
  await writeFile(
    file,
    "- { id: more, title: More, tags: [x], workspace: office, turns: [{ say: hi }] }\n",
  );
  const { scenarios } = await loadScenarios(folder);
  expect(scenarios.find(({ id }) => id === "more")).toMatchObject({ title: "More" });
  await writeFile(file, "- id: more\n  title: [oops\n");
  await expect(loadScenarios(folder)).rejects.toThrow(/more\.yaml: line 3, column 1: /u);
  await writeFile(file, "- id: more\n  id: again\n");
  await expect(loadScenarios(folder)).rejects.toThrow(/more\.yaml: line 2, column 3: .*unique/u);
});

test.each([
  [
    "a syntax fault by its line",
    '[\n  { "id": "mine",\n    oops }\n]',
    /mine\.json: line 3, column 5: /,
  ],
  ["a missing field by scenario and name", mine({ title: undefined }), /mine\.json: mine: title: /],
  ["an unknown key", mine({ chanel: "sms" }), /mine\.json: mine: .*chanel/],
  [
    "a fault deep inside",
    mine({ turns: [{ say: "x", ends: ["done"] }] }),
    /mine: turns\[0\]\.ends\[0\]: /,
  ],
  [
    "a field an event does not have",
    mine({ expect: { added: { events: [{ subject: "x" }] } } }),
    /mine: expect\.added\.events\[0\]/,
  ],
  [
    "a workspace that is not there",
    mine({ workspace: "nowhere" }),
    /mine: workspace\.base: there is no workspace "nowhere"/,
  ],
  [
    "an id that is taken",
    mine({ id: "move-it" }),
    /mine\.json: move-it: id: is also in .*conversation\.json/,
  ],
])("tells %s", async (_name, text, fault) => {
  await write(text);
  await expect(loadScenarios(folder)).rejects.toThrow(fault);
});
