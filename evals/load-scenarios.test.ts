import { cp, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";

import { loadScenarios } from "./load-scenarios.ts";

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
