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
const both: Question = {
  kind: "resolve_entity",
  reason: "?",
  mentions: [
    { $entity: "Eden", type: "person" },
    { $entity: "Bo", type: "person" },
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
    [who, "the one from Acme", { kind: "told_apart", words: "the one from Acme", by: "from Acme" }],
    [who, "sorry, it's eden@example.com", eden],
    [who, "oh, I meant eden@example.com", eden],
    [who, "oops, wrong one: eden@example.com", eden],
    [who, "make it eden@example.com", eden],
    [who, "eden@example.com instead", eden],
    [who, "eden@example.com, but make it 4pm", { ...eden, also: "but make it 4pm" }],
    [who, "it's eden@example.com and cc dana", { ...eden, also: "and cc dana" }],
    [who, "eden@example.com at Acme", eden],
    [
      who,
      "eden@example.com or eden@work.example",
      {
        kind: "unsettled",
        why: { kind: "several_addresses", addresses: ["eden@example.com", "eden@work.example"] },
      },
    ],
    [
      both,
      "oh, I meant eden@example.com and bo@example.com",
      {
        kind: "addresses",
        found: [
          expect.objectContaining({ mention: both.mentions?.[0] }) as unknown,
          expect.objectContaining({ mention: both.mentions?.[1] }) as unknown,
        ],
      },
    ],
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
    [which, "it's the one at Acme", { kind: "entity", option: which.options?.[0] }],
    [which, "sorry, I meant Okafor", { kind: "entity", option: which.options?.[1] }],
    [which, "Sam", { kind: "unsettled", why: { kind: "several", options: which.options } }],
    [which, "neither", { kind: "unsettled", why: { kind: "none_of_them" } }],
    [which, "Sam Rivera", { kind: "other_words", words: "Sam Rivera" }],
    [which, "the private one", { kind: "told_apart", words: "the private one", by: "private" }],
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

const body: Question = { kind: "clarify", reason: "?", slot: "body", verbatim: true };
const connect: Question = { kind: "authorize", reason: "?", service: "calendar" };

describe("a correction edits the plan instead of answering", () => {
  test.each<[Question, string]>([
    [who, "actually Friday"],
    [who, "make it 4pm"],
    [who, "4pm"],
    [who, "wait, 3 not 2"],
    [who, "no, with Sam Ortiz instead"],
    [who, "Sam Ortiz instead"],
    [who, "and cc Dana"],
    [who, "and cc dana@acme.com"],
    [which, "Friday instead"],
    [which, "move it to Friday"],
    [time, "no, with Sam Ortiz instead"],
    [time, "and invite Dana"],
    [body, "and cc Dana"],
    [connect, "actually Friday"],
  ])("%#: %j is one: %s", (question, text) => {
    expect(readAnswer(question, text)).toEqual({ kind: "revision", text });
    expect(readsAsAnswer(question, text)).toBe(true);
  });

  test.each<[Question, string, unknown]>([
    [
      who,
      "actually eden@example.com",
      { kind: "entity", option: expect.objectContaining({ value: "eden@example.com" }) as unknown },
    ],
    [
      who,
      "no, eden@example.com",
      { kind: "entity", option: expect.objectContaining({ value: "eden@example.com" }) as unknown },
    ],
    [which, "actually Okafor", { kind: "entity", option: which.options?.[1] }],
    [which, "wait, the second one", { kind: "entity", option: which.options?.[1] }],
    [who, "actually Eden Chen", { kind: "other_words", words: "Eden Chen" }],
    [time, "3pm", { kind: "text", text: "3pm" }],
    [time, "Friday at 3", { kind: "text", text: "Friday at 3" }],
    [body, "Actually Friday works better", { kind: "text", text: "Actually Friday works better" }],
    [body, "make it 3pm", { kind: "text", text: "make it 3pm" }],
    [body, "See you at 4", { kind: "text", text: "See you at 4" }],
    [who, "cancel it", { kind: "cancelled" }],
  ])("%#: %j is answered by: %s", (question, text, reading) => {
    expect(readAnswer(question, text)).toEqual(reading);
  });

  test.each<[Question, string]>([
    [who, "schedule gym on Friday at 6pm"],
    [who, "invite Sam to dinner tomorrow"],
    [time, "what time is my dentist appointment?"],
    [which, "add milk to my list"],
  ])("%#: %j is left for a command of its own: %s", (question, text) => {
    expect(readsAsAnswer(question, text)).toBe(false);
  });
});

describe("a text that nothing marks as an answer", () => {
  test.each<[Question, string]>([
    [who, "eden@example.com"],
    [who, "her address is eden@example.com"],
    [who, "forget it"],
    [which, "2"],
    [which, "the second one"],
    [which, "it's the one at Acme"],
    [which, "Acme Sam"],
    [which, "neither"],
    [which, "Sam"],
    [which, "sam rivera"],
    [who, "email is eden@example.com"],
    [who, "send it to eden@example.com"],
    [who, "sorry, it's eden@example.com"],
    [both, "oh, I meant eden@example.com"],
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
    [who, "email bob@example.com that I'm late"],
    [which, "email Sam that I'm late"],
    [which, "thanks"],
    [time, "Schedule gym tomorrow at 6pm"],
    [time, "what's on tomorrow?"],
  ])("%#: is a command of its own: %s", (question, text) => {
    expect(readsAsAnswer(question, text)).toBe(false);
  });
});
