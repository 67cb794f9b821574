import { expect, test } from "vitest";

import { readApproval } from "./approval-answers.ts";

test.each([
  "no",
  "No thanks",
  "no, leave it",
  "nope, forget it",
  "no - cancel it",
  "don't send it",
  "leave it as it is",
  "no way, stop",
])("“%s” is a no", (words) => {
  expect(readApproval(words)).toEqual({ kind: "cancelled" });
});

test.each(["no, cc Sam", "no, do it tomorrow", "leave Dana out", "not Dana, Sam"])(
  "“%s” is no verdict: it says what is to be otherwise",
  (words) => {
    expect(readApproval(words)).toMatchObject({ kind: "revision" });
  },
);
