import { describe, expect, test } from "vitest";

import { InterventionKind } from "../src/domain/intervention.ts";
import type { InterventionAnswer } from "../src/domain/intervention.ts";
import { fromInbox, withInboxShapes } from "./inbox-shapes.ts";

describe("LangGraph's own pages", () => {
  const kinds = InterventionKind.options.map((kind) => [kind] as const);
  test.each(kinds)("draw a question of the kind %s", (kind) => {
    expect(withInboxShapes({ kind, reason: "Who is that?" })).toMatchObject({
      description: "Who is that?",
      action_request: { action: kind, args: { value: "" } },
      config: { allow_respond: true, allow_ignore: true },
      action_requests: [{ name: kind, arguments: { value: "" } }],
      review_configs: [{ action_name: kind }],
    });
  });

  const answers: [string, InterventionAnswer, InterventionAnswer][] = [
    ["a response", [{ type: "response", args: "eden@example.com" }], "eden@example.com"],
    ["an edit", [{ type: "edit", args: { action: "clarify", args: { value: "3pm" } } }], "3pm"],
    ["ignore", [{ type: "ignore", args: null }], { kind: "cancelled" }],
    ["accept", [{ type: "accept", args: null }], "yes"],
    [
      "an edited decision",
      { decisions: [{ type: "edit", edited_action: { name: "clarify", args: { value: "3pm" } } }] },
      "3pm",
    ],
    ["a rejection with words", { decisions: [{ type: "reject", message: "at 4" }] }, "at 4"],
    ["a rejection", { decisions: [{ type: "reject" }] }, { kind: "cancelled" }],
  ];
  test.each(answers)("answer by %s as a user would", (_name, answer, said) => {
    expect(fromInbox(answer)).toEqual(said);
  });

  test("other answers stay as they are", () => {
    for (const answer of ["yes", ["Ann", "Bob"], { value: "3pm" }, [{ type: "other" }]])
      expect(fromInbox(answer)).toBe(answer);
  });
});
