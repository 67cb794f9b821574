import { expect, test } from "vitest";

import { evalCase } from "../test/support/eval-case.ts";
import { compareRuns, figuresOf } from "./figures.ts";
import { renderComparison, renderFigures } from "./report.ts";

test("a question that was needed is no failure; one that was not, is", () => {
  const { success, wrongWrites } = figuresOf([
    evalCase("a", "right"),
    evalCase("b", "asked-well"),
    evalCase("c", "asked-needlessly"),
    evalCase("d", "wrong-write"),
  ]);
  expect(success.value).toBe(0.5);
  expect(wrongWrites.value).toBe(0.25);
});

test("repeats of one scenario are one task: they narrow no interval", () => {
  const once = [evalCase("a", "right"), evalCase("b", "failed")];
  const thrice = [1, 2, 3].flatMap((repeat) => once.map((one) => ({ ...one, repeat })));
  expect(figuresOf(thrice).success).toEqual(figuresOf(once).success);
  expect(figuresOf(thrice)).toMatchObject({ n: 2, cases: 6, passHatK: [0.5, 0.5, 0.5] });
  expect(figuresOf(once).passHatK).toEqual([]);
});

test("one success of four is a quarter at k = 1 and nothing at k = 4", () => {
  const runs = [1, 2, 3, 4].map((repeat) =>
    evalCase("a", repeat === 1 ? "right" : "wrong-read", { repeat }),
  );
  expect(figuresOf(runs).passHatK).toEqual([0.25, 0, 0, 0]);
});

test("the headline comes first: wrong writes, then success, then questions", () => {
  const text = renderFigures(figuresOf([evalCase("a", "right")]), "builtin");
  const places = ["wrong-write rate", "success", "questions a task"].map((words) =>
    text.indexOf(words),
  );
  expect(places).toEqual(places.toSorted((a, b) => a - b));
  expect(places).not.toContain(-1);
});

test("two runs are compared scenario by scenario, and what one of them lacks is left out and named", () => {
  const before = [
    evalCase("lost", "right"),
    evalCase("gained", "abstained"),
    evalCase("same", "right"),
    evalCase("reworded", "right"),
    evalCase("gone", "right"),
  ];
  const now = [
    evalCase("lost", "wrong-write"),
    evalCase("gained", "asked-well"),
    evalCase("same", "asked-well"),
    evalCase("reworded", "failed", { digest: "other" }),
  ];
  const comparison = compareRuns(before, now);
  expect(comparison).toMatchObject({
    n: 3,
    lost: ["lost"],
    gained: ["gained"],
    left: ["reworded", "gone"],
    newWrongWrites: ["lost"],
    goneWrongWrites: [],
    pSuccess: 1,
    pWrongWrites: 1,
  });
  expect(renderComparison(comparison, "before")).toContain(
    "1 new, 0 gone, p = 1.000, may be chance",
  );
});

test("six lost and none gained is no chance", () => {
  const before = Array.from({ length: 20 }, (_, i) => evalCase(`s${i}`, "right"));
  const now = before.map((one, i) => (i < 6 ? { ...one, verdict: "abstained" as const } : one));
  expect(compareRuns(before, now).pSuccess).toBeCloseTo(0.03125, 6);
});

test("a scenario that one repeat of fails is not solved", () => {
  const before = [evalCase("a", "right"), evalCase("a", "right", { repeat: 2 })];
  const now = [evalCase("a", "right"), evalCase("a", "wrong-write", { repeat: 2 })];
  expect(compareRuns(before, now)).toMatchObject({ n: 1, lost: ["a"], newWrongWrites: ["a"] });
});
