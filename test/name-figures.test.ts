import { expect, test } from "vitest";

import { generateNames } from "../scripts/bench/names/name-cases.ts";
import { scoreNames } from "../scripts/bench/names/score-names.ts";

test("of 1,000 names said in all ways hardly one means the wrong person, and few are asked about without need", () => {
  const scored = scoreNames(generateNames(31, 300, 1_000));
  const share = (verdict: string): number =>
    (100 * scored.filter((each) => each.verdict === verdict).length) / scored.length;
  expect(share("wrong")).toBeLessThanOrEqual(0.5);
  expect(share("needless question")).toBeLessThanOrEqual(5);
  expect(share("missed")).toBeLessThanOrEqual(2);
});
