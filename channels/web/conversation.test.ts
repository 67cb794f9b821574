import { expect, test } from "vitest";

import {
  addReminder,
  addSaid,
  isReminder,
  openQuestion,
  startConversation,
  takeFrame,
  unsettledCommands,
} from "./client/conversation.ts";
import type { Conversation } from "./client/conversation.ts";
import type { NotificationData, OutcomeData, SessionFrame } from "./client/frames.ts";

const sessionId = "6f1a2b3c-4d5e-4f60-8a7b-9c0d1e2f3a4b";
const plan = {
  goal: "Lunch with Eden Chan",
  steps: [
    { id: "find", tool: "calendar_list_events", args: {} },
    { id: "create", tool: "calendar_create_event", args: {} },
  ],
};
const about = { stepId: "find", tool: "calendar_list_events", title: "Look up events" };

const notification = (seq: number, data: NotificationData): SessionFrame => ({
  type: "notification",
  sessionId,
  seq,
  data,
});
const outcome = (seq: number, id: string, data: Partial<OutcomeData> = {}): SessionFrame => ({
  type: "command",
  sessionId,
  seq,
  id,
  data: { status: "completed", success: true, message: "Done.", ...data },
});
const question = (seq: number, kind: "resolve_entity" | "authorize"): SessionFrame => ({
  type: "system",
  sessionId,
  seq,
  data: {
    action: "user_intervention_required",
    stepId: `intervention_${seq}`,
    kind,
    reason: "Who?",
    expiresAt: "2026-11-24T09:05:00-08:00",
  },
});
const created = (seq: number): SessionFrame =>
  notification(seq, { action: "plan_created", plan, titles: { find: "Look up events" } });

const said = (id: string, afterSeq = 0) => ({ id, text: `say ${id}`, afterSeq });
const kindsOf = ({ items }: Conversation): string[] => items.map(({ kind }) => kind);
const stepsOf = ({ items }: Conversation) =>
  items.flatMap((item) => (item.kind === "plan" ? item.plan.steps : []));

test("a conversation told again from its beginning reads as it did", () => {
  const frames = [created(1), outcome(2, "a"), created(3), outcome(4, "b")];
  const live = [
    () => startConversation([said("a")]),
    (now: Conversation) => frames.slice(0, 2).reduce(takeFrame, now),
    (now: Conversation) => addSaid(now, said("b", 2)),
    (now: Conversation) => frames.slice(2).reduce(takeFrame, now),
  ].reduce<Conversation>((now, step) => step(now), startConversation([]));
  const again = frames.reduce(takeFrame, startConversation([said("a"), said("b", 2)]));
  expect(again).toEqual(live);
  expect(kindsOf(again)).toEqual(["said", "plan", "outcome", "said", "plan", "outcome"]);
});

test("a frame that comes twice is shown once", () => {
  const once = takeFrame(startConversation([said("a")]), outcome(1, "a"));
  expect(takeFrame(once, outcome(1, "a"))).toBe(once);
});

test("steps go from waiting over running and trying again to done, the rest to not run", () => {
  let now = takeFrame(startConversation([said("a")]), created(1));
  const states = (): string[] => stepsOf(now).map(({ state }) => state);
  expect(states()).toEqual(["pending", "pending"]);
  expect(stepsOf(now)[1]?.title).toBe("Create event");
  now = takeFrame(now, notification(2, { action: "step_started", ...about }));
  expect(states()).toEqual(["running", "pending"]);
  now = takeFrame(
    now,
    notification(3, { action: "step_retrying", ...about, attempt: 2, reason: "busy" }),
  );
  expect(stepsOf(now)[0]).toMatchObject({ state: "retrying", note: "busy" });
  now = takeFrame(now, notification(4, { action: "step_finished", ...about, status: "done" }));
  expect(states()).toEqual(["done", "pending"]);
  now = takeFrame(now, outcome(5, "a", { status: "cancelled" }));
  expect(states()).toEqual(["done", "not_run"]);
});

test("a step over several items is done when the last of them is", () => {
  const frames: NotificationData[] = [
    { action: "step_started", ...about, item: 0 },
    { action: "step_started", ...about, item: 1 },
    { action: "step_finished", ...about, item: 0, status: "done" },
  ];
  let now = takeFrame(startConversation([]), created(1));
  frames.forEach((data, i) => (now = takeFrame(now, notification(i + 2, data))));
  expect(stepsOf(now)[0]).toMatchObject({ state: "running", begun: 2, ended: 1 });
  now = takeFrame(
    now,
    notification(5, { action: "step_finished", ...about, item: 1, status: "done" }),
  );
  expect(stepsOf(now)[0]?.state).toBe("done");
});

test("a question is open until it is settled, and a command until its outcome", () => {
  let now = takeFrame(startConversation([said("a")]), question(1, "resolve_entity"));
  expect(openQuestion(now)?.question.stepId).toBe("intervention_1");
  expect(unsettledCommands(now).map(({ id }) => id)).toEqual(["a"]);
  now = takeFrame(
    now,
    notification(2, { action: "intervention_resolved", stepId: "intervention_1" }),
  );
  expect(openQuestion(now)).toBeUndefined();
  expect(unsettledCommands(now)).toHaveLength(1);
  now = takeFrame(now, outcome(3, "a"));
  expect(unsettledCommands(now)).toEqual([]);
});

test("a question that is asked again closes the one before", () => {
  const first = takeFrame(startConversation([said("a")]), question(1, "resolve_entity"));
  const now = takeFrame(first, question(2, "resolve_entity"));
  expect(openQuestion(now)?.question.stepId).toBe("intervention_2");
  expect(
    now.items.filter((item) => item.kind === "question" && item.state === "open"),
  ).toHaveLength(1);
});

test("an account to connect is shown once, and waits", () => {
  const asked = takeFrame(startConversation([said("a")]), question(1, "authorize"));
  const now = takeFrame(asked, outcome(2, "a", { status: "auth_required", success: false }));
  expect(kindsOf(now)).toEqual(["said", "question"]);
  expect(openQuestion(now)).toBeDefined();
  expect(unsettledCommands(now)).toHaveLength(1);
});

test("a command the server refused no longer waits", () => {
  const now = addSaid(startConversation([said("a")]), { ...said("a"), refusal: "Too long." });
  expect(now.items).toHaveLength(1);
  expect(unsettledCommands(now)).toEqual([]);
});

test("a reminder stands where it was told, and brings no command to its end", () => {
  const told = notification(1, { action: "reminder", message: "Reminder: Call Dana" });
  const now = [told, told].reduce(takeFrame, startConversation([said("a")]));
  expect(kindsOf(now)).toEqual(["said", "reminder"]);
  expect(unsettledCommands(now).map(({ id }) => id)).toEqual(["a"]);
});

test("a reminder of another session is shown last, and takes none of this session's places", () => {
  const told = notification(9, { action: "reminder", message: "Reminder: Call Dana" });
  expect(isReminder(told)).toBe(true);
  expect(isReminder(created(9))).toBe(false);
  const before = takeFrame(startConversation([said("a")]), outcome(1, "a"));
  const now = takeFrame(addReminder(before, "Reminder: Call Dana"), outcome(2, "b"));
  expect(kindsOf(now)).toEqual(["said", "outcome", "reminder", "outcome"]);
  expect(now.lastSeq).toBe(2);
});
