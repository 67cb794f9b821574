import { afterAll, beforeAll, describe, expect, test } from "vitest";

import {
  connect,
  isNotification,
  isOutcome,
  isQuestion,
  post,
  workspaceOf,
} from "./support/client.ts";
import type { Workspace } from "./support/client.ts";
import { startProgram } from "./support/program.ts";
import type { Program } from "./support/program.ts";
import { addUser, contactOf, eventsOf as eventsAt } from "./support/users.ts";

let program: Program;
beforeAll(async () => {
  program = await startProgram();
});
afterAll(async () => program.dispose());

const newUser = (workspace: Partial<Workspace> = {}) => addUser(program.url, workspace);
const eventsOf = (userId: string) => eventsAt(program.url, userId);

describe("lunch with somebody nobody knows", () => {
  test("asks for the address, books once, and says what is there", async () => {
    const userId = await newUser();
    const client = await connect(program.url, userId);
    const question = await client.say("Schedule lunch with Eden Chan tomorrow at noon", {
      id: "c1",
    });
    expect(question.data).toMatchObject({
      action: "user_intervention_required",
      stepId: "intervention_0",
      kind: "resolve_entity",
      reason: "I don't recognize 'Eden Chan'. Please provide their email:",
      entity: { type: "UNKNOWN", value: "Eden Chan" },
    });
    expect(question.sessionId).toBe(question.data.sessionId);
    expect(await eventsOf(userId)).toEqual([]);

    const outcome = await client.answer(question, "eden@example.com");
    expect(outcome).toMatchObject({ type: "command", id: "c1", sessionId: question.sessionId });
    expect(outcome.data).toMatchObject({ status: "completed", success: true });
    expect(outcome.data.message).toContain("Lunch with Eden Chan");
    expect(outcome.data.message).toContain("12:00");
    expect(outcome.data.results).toMatchObject([{ tool: "calendar_create_event", status: "done" }]);

    const events = await eventsOf(userId);
    expect(events).toHaveLength(1);
    expect(events[0]).toMatchObject({ summary: "Lunch with Eden Chan" });
    expect(Date.parse(events[0]?.start.dateTime ?? "")).toBe(
      Date.parse("2026-11-25T12:00:00-08:00"),
    );
    expect(events[0]?.attendees?.map(({ email }) => email)).toContain("eden@example.com");
    await client.close();
  });

  test("progress comes as it happens, and seq rises by one", async () => {
    const userId = await newUser({ contacts: [contactOf("Dana Reyes", "dana@acme.com")] });
    const client = await connect(program.url, userId);
    await client.say("Book coffee with Dana Reyes on Friday at 10am");
    const session = client.frames.filter(({ seq }) => seq !== undefined);
    expect(session.map(({ data, type }) => (type === "notification" ? data.action : type))).toEqual(
      [
        "command_started",
        "plan_created",
        "system",
        "intervention_resolved",
        "step_started",
        "step_finished",
        "command",
      ],
    );
    expect(session.map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5, 6, 7]);
    await client.close();
  });

  test("an answer that names nobody is asked about again, and the next one completes the plan", async () => {
    const userId = await newUser();
    const client = await connect(program.url, userId);
    const question = await client.say("Schedule lunch with Eden Chan tomorrow at noon");
    const again = await client.answer(question, "the tall one");
    expect(again.data.kind).toBe("resolve_entity");
    expect(again.data.reason).toContain("the tall one");
    expect((await client.answer(again, "it's eden@example.com")).data.status).toBe("completed");
    expect(await eventsOf(userId)).toHaveLength(1);
    await client.close();
  });

  test("the address is remembered for the next time", async () => {
    const userId = await newUser();
    const client = await connect(program.url, userId);
    const question = await client.say("Schedule lunch with Eden Chan tomorrow at noon");
    await client.answer(question, "eden@example.com");
    const outcome = await client.say("Schedule dinner with Eden Chan on Friday at 7pm");
    expect(outcome.data.status).toBe("completed");
    await client.close();
  });
});

test("two people of one name: the user chooses by number", async () => {
  const sams = [
    contactOf("Sam Carter", "sam.carter@acme.com"),
    contactOf("Sam Okafor", "sam@okafor.dev"),
  ];
  const userId = await newUser({ contacts: sams });
  const client = await connect(program.url, userId);
  const question = await client.say("Book coffee with Sam on Friday at 10am");
  expect(question.data.kind).toBe("choose_entity");
  expect(question.data.options.map(({ value }) => value).toSorted()).toEqual([
    "sam.carter@acme.com",
    "sam@okafor.dev",
  ]);
  const second = question.data.options[1]?.value ?? "";
  expect((await client.answer(question, 2)).data.status).toBe("completed");
  const [event] = await eventsOf(userId);
  expect(event?.attendees?.map(({ email }) => email)).toContain(second);
  await client.close();
});

describe("a service that is not connected", () => {
  test("the link is given, and after it is allowed the plan goes on by itself", async () => {
    const userId = await newUser({
      connections: { calendar: "active", gmail: "active", contacts: "active", tasks: "none" },
    });
    const client = await connect(program.url, userId);
    const question = await client.say("Add buy milk to my tasks", { id: "t1" });
    expect(question.data).toMatchObject({ kind: "authorize", service: "tasks" });
    const waiting = await client.next(isOutcome);
    expect(waiting).toMatchObject({
      id: "t1",
      data: { status: "auth_required", success: false, authRequired: true, service: "tasks" },
    });

    const page = await fetch(waiting.data.authUrl);
    expect(await page.text()).toContain("Google Tasks");
    const allowed = await post(program.url, "/sandbox/connections", {
      userId,
      service: "tasks",
      status: "active",
    });
    expect(allowed.ok).toBe(true);
    const outcome = await client.next(isOutcome);
    expect(outcome).toMatchObject({
      id: "t1",
      sessionId: waiting.sessionId,
      data: { status: "completed", success: true },
    });
    const { tasks } = await workspaceOf(program.url, userId);
    expect(tasks?.lists.flatMap((list) => list.tasks).map(({ title }) => title)).toEqual([
      "Buy milk",
    ]);
    await client.close();
  });

  test("sending the command again works too, and does not act twice", async () => {
    const userId = await newUser({
      connections: { calendar: "active", gmail: "active", contacts: "active", tasks: "none" },
    });
    const client = await connect(program.url, userId);
    await client.say("Add buy milk to my tasks");
    await client.next(isOutcome);
    await post(program.url, "/sandbox/connections", { userId, service: "tasks", status: "active" });
    await client.next((frame) => isOutcome(frame) && frame.data.status === "completed");
    await client.say("What's on my to-do list?");
    const { tasks } = await workspaceOf(program.url, userId);
    expect(tasks?.lists.flatMap((list) => list.tasks)).toHaveLength(1);
    await client.close();
  });

  test("a grant that was revoked pauses the plan and asks once", async () => {
    const userId = await newUser();
    const client = await connect(program.url, userId);
    await client.say("What's on tomorrow?");
    await post(program.url, "/sandbox/connections", {
      userId,
      service: "calendar",
      status: "revoked",
    });
    const question = await client.say("Schedule dentist tomorrow at 3pm");
    expect(question.data).toMatchObject({ kind: "authorize", service: "calendar" });
    await client.next(isOutcome);
    await post(program.url, "/sandbox/connections", {
      userId,
      service: "calendar",
      status: "active",
    });
    const outcome = await client.next(isOutcome);
    expect(outcome.data.status).toBe("completed");
    expect(await eventsOf(userId)).toHaveLength(1);
    await client.close();
  });
});

describe("what is missing is asked for", () => {
  test("a time", async () => {
    const userId = await newUser({ contacts: [contactOf("Dana Reyes", "dana@acme.com")] });
    const client = await connect(program.url, userId);
    const question = await client.say("Schedule a meeting with Dana Reyes tomorrow");
    expect(question.data.kind).toBe("clarify");
    const outcome = await client.answer(question, "3pm");
    expect(outcome.data.status).toBe("completed");
    const [event] = await eventsOf(userId);
    expect(Date.parse(event?.start.dateTime ?? "")).toBe(Date.parse("2026-11-25T15:00:00-08:00"));
    await client.close();
  });
});

test("what is not understood is declined whole, with examples, and nothing is done", async () => {
  const userId = await newUser();
  const client = await connect(program.url, userId);
  const outcome = await client.say("Reticulate the splines and schedule lunch tomorrow at noon");
  expect(outcome.data).toMatchObject({ status: "not_understood", success: false });
  expect(outcome.data.message.split("\n- ").length).toBeGreaterThanOrEqual(3);
  expect(await eventsOf(userId)).toEqual([]);
  await client.close();
});

describe("once", () => {
  test("a command with the id of an earlier one is not run again; its outcome is sent again", async () => {
    const userId = await newUser();
    const client = await connect(program.url, userId);
    const first = await client.say("Schedule dentist tomorrow at 3pm", { id: "same" });
    const second = await client.say("Schedule dentist tomorrow at 3pm", { id: "same" });
    expect(second).toEqual(first);
    expect(await eventsOf(userId)).toHaveLength(1);
    await client.close();
  });

  test("of many answers to one question one is taken; the others are told it is closed", async () => {
    const userId = await newUser();
    const client = await connect(program.url, userId);
    const question = await client.say("Schedule lunch with Eden Chan tomorrow at noon");
    const { sessionId, stepId } = question.data;
    for (let i = 0; i < 20; i++) {
      client.send({
        type: "system",
        payload: {
          action: "intervention_response",
          userId,
          sessionId,
          stepId,
          resolvedValue: "eden@example.com",
        },
      });
    }
    const refused = [];
    for (let i = 0; i < 19; i++) refused.push(await client.next(({ type }) => type === "error"));
    expect(new Set(refused.map(({ data }) => data.code))).toEqual(new Set(["stale_intervention"]));
    const shown = await client.next(isQuestion);
    expect((await client.answer(shown, "yes")).data.status).toBe("completed");
    expect(await eventsOf(userId)).toHaveLength(1);
    await client.close();
  });

  test("two commands at once in one session are both done, in order", async () => {
    const userId = await newUser();
    const client = await connect(program.url, userId);
    const { sessionId } = await client.say("hello");
    const say = (id: string, message: string): void =>
      client.send({ type: "command", id, payload: { userId, message, sessionId } });
    say("a", "Schedule dentist tomorrow at 3pm");
    say("b", "Schedule gym tomorrow at 6pm");
    const outcomes = [await client.next(isOutcome), await client.next(isOutcome)];
    expect(outcomes.map(({ id, data }) => [id, data.status])).toEqual([
      ["a", "completed"],
      ["b", "completed"],
    ]);
    expect((await eventsOf(userId)).map(({ summary }) => summary).toSorted()).toEqual([
      "Dentist",
      "Gym",
    ]);
    await client.close();
  });
});

describe("cancelling", () => {
  test("closes the open question, and nothing is done", async () => {
    const userId = await newUser();
    const client = await connect(program.url, userId);
    const question = await client.say("Schedule lunch with Eden Chan tomorrow at noon", {
      id: "x",
    });
    client.send({
      type: "system",
      payload: { action: "cancel", userId, sessionId: question.sessionId },
    });
    expect(await client.next(isOutcome)).toMatchObject({
      id: "x",
      data: { status: "cancelled", success: false },
    });
    const late = await client.answer(question, "eden@example.com");
    expect(late).toMatchObject({ type: "error", data: { code: "stale_intervention" } });
    expect(await eventsOf(userId)).toEqual([]);
    await client.close();
  });
});

test("a read that fails is tried again, and the user sees that; a write whose answer was lost is found, not repeated", async () => {
  const userId = await newUser();
  const client = await connect(program.url, userId);
  await post(program.url, "/sandbox/faults", { service: "calendar", kind: "500", count: 1 });
  const read = await client.say("What's on tomorrow?");
  expect(read.data.status).toBe("completed");
  expect(client.frames.some(isNotification("step_retrying"))).toBe(true);

  await post(program.url, "/sandbox/faults", {
    service: "calendar",
    kind: "reset_after_write",
    count: 1,
  });
  const write = await client.say("Schedule dentist tomorrow at 3pm");
  expect(write.data.status).toBe("completed");
  expect(await eventsOf(userId)).toHaveLength(1);
  await client.close();
});

test("after a reconnect, subscribe gives exactly what was missed", async () => {
  const userId = await newUser();
  const first = await connect(program.url, userId);
  const question = await first.say("Schedule lunch with Eden Chan tomorrow at noon");
  await first.close();

  const second = await connect(program.url, userId);
  second.send({
    type: "system",
    payload: { action: "subscribe", sessionId: question.sessionId, afterSeq: question.seq - 1 },
  });
  const again = await second.next(isQuestion);
  expect(again).toEqual(question);
  expect((await second.answer(again, "eden@example.com")).data.status).toBe("completed");
  await second.close();
});

test("another user's session is answered exactly as one that does not exist", async () => {
  const owner = await connect(program.url, await newUser());
  const { sessionId } = await owner.say("hello");
  const stranger = await connect(program.url, await newUser());
  await stranger.say("hello");
  const ask = async (id: string) => {
    stranger.send({ type: "system", payload: { action: "subscribe", sessionId: id, afterSeq: 0 } });
    return await stranger.next(({ type }) => type === "error");
  };
  const foreign = await ask(sessionId);
  expect(foreign.data.code).toBe("unknown_session");
  expect(foreign).toEqual(await ask("6f1a2b3c-4d5e-4f60-8a7b-9c0d1e2f3a4b"));
  await owner.close();
  await stranger.close();
});
