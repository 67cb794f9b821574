import { expect, test } from "vitest";

import { mcNemar, meanOf, passHatK, wilson } from "./statistics.ts";

test.each([
  // Wilson's formula worked out apart from this code.
  [0, 10, 0, 0.2775],
  [10, 10, 0.7225, 1],
  [1, 100, 0.0018, 0.0545],
  [81, 84, 0.9002, 0.9878],
])("the interval of %i of %i", (successes, n, low, high) => {
  const interval = wilson(successes, n);
  expect(interval.value).toBeCloseTo(successes / n, 10);
  expect(interval.low).toBeCloseTo(low, 3);
  expect(interval.high).toBeCloseTo(high, 3);
});

test("nothing measured says nothing", () => {
  expect(wilson(0, 0)).toEqual({ value: Number.NaN, low: 0, high: 1 });
});

test("a mean is within its interval, which narrows with n and goes not below nothing", () => {
  const few = meanOf([0, 1]);
  const many = meanOf(Array.from({ length: 200 }, (_, i) => i % 2));
  expect(few.value).toBe(0.5);
  expect(few.low).toBe(0);
  expect(many.high - many.low).toBeLessThan(few.high - few.low);
  expect(many.low).toBeCloseTo(0.5 - 1.96 * Math.sqrt(0.25126 / 200), 3);
});

test("pass^k is the share of ways to take k runs that all succeed", () => {
  const tasks = [
    { n: 4, c: 4 },
    { n: 4, c: 2 },
    { n: 4, c: 0 },
  ];
  expect(passHatK(tasks, 1)).toBeCloseTo((1 + 2 / 4 + 0) / 3, 10);
  // C(2,2) / C(4,2) of the second task.
  expect(passHatK(tasks, 2)).toBeCloseTo((1 + 1 / 6 + 0) / 3, 10);
  expect(passHatK(tasks, 4)).toBeCloseTo(1 / 3, 10);
  expect(() => passHatK(tasks, 5)).toThrow(/needs 5 runs/u);
});

test.each([
  [0, 0, 1],
  [3, 3, 1],
  // 2 * 0.5^5, 2 * 0.5^6, 2 * (1 + 10) * 0.5^10: the binomial tails.
  [5, 0, 0.0625],
  [0, 6, 0.03125],
  [1, 9, 0.021484],
])("of %i lost and %i gained the chance is exact", (lost, gained, p) => {
  expect(mcNemar(lost, gained)).toBeCloseTo(p, 6);
  expect(mcNemar(gained, lost)).toBeCloseTo(p, 6);
});
