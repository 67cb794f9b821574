import { describe, expect, test } from "vitest";

import type { Question } from "../src/domain/intervention.ts";
import type { Json } from "../src/domain/plan.ts";
import { readAnswer, readsAsAnswer } from "./answers.ts";

const who: Question = {
  kind: "resolve_entity",
  reason: "?",
  entity: { type: "UNKNOWN", value: "Eden Chan" },
  mention: { $entity: "Eden Chan", type: "person" },
};
const which: Question = {
  kind: "choose_entity",
  reason: "?",
  mention: { $entity: "Sam", type: "person" },
  options: [
    { value: "sam.carter@acme.com", label: "Sam Carter <sam.carter@acme.com>, Acme" },
    { value: "sam@okafor.dev", label: "Sam Okafor <sam@okafor.dev>" },
  ],
};
const time: Question = { kind: "clarify", reason: "What time?", slot: "start" };

describe("an answer in any natural form is read", () => {
  const eden = {
    kind: "entity",
    option: { value: "eden@example.com", label: "Eden Chan <eden@example.com>" },
  };
  const okafor = { kind: "entity", option: which.options?.[1] };
  const rows: [Question, Json, unknown][] = [
    [who, "eden@example.com", eden],
    [who, "  it's eden@example.com. ", eden],
    [who, "Eden <eden@example.com>", eden],
    [who, { value: "eden@example.com" }, eden],
    [who, "the one from Acme", { kind: "other_words", words: "the one from Acme" }],
    [who, "cancel", { kind: "cancelled" }],
    [who, "Never mind.", { kind: "cancelled" }],
    [who, false, { kind: "cancelled" }],
    [which, "sam@okafor.dev", okafor],
    [which, 2, okafor],
    [which, "2.", okafor],
    [which, "#2", okafor],
    [which, "second", okafor],
    [which, "the last one", okafor],
    [which, "sam okafor", okafor],
    [which, "OKAFOR", okafor],
    [which, "Sam", { kind: "other_words", words: "Sam" }],
    [which, 7, { kind: "other_words", words: "7" }],
    [
      which,
      "sam@third.org",
      { kind: "entity", option: { value: "sam@third.org", label: "Sam <sam@third.org>" } },
    ],
    [time, "3pm", { kind: "text", text: "3pm" }],
    [time, { kind: "expired" }, { kind: "expired" }],
    [{ kind: "authorize", reason: "?" }, "done", { kind: "connected" }],
  ];
  test.each(rows)("%#: %j", (question, answer, reading) => {
    expect(readAnswer(question, answer)).toEqual(reading);
  });
});

describe("a text that nothing marks as an answer", () => {
  test.each<[Question, string]>([
    [who, "eden@example.com"],
    [who, "her address is eden@example.com"],
    [who, "forget it"],
    [which, "2"],
    [which, "the second one"],
    [time, "3pm"],
    [time, "tomorrow at noon"],
  ])("%#: answers: %s", (question, text) => {
    expect(readsAsAnswer(question, text)).toBe(true);
  });

  test.each<[Question, string]>([
    [who, "what's on tomorrow?"],
    [
      who,
      "Email eden@example.com and dana@acme.com that the meeting on Friday is off and ask for a new date",
    ],
    [which, "any unread mail?"],
    [time, "Schedule gym tomorrow at 6pm"],
    [time, "what's on tomorrow?"],
  ])("%#: is a command of its own: %s", (question, text) => {
    expect(readsAsAnswer(question, text)).toBe(false);
  });
});
