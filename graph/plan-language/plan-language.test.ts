import { describe, expect, test } from "vitest";
import { z } from "zod";

import type { Plan, StepResult } from "../../src/domain/plan.ts";
import type { ToolSpec } from "../../src/domain/tool.ts";
import { parsePlan } from "./parse-plan.ts";
import { namesRead } from "./references.ts";
import { nextWave } from "./schedule.ts";

function spec(
  name: string,
  input: z.ZodObject,
  entityFields: ToolSpec["entityFields"] = {},
): ToolSpec {
  return {
    name,
    service: "calendar",
    effect: "read",
    description: name,
    input,
    entityFields,
    title: () => name,
    present: () => name,
  };
}

const tools: ReadonlyMap<string, ToolSpec> = new Map(
  [
    spec(
      "calendar_list_events",
      z.strictObject({ timeMin: z.iso.datetime({ offset: true }).optional() }),
    ),
    spec("calendar_delete_event", z.strictObject({ eventId: z.string() }), { eventId: "event" }),
    spec(
      "calendar_create_event",
      z.strictObject({ summary: z.string(), attendees: z.array(z.email()).optional() }),
      { attendees: "person" },
    ),
  ].map((tool) => [tool.name, tool]),
);

const list = { id: "find", tool: "calendar_list_events", args: {} };

describe("a plan is refused whole, with the path of each fault", () => {
  const faulty: [string, unknown, string][] = [
    ["no steps and no reply", { goal: "g", steps: [] }, "steps: "],
    ["an unknown key", { goal: "g", steps: [list], extra: 1 }, "Unrecognized key"],
    [
      "an unknown tool",
      { goal: "g", steps: [{ id: "a", tool: "mail_bomb" }] },
      'steps[0].tool: there is no tool "mail_bomb"',
    ],
    [
      "an unknown argument",
      { goal: "g", steps: [{ ...list, args: { when: 1 } }] },
      "steps[0].args.when: ",
    ],
    [
      "a wrong value",
      { goal: "g", steps: [{ ...list, args: { timeMin: "soon" } }] },
      "steps[0].args.timeMin: ",
    ],
    [
      "a missing argument",
      { goal: "g", steps: [{ id: "a", tool: "calendar_delete_event" }] },
      "steps[0].args.eventId: is required",
    ],
    [
      "two steps of one name",
      { goal: "g", steps: [list, list] },
      'steps[1].id: "find" is used twice',
    ],
    [
      "a reference to a step that is not there",
      {
        goal: "g",
        steps: [
          {
            id: "a",
            tool: "calendar_delete_event",
            args: { eventId: { $ref: "find.events[0].id" } },
          },
        ],
      },
      'steps[0].args.eventId.$ref: no earlier step is called "find"',
    ],
    [
      "a reference to a later step",
      {
        goal: "g",
        steps: [
          { id: "a", tool: "calendar_delete_event", args: { eventId: { $ref: "find.id" } } },
          list,
        ],
      },
      "steps[0].args.eventId.$ref",
    ],
    [
      "item outside forEach",
      {
        goal: "g",
        steps: [
          list,
          { id: "a", tool: "calendar_delete_event", args: { eventId: { $ref: "item.id" } } },
        ],
      },
      'no earlier step is called "item"',
    ],
    [
      "broken JMESPath",
      { goal: "g", steps: [list, { ...list, id: "b", when: "length(find" }] },
      "steps[1].when: ",
    ],
    [
      "a person where no person goes",
      {
        goal: "g",
        steps: [{ id: "a", tool: "calendar_create_event", args: { summary: { $entity: "Sam" } } }],
      },
      "steps[0].args.summary: calendar_create_event takes no $entity here",
    ],
    [
      "a wrong element beside a mention",
      {
        goal: "g",
        steps: [
          {
            id: "a",
            tool: "calendar_create_event",
            args: { summary: "x", attendees: [{ $entity: "Sam" }, "nobody"] },
          },
        ],
      },
      "steps[0].args.attendees[1]: ",
    ],
    [
      "a mention that is not one",
      {
        goal: "g",
        steps: [
          {
            id: "a",
            tool: "calendar_create_event",
            args: { summary: "x", attendees: [{ $entity: "" }] },
          },
        ],
      },
      "steps[0].args.attendees[0]: ",
    ],
  ];
  test.each(faulty)("%s", (_name, plan, message) => {
    expect(() => parsePlan(plan, tools)).toThrow(message);
  });
});

test("a plan with mentions, references, forEach and when is accepted as it is", () => {
  const plan = {
    goal: "g",
    steps: [
      list,
      {
        id: "drop",
        tool: "calendar_delete_event",
        forEach: "find.events[?status=='tentative']",
        args: { eventId: { $ref: "item.id" } },
        when: "length(find.events) > `0`",
      },
      {
        id: "make",
        tool: "calendar_create_event",
        args: { summary: "x", attendees: [{ $entity: "Eden Chan" }, "a@b.co"] },
      },
    ],
  };
  expect(parsePlan(plan, tools)).toEqual(plan);
});

test.each([
  ["find.events[0].id", ["find"]],
  ["find.events[?organizer=='x'].id", ["find"]],
  ["length(find.events) > `0` && other.ok", ["find", "other"]],
  ["find.events[].attendees[].email | [0]", ["find"]],
  ["sort_by(find.events, &start)[0].id", ["find"]],
  ["{a: find.x, b: item.y}", ["find", "item"]],
  ["find.events[?id != $.keep.id]", ["find", "keep"]],
  ["join(', ', find.events[*].summary)", ["find"]],
])("%s reads %j", (expression, names) => {
  expect([...namesRead(expression)].toSorted()).toEqual(names);
});

describe("steps run as their dependencies allow", () => {
  const done = (stepId: string, output: StepResult["output"], item?: number): StepResult => ({
    stepId,
    tool: "t",
    status: "done",
    ...(output !== undefined && { output }),
    ...(item !== undefined && { item }),
  });
  const plan: Plan = {
    goal: "g",
    steps: [
      { id: "find", tool: "calendar_list_events", args: {} },
      { id: "other", tool: "calendar_list_events", args: {} },
      {
        id: "drop",
        tool: "calendar_delete_event",
        forEach: "find.events",
        args: { eventId: { $ref: "item.id" } },
      },
      { id: "after", tool: "calendar_create_event", args: { summary: { $ref: "drop[0].title" } } },
      { id: "rare", tool: "calendar_list_events", args: {}, when: "length(other.events) > `5`" },
    ],
  };
  const drop = (item: number, id: string) => ({
    stepId: "drop",
    tool: "calendar_delete_event",
    item,
    args: { eventId: id },
    origins: [{ arg: "eventId", value: id, origin: { kind: "listed" } }],
  });
  const wave = (results: StepResult[]) => nextWave(plan, results, {}, tools);

  test("independent steps are in the same wave, dependent ones wait", () => {
    expect(wave([]).calls.map(({ stepId }) => stepId)).toEqual(["find", "other"]);
  });

  test("forEach makes one call per element, and what rests on it waits for all of them", () => {
    const first = [
      done("find", { events: [{ id: "a" }, { id: "b" }] }),
      done("other", { events: [] }),
    ];
    expect(wave(first)).toEqual({
      calls: [drop(0, "a"), drop(1, "b")],
      settled: [{ stepId: "rare", tool: "calendar_list_events", status: "skipped" }],
    });
    const half = wave([...first, done("drop", { title: "A" }, 0)]);
    expect(half.calls).toEqual([drop(1, "b")]);
    const both = wave([...first, done("drop", { title: "A" }, 0), done("drop", { title: "B" }, 1)]);
    expect(both.calls).toMatchObject([
      { stepId: "after", tool: "calendar_create_event", args: { summary: "A" } },
    ]);
  });

  test("an empty forEach is skipped, and references see an empty list", () => {
    const { settled } = wave([done("find", { events: [] }), done("other", { events: [] })]);
    expect(settled).toContainEqual({
      stepId: "drop",
      tool: "calendar_delete_event",
      status: "skipped",
      output: [],
    });
  });

  test("what rests on a failed step is not run; the rest is", () => {
    const failed: StepResult = { stepId: "find", tool: "t", status: "failed" };
    const { calls, settled } = wave([failed]);
    expect(calls.map(({ stepId }) => stepId)).toEqual(["other"]);
    expect(settled.map(({ stepId, status }) => [stepId, status])).toEqual([
      ["drop", "not_run"],
      ["after", "not_run"],
    ]);
  });

  test("[P17] a plan whose lists are each allowed and together too many stops before the one that is too much", () => {
    const events = Array.from({ length: 50 }, (_, i) => ({ id: String(i) }));
    const remove = (id: string) => ({
      id,
      tool: "calendar_delete_event",
      forEach: "find.events",
      args: { eventId: { $ref: "item.id" } },
    });
    const three: Plan = { goal: "g", steps: [list, remove("a"), remove("b"), remove("c")] };
    const found: StepResult = {
      stepId: "find",
      tool: list.tool,
      args: {},
      status: "done",
      output: { events },
    };
    const { calls, settled } = nextWave(three, [found], {}, tools);
    expect(calls.map(({ stepId }) => stepId).filter((id) => id === "c")).toEqual([]);
    expect(calls).toHaveLength(100);
    expect(settled).toMatchObject([{ stepId: "c", status: "failed" }]);
    expect(settled[0]?.error?.message).toContain("151 calls; 120 for one request");
  });

  test("[P17] a list of more than a hundred is refused rather than done in part", () => {
    const events = Array.from({ length: 101 }, (_, i) => ({ id: String(i) }));
    const { calls, settled } = wave([done("find", { events }), done("other", { events: [] })]);
    expect(calls).toEqual([]);
    expect(settled[0]?.error?.message).toContain("101 items");
  });
});
