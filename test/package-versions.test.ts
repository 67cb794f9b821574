import { readFileSync } from "node:fs";

import { expect, test } from "vitest";
import { z } from "zod";

const Lock = z.object({
  packages: z.record(z.string(), z.object({ version: z.string().optional() })),
});

/** The first versions without a hole that we would fall into, and which hole that is. */
const FIXED: readonly (readonly [name: string, version: string, hole: string])[] = [
  ["ws", "8.21.0", "CVE-2026-48779: tiny fragments exhaust memory"],
  ["@langchain/langgraph", "1.4.12", "langgraphjs#2714: serialized state revives constructors"],
  ["@langchain/langgraph-checkpoint", "1.1.5", "langgraphjs#2714"],
  [
    "@langchain/langgraph-checkpoint-redis",
    "1.0.11",
    "langgraphjs#2714, and GHSA-x3wm-3wx7-g6xm: a thread named * is everybody's",
  ],
  ["@composio/core", "0.17.0", "composio#3716: writes were sent again by the SDK itself"],
];

const { packages } = Lock.parse(JSON.parse(readFileSync("package-lock.json", "utf8")));

test.each(FIXED)("[T16] every copy of %s that is installed is %s or newer: %s", (name, least) => {
  const copies = Object.entries(packages).filter(
    ([place]) => place === `node_modules/${name}` || place.endsWith(`/node_modules/${name}`),
  );
  expect(copies.length).toBeGreaterThan(0);
  for (const [place, { version = "0" }] of copies)
    expect(isAtLeast(version, least), `${place} is ${version}`).toBe(true);
});

test("[T16] what is asked for is one version each, so that a start elsewhere is the same program", () => {
  const { dependencies = {}, devDependencies = {} } = z
    .object({
      dependencies: z.record(z.string(), z.string()).optional(),
      devDependencies: z.record(z.string(), z.string()).optional(),
    })
    .parse(JSON.parse(readFileSync("package.json", "utf8")));
  const loose = Object.entries({ ...dependencies, ...devDependencies }).filter(
    ([, version]) => !/^\d+\.\d+\.\d+(?:-[\w.]+)?$/u.test(version),
  );
  expect(loose).toEqual([]);
});

function isAtLeast(version: string, least: string): boolean {
  return version.localeCompare(least, "en", { numeric: true }) >= 0 && !version.includes("-");
}
