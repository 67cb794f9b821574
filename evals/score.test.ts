import { describe, expect, test } from "vitest";

import { UserDocument } from "../tools/sandbox/document.ts";
import { Scenario } from "./scenario.ts";
import { score } from "./score.ts";
import type { Asked, TurnRecord } from "./score.ts";

const LUNCH = {
  id: "lunch",
  summary: "Lunch with Dana",
  start: { dateTime: "2026-11-25T12:00:00-08:00" },
  end: { dateTime: "2026-11-25T13:00:00-08:00" },
  attendees: [{ email: "me@example.com" }, { email: "dana@acme.com" }],
};
const STANDUP = {
  id: "standup",
  summary: "Standup",
  start: { dateTime: "2026-11-23T09:30:00-08:00", timeZone: "America/Los_Angeles" },
  end: { dateTime: "2026-11-23T10:00:00-08:00", timeZone: "America/Los_Angeles" },
  recurrence: ["RRULE:FREQ=DAILY"],
};
const MAIL = { id: "m1", from: "Dana <dana@acme.com>", to: "me@example.com", subject: "Hi" };

const ALL = { events: [STANDUP], messages: [MAIL] };
const WITH_LUNCH = { ...ALL, events: [STANDUP, LUNCH] };

interface Things {
  readonly events?: readonly object[];
  readonly messages?: readonly object[];
}

function workspace({ events = [], messages = [] }: Things): UserDocument {
  return UserDocument.parse({
    userId: "owner",
    email: "me@example.com",
    calendar: { events },
    gmail: { messages },
  });
}

const BOOKED = {
  added: {
    events: [
      {
        summary: { contains: ["lunch"] },
        start: "2026-11-25T20:00:00Z",
        guests: ["dana@acme.com"],
      },
    ],
  },
};
const QUESTION: Asked = { kind: "clarify", text: "What time?" };

function record(after: Things, turn: Partial<TurnRecord> = {}): TurnRecord {
  return {
    say: "Schedule lunch",
    asked: [],
    needless: [],
    missing: [],
    status: "completed",
    reply: "Booked: Lunch with Dana, 12:00.",
    after: workspace(after),
    ...turn,
  };
}

/** Scores one turn that began with `ALL`. */
function scoreOf(given: object, turn: TurnRecord, more: object = {}) {
  const scenario = Scenario.parse({
    id: "case",
    title: "A case",
    tags: ["test"],
    workspace: "any",
    turns: [{ say: "Schedule lunch", ...more }],
    expect: given,
  });
  return score(scenario, { turns: [turn], before: workspace(ALL) });
}

const verdictOf = (...args: Parameters<typeof scoreOf>) => scoreOf(...args).verdict;
const lunchWith = (change: object): Things => ({
  ...ALL,
  events: [STANDUP, { ...LUNCH, ...change }],
});

test("what was asked for and nothing else is right", () => {
  expect(scoreOf(BOOKED, record(WITH_LUNCH))).toMatchObject({ verdict: "right", reasons: [] });
});

test("what was asked for, after a question that was called for, is asked well", () => {
  const asks = [{ kind: "clarify", user: { answer: "noon" } }];
  expect(verdictOf(BOOKED, record(WITH_LUNCH, { asked: [QUESTION] }), { asks })).toBe("asked-well");
  // That it asked excuses nothing.
  expect(verdictOf(BOOKED, record(ALL, { asked: [QUESTION] }), { asks })).toBe("wrong-write");
  expect(verdictOf({}, record(ALL, { asked: [QUESTION] }), { asks, ends: ["failed"] })).toBe(
    "wrong-read",
  );
});

describe("a write that is not the one asked for is a wrong write", () => {
  test.each([
    ["at another hour", lunchWith({ start: { dateTime: "2026-11-25T13:00:00-08:00" } })],
    ["in another zone", lunchWith({ start: { dateTime: "2026-11-25T12:00:00Z" } })],
    ["a guest too few", lunchWith({ attendees: [] })],
    ["a guest too many", lunchWith({ attendees: [...LUNCH.attendees, { email: "x@acme.com" }] })],
    ["under another title", lunchWith({ summary: "Dinner" })],
    ["made twice", { ...ALL, events: [STANDUP, LUNCH, { ...LUNCH, id: "again" }] }],
    ["with something else deleted", { ...WITH_LUNCH, messages: [] }],
    [
      "with something else changed",
      { ...WITH_LUNCH, messages: [{ ...MAIL, labelIds: ["TRASH"] }] },
    ],
    ["with a mail nobody asked for", { ...WITH_LUNCH, messages: [MAIL, { ...MAIL, id: "m2" }] }],
    ["in the place of another", { ...ALL, events: [LUNCH] }],
    ["not made, but said to be", ALL],
  ])("%s", (_name, after) => {
    expect(verdictOf(BOOKED, record(after))).toBe("wrong-write");
  });

  test("something done where nothing was to be", () => {
    expect(verdictOf({}, record(WITH_LUNCH, { status: "not_understood" }))).toBe("wrong-write");
  });

  test("a right guess where a question was needed", () => {
    const missing = Scenario.parse({
      id: "case",
      title: "A case",
      tags: ["test"],
      workspace: "any",
      turns: [{ say: "x", asks: [{ kind: "choose_entity", user: { answer: "1" } }] }],
    }).turns[0]?.asks;
    expect(verdictOf(BOOKED, record(WITH_LUNCH, { missing: missing ?? [] }))).toBe("wrong-write");
  });

  test("a change of more than was to change", () => {
    const expected = {
      changed: { messages: [{ id: "m1", fields: { labels: ["INBOX", "Work"] } }] },
    };
    const labelled = { ...MAIL, labelIds: ["INBOX", "Work"] };
    const before = { ...ALL, messages: [{ ...MAIL, labelIds: ["INBOX"] }] };
    const scenario = Scenario.parse({
      id: "case",
      title: "A case",
      tags: ["test"],
      workspace: "any",
      turns: [{ say: "Label it" }],
      expect: expected,
    });
    const run = (message: object) =>
      score(scenario, {
        turns: [record({ ...ALL, messages: [message] })],
        before: workspace(before),
      }).verdict;
    expect(run(labelled)).toBe("right");
    expect(run({ ...labelled, subject: "Changed" })).toBe("wrong-write");
    expect(run({ ...labelled, labelIds: ["Work"] })).toBe("wrong-write");
  });
});

describe("a series is judged by when it takes place", () => {
  const expected = {
    series: [
      {
        id: "standup",
        summary: "standup",
        from: "2026-11-23",
        to: "2026-11-25",
        at: ["2026-11-23T09:30", "2026-11-25T09:30"],
      },
    ],
  };
  const gone = {
    ...STANDUP,
    id: "standup_20261124T173000Z",
    recurrence: undefined,
    recurringEventId: "standup",
    start: { dateTime: "2026-11-24T09:30:00-08:00" },
    end: { dateTime: "2026-11-24T10:00:00-08:00" },
    status: "cancelled",
  };
  test.each([
    ["one time cancelled", { ...ALL, events: [STANDUP, gone] }, "right"],
    [
      "the same, said by the rule",
      {
        ...ALL,
        events: [
          {
            ...STANDUP,
            recurrence: ["RRULE:FREQ=DAILY", "EXDATE;TZID=America/Los_Angeles:20261124T093000"],
          },
        ],
      },
      "right",
    ],
    ["all of it cancelled", { ...ALL, events: [] }, "wrong-write"],
    ["nothing cancelled, but said to be", ALL, "wrong-write"],
    [
      "another time cancelled",
      { ...ALL, events: [STANDUP, { ...gone, id: "standup_20261125T173000Z" }] },
      "wrong-write",
    ],
  ])("%s", (_name, after, verdict) => {
    expect(verdictOf(expected, record(after))).toBe(verdict);
  });
});

describe("what is not a write", () => {
  const reply = { reply: { contains: [["noon", "12:00"]], lacks: ["Dinner"] } };

  test("a reply without what had to be in it, or with what had not, is a wrong read", () => {
    expect(verdictOf({}, record(ALL), reply)).toBe("right");
    expect(verdictOf({}, record(ALL, { reply: "Nothing there." }), reply)).toBe("wrong-read");
    expect(verdictOf({}, record(ALL, { reply: "12:00 Lunch, 19:00 Dinner" }), reply)).toBe(
      "wrong-read",
    );
  });

  test("an answer to what had to be declined is a wrong read", () => {
    expect(verdictOf({}, record(ALL), { ends: ["not_understood"] })).toBe("wrong-read");
  });

  test("a question nothing called for is needless, whatever came of it", () => {
    const asked = { asked: [QUESTION], needless: [QUESTION] };
    expect(verdictOf(BOOKED, record(WITH_LUNCH, asked))).toBe("asked-needlessly");
    expect(verdictOf(BOOKED, record(ALL, { ...asked, status: "cancelled" }))).toBe(
      "asked-needlessly",
    );
  });

  test("not done, and said so, is abstained", () => {
    expect(verdictOf(BOOKED, record(ALL, { status: "not_understood" }))).toBe("abstained");
  });

  test("declined where it had to be is right", () => {
    const declined = record(ALL, { status: "not_understood" });
    expect(verdictOf({}, declined, { ends: ["not_understood"] })).toBe("right");
  });

  test("silence and error frames are failures", () => {
    const { status: _status, ...silent } = record(ALL, { fault: "no answer within 15 s" });
    expect(verdictOf(BOOKED, { ...silent, status: undefined })).toBe("failed");
  });
});

describe("a conversation that ends early", () => {
  const scenario = Scenario.parse({
    id: "case",
    title: "A case",
    tags: ["test"],
    workspace: "any",
    turns: [{ say: "Schedule lunch", expect: BOOKED }, { say: "Move it to 1" }],
    expect: {
      added: { events: [{ summary: { contains: ["lunch"] }, start: "2026-11-25T21:00:00Z" }] },
    },
  });
  const declined = (after: Things) => record(after, { status: "not_understood" });
  const verdict = (...turns: TurnRecord[]) =>
    score(scenario, { turns, before: workspace(ALL) }).verdict;

  test("is abstained where what was done so far was right", () => {
    expect(verdict(record(WITH_LUNCH), declined(WITH_LUNCH))).toBe("abstained");
  });

  test("is a wrong write where it was not, or where the declined turn wrote", () => {
    const wrong = lunchWith({ attendees: [] });
    expect(verdict(record(wrong), declined(wrong))).toBe("wrong-write");
    expect(verdict(record(WITH_LUNCH), declined({ ...WITH_LUNCH, messages: [] }))).toBe(
      "wrong-write",
    );
  });

  test("a first turn that was wrong is not made good by a second that is right", () => {
    const moved = lunchWith({ start: { dateTime: "2026-11-25T13:00:00-08:00" } });
    expect(verdict(record(WITH_LUNCH), record(moved))).toBe("right");
    expect(verdict(record(moved), record(moved))).toBe("wrong-write");
  });
});
