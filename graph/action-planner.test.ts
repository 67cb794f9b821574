import { tool } from "@langchain/core/tools";
import { MemorySaver } from "@langchain/langgraph";
import { describe, expect, test } from "vitest";
import { z } from "zod";

import { AssistantError } from "../src/domain/errors.ts";
import type { Resolution } from "../src/domain/entity.ts";
import { SessionId, UserId } from "../src/domain/ids.ts";
import type { Json, Plan } from "../src/domain/plan.ts";
import type { PlanOutcome } from "../src/domain/planner.ts";
import type { ToolSpec } from "../src/domain/tool.ts";
import type { Progress } from "../src/domain/turn.ts";
import type { Invitation } from "./account-linking.ts";
import { createActionPlanner } from "./action-planner.ts";
import type { ActionPlannerDeps } from "./dependencies.ts";
import { runPlanner, standingOf } from "./run.ts";
import type { Rest, RunInput } from "./run.ts";

const writeEvent = z.strictObject({
  summary: z.string(),
  attendees: z.array(z.string()).optional(),
});

interface World {
  outcome: (clarifications: readonly { slot: string; answer: string }[]) => PlanOutcome;
  people: Record<string, Resolution>;
  missing: string[];
  invitation: Invitation;
  /** What the user said of an account in doubt. */
  decided: { account: object; allowed: boolean };
  call: (args: Json) => Promise<Json>;
  forUndo: true;
}

/** The graph over small stand-ins at its own ports; everything it did is in `calls`. */
function open(world: Partial<World> = {}) {
  const calls: Json[] = [];
  const keys: string[] = [];
  const spec: ToolSpec = {
    name: "calendar_create_event",
    service: "calendar",
    effect: "write",
    description: "Create one event.",
    input: writeEvent,
    entityFields: { attendees: "person" },
    ...(world.forUndo && { forUndo: true }),
    title: (args) => `Create ${JSON.stringify(args["summary"])}`,
    present: ({ args }) => `Made ${JSON.stringify(args["summary"])}.`,
  };
  const create = tool(
    async (args, config) => {
      calls.push(args as Json);
      keys.push((config.configurable as { idempotencyKey: string }).idempotencyKey);
      return (await world.call?.(args as Json)) ?? { ok: true };
    },
    { name: spec.name, description: spec.description, schema: writeEvent },
  );
  const deps: ActionPlannerDeps = {
    planner: {
      name: "scripted",
      plan: async ({ clarifications }) =>
        world.outcome?.(clarifications) ?? { kind: "plan", plan: lunch },
    },
    specs: new Map([[spec.name, spec]]),
    tools: new Map([[spec.name, create]]),
    entities: {
      resolve: async ({ $entity }) => world.people?.[$entity] ?? { kind: "unknown" },
      learn: async () => {},
    },
    consent: {
      assess: async (toBeMade) => toBeMade.map(() => ({ kind: "allow" })),
      grant: async () => {},
    },
    accounts: { missing: async () => (world.missing ?? []) as never[] },
    linking: {
      invite: async () => world.invitation ?? { kind: "link", url: "https://example.test/connect" },
      decide: async (_userId, account, allowed) => {
        world.decided = { account, allowed };
      },
    },
  };
  const planner = createActionPlanner(deps, new MemorySaver());
  const sessionId = SessionId.parse(crypto.randomUUID());
  const progress: Progress[] = [];
  const cancellation = new AbortController();
  return {
    calls,
    keys,
    progress,
    cancellation,
    planner,
    sessionId,
    run: (input: RunInput): Promise<Rest> =>
      runPlanner(
        planner,
        sessionId,
        input,
        async (p) => void progress.push(p),
        cancellation.signal,
      ),
  };
}

const lunch: Plan = {
  goal: "Lunch with Eden Chan",
  steps: [
    {
      id: "create",
      tool: "calendar_create_event",
      args: { summary: "Lunch", attendees: [{ $entity: "Eden Chan" }] },
    },
  ],
};

const start: Extract<RunInput, { kind: "start" }> = {
  kind: "start",
  command: {
    id: "c1",
    text: "Schedule lunch with Eden Chan tomorrow at noon",
    userId: UserId.parse("alice"),
    timezone: "America/Los_Angeles",
    now: "2026-11-24T09:00:00-08:00",
    user: {},
  },
};

function question(rest: Rest) {
  if (rest.kind !== "question") throw new Error(`No question but ${JSON.stringify(rest)}`);
  return rest;
}

function outcome(rest: Rest) {
  if (rest.kind !== "outcome") throw new Error(`No outcome but ${JSON.stringify(rest)}`);
  return rest.outcome;
}

test("an unknown person is asked for; the answer completes the plan, and the call is made once", async () => {
  const graph = open();
  const { interruptId, question: asked } = question(await graph.run(start));
  expect(asked).toMatchObject({
    kind: "resolve_entity",
    entity: { type: "UNKNOWN", value: "Eden Chan" },
  });
  expect(graph.calls).toEqual([]);
  const done = outcome(
    await graph.run({ kind: "answer", interruptId, answer: "eden@example.com" }),
  );
  expect(done).toMatchObject({ status: "completed", message: 'Made "Lunch".' });
  expect(graph.calls).toEqual([{ summary: "Lunch", attendees: ["eden@example.com"] }]);
  expect(graph.keys).toEqual([`${graph.sessionId}:c1:create`]);
  expect(graph.progress.map(({ action }) => action)).toEqual([
    "plan_created",
    "step_started",
    "step_finished",
  ]);
});

test("[D7] an answer to a question that is not open is refused, and the open one stays open", async () => {
  const graph = open();
  const { interruptId } = question(await graph.run(start));
  const another = { kind: "answer", interruptId: "0".repeat(32), answer: "mallory@example.com" };
  await expect(graph.run(another as RunInput)).rejects.toThrow(/interrupt/iu);
  expect(graph.calls).toEqual([]);
  const { pending } = await standingOf(graph.planner, graph.sessionId);
  expect(pending?.interruptId).toBe(interruptId);
});

test("an answer to a question that is not open any more is an error, and changes nothing", async () => {
  const graph = open();
  const { interruptId } = question(await graph.run(start));
  await graph.run({ kind: "answer", interruptId, answer: "eden@example.com" });
  await expect(
    graph.run({ kind: "answer", interruptId, answer: "mallory@example.com" }),
  ).rejects.toThrow(/interrupt/iu);
  expect(graph.calls).toHaveLength(1);
});

test("one of several is chosen by number, by label, or in other words", async () => {
  const options = [
    { value: "sam.carter@acme.com", label: "Sam Carter <sam.carter@acme.com>" },
    { value: "sam@okafor.dev", label: "Sam Okafor <sam@okafor.dev>" },
  ];
  for (const answer of [
    2,
    "2",
    "sam@okafor.dev",
    "Okafor",
    "the second one",
    { value: "sam@okafor.dev" },
  ]) {
    const graph = open({ people: { "Eden Chan": { kind: "ambiguous", options } } });
    const { interruptId } = question(await graph.run(start));
    outcome(await graph.run({ kind: "answer", interruptId, answer }));
    expect(graph.calls, JSON.stringify(answer)).toEqual([
      { summary: "Lunch", attendees: ["sam@okafor.dev"] },
    ]);
  }
});

test("what the planner misses is asked for, and planned with", async () => {
  const graph = open({
    outcome: (clarifications) =>
      clarifications.length === 0
        ? { kind: "clarify", clarify: { slot: "start", question: "What time?" } }
        : {
            kind: "plan",
            plan: { goal: "g", reply: `At ${clarifications[0]?.answer}.`, steps: [] },
          },
  });
  const { interruptId, question: asked } = question(await graph.run(start));
  expect(asked).toMatchObject({ kind: "clarify", reason: "What time?" });
  expect(outcome(await graph.run({ kind: "answer", interruptId, answer: "3pm" })).message).toBe(
    "At 3pm.",
  );
});

test("a plan that is not valid runs in no part", async () => {
  const graph = open({
    outcome: () => ({
      kind: "plan",
      plan: { goal: "g", steps: [...lunch.steps, { id: "x", tool: "no_such_tool", args: {} }] },
    }),
  });
  expect(outcome(await graph.run(start))).toMatchObject({
    status: "failed",
    error: {
      code: "ERR_INVALID_PLAN",
      message: expect.stringContaining("steps[1].tool") as string,
    },
  });
  expect(graph.calls).toEqual([]);
});

test("what only an undo may use is in no other plan, whoever made it", async () => {
  const people = { "Eden Chan": { kind: "resolved", value: "e@x.com", label: "Eden" } } as const;
  const graph = open({ forUndo: true, people });
  expect(outcome(await graph.run(start)).error?.code).toBe("ERR_INVALID_PLAN");
  expect(graph.calls).toEqual([]);
  const undo = { ...start.command, id: "c2", ready: { plan: lunch, notes: [] } };
  expect(outcome(await graph.run({ kind: "start", command: undo })).status).toBe("completed");
  expect(graph.calls).toHaveLength(1);
});

describe("a connection that is missing", () => {
  test("[O4] and an account that may be somebody else's: used on a yes, given back on a no, and nothing before", async () => {
    const account = { id: "ca_9", address: "mallory@example.com" };
    const invitation = { kind: "confirm", account, known: "alice@example.com" } as const;
    for (const [word, allowed] of [
      ["yes", true],
      ["1", true],
      ["no", false],
      ["2", false],
    ] as const) {
      const world: Partial<World> = { missing: ["calendar"], people: known, invitation };
      const graph = open(world);
      const first = question(await graph.run(start));
      expect(first.question.reason).toBe(
        "The Google Calendar you connected is mallory@example.com's, and I know you as alice@example.com. Shall I use it?",
      );
      const { interruptId } = question(
        await graph.run({
          kind: "answer",
          interruptId: first.interruptId,
          answer: "the other one",
        }),
      );
      expect([graph.calls, world.decided]).toEqual([[], undefined]);
      world.missing = [];
      const { status } = outcome(await graph.run({ kind: "answer", interruptId, answer: word }));
      expect(status).toBe(allowed ? "completed" : "cancelled");
      expect(world.decided).toEqual({ account, allowed });
      expect(graph.calls).toHaveLength(allowed ? 1 : 0);
    }
  });

  test("is asked for before anything runs, and the run goes on once it is there", async () => {
    const world = { missing: ["calendar"], people: known };
    const graph = open(world);
    const { interruptId, question: asked } = question(await graph.run(start));
    expect(asked).toMatchObject({
      kind: "authorize",
      service: "calendar",
      authUrl: "https://example.test/connect",
    });
    world.missing = [];
    outcome(await graph.run({ kind: "answer", interruptId, answer: { kind: "connected" } }));
    expect(graph.calls).toHaveLength(1);
  });

  test("is asked for when a call finds it gone, and only what was not done is done then", async () => {
    const world = {
      people: known,
      failures: 1,
      call: async (): Promise<Json> => {
        if (world.failures-- > 0)
          throw new AssistantError("ERR_NOT_CONNECTED", "gone", { service: "calendar" });
        return {};
      },
    };
    const graph = open(world);
    const { interruptId } = question(await graph.run(start));
    expect(
      outcome(await graph.run({ kind: "answer", interruptId, answer: { kind: "connected" } }))
        .status,
    ).toBe("completed");
    expect(graph.calls).toHaveLength(2);
  });
});

test("a failed step is said, what rests on it is not run, and the rest is done", async () => {
  const graph = open({
    outcome: () => ({
      kind: "plan",
      plan: {
        goal: "g",
        steps: [
          { id: "a", tool: "calendar_create_event", args: { summary: "A" } },
          { id: "b", tool: "calendar_create_event", args: { summary: "B" } },
          { id: "c", tool: "calendar_create_event", args: { summary: { $ref: "a.title" } } },
        ],
      },
    }),
    call: async (args) => {
      if ((args as { summary: string }).summary === "A")
        throw new AssistantError("ERR_TOOL_REJECTED", "No.");
      return {};
    },
  });
  const done = outcome(await graph.run(start));
  expect(done.status).toBe("partial");
  expect(done.results.map(({ stepId, status }) => [stepId, status])).toEqual([
    ["a", "failed"],
    ["b", "done"],
    ["c", "not_run"],
  ]);
  expect(done.message).toContain(`I couldn't do this: Create "A". No.`);
});

test("cancelling between calls keeps what was done and begins nothing more", async () => {
  const graph = open({
    people: known,
    outcome: () => ({
      kind: "plan",
      plan: {
        goal: "g",
        steps: [
          { id: "a", tool: "calendar_create_event", args: { summary: "A" } },
          { id: "b", tool: "calendar_create_event", args: { summary: { $ref: "a.title" } } },
        ],
      },
    }),
    call: async () => {
      graph.cancellation.abort();
      return { title: "B" };
    },
  });
  const done = outcome(await graph.run(start));
  expect(done.status).toBe("cancelled");
  expect(done.message).toContain('Made "A".');
  expect(graph.calls).toEqual([{ summary: "A" }]);
});

test.each(["expired", "cancelled"] as const)(
  "a question that is %s ends the run with nothing done",
  async (kind) => {
    const graph = open();
    const { interruptId } = question(await graph.run(start));
    expect(outcome(await graph.run({ kind: "answer", interruptId, answer: { kind } })).status).toBe(
      kind,
    );
    expect(graph.calls).toEqual([]);
  },
);

test("the next command of a session starts afresh", async () => {
  const graph = open({ people: known });
  await graph.run(start);
  if (start.kind !== "start") throw new Error("unreachable");
  const second = outcome(
    await graph.run({ kind: "start", command: { ...start.command, id: "c2" } }),
  );
  expect(second.results).toHaveLength(1);
  expect(graph.keys).toEqual(["c1", "c2"].map((id) => `${graph.sessionId}:${id}:create`));
  expect((await standingOf(graph.planner, graph.sessionId)).command?.id).toBe("c2");
});

const known: Record<string, Resolution> = {
  "Eden Chan": { kind: "resolved", value: "eden@example.com", label: "Eden Chan" },
};
