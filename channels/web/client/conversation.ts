import type { NotificationData, OutcomeData, QuestionData, SessionFrame } from "./frames.ts";
import { createPlanView, progressPlan, settlePlan } from "./plan-view.ts";
import type { PlanView } from "./plan-view.ts";

/** A command as this browser remembers it. */
export interface Said {
  readonly id: string;
  readonly text: string;
  /** The last the session had said when this was written: it is shown after it. */
  readonly afterSeq: number;
  /** Why the server did not take it. */
  readonly refusal?: string;
}

export type QuestionState = "open" | "answered" | "closed";

/** One thing in the chat, at its place in the session's order. */
export type Item = { readonly at: number } & (
  | { readonly kind: "said"; readonly said: Said }
  | { readonly kind: "plan"; readonly commandId: string | undefined; readonly plan: PlanView }
  | {
      readonly kind: "question";
      readonly question: QuestionData;
      readonly state: QuestionState;
      readonly label?: string | undefined;
    }
  /** A reply as far as it has been written; its outcome comes in its place. */
  | { readonly kind: "draft"; readonly text: string }
  | { readonly kind: "outcome"; readonly outcome: OutcomeData }
  | { readonly kind: "reminder"; readonly message: string }
);

/** A session as the user sees it: what was written here and what the server said, joined in order. */
export interface Conversation {
  readonly items: readonly Item[];
  readonly lastSeq: number;
  /** Commands that came to an end, by our ids for them. */
  readonly settled: ReadonlySet<string>;
}

export type OpenQuestion = Extract<Item, { kind: "question" }>;

/** The conversation before the server has said anything. */
export function startConversation(said: readonly Said[]): Conversation {
  const empty: Conversation = { items: [], lastSeq: 0, settled: new Set() };
  return said.reduce(addSaid, empty);
}

/** Adds a command, or replaces it where it is there already. */
export function addSaid(conversation: Conversation, said: Said): Conversation {
  const rest = conversation.items.filter(
    (item) => item.kind !== "said" || item.said.id !== said.id,
  );
  return { ...conversation, items: insert(rest, { at: said.afterSeq + 0.5, kind: "said", said }) };
}

/** Adds what the user asked, in another session, to be told now. */
export function addReminder(conversation: Conversation, message: string): Conversation {
  const reminder: Item = { at: conversation.lastSeq, kind: "reminder", message };
  return { ...conversation, items: insert(conversation.items, reminder) };
}

/** Whether a frame is something the user asked to be told, which answers no command. */
export function isReminder(frame: SessionFrame): frame is Frame<"notification"> & {
  readonly data: Extract<NotificationData, { action: "reminder" }>;
} {
  return frame.type === "notification" && frame.data.action === "reminder";
}

/** Takes one frame of the session in. A frame that was taken in before changes nothing. */
export function takeFrame(conversation: Conversation, frame: SessionFrame): Conversation {
  if (frame.seq <= conversation.lastSeq) return conversation;
  const next = { ...conversation, lastSeq: frame.seq };
  switch (frame.type) {
    case "command":
      return takeOutcome(next, frame);
    case "system": {
      const items = closeQuestions(withoutDraft(next.items), "answered");
      const question: Item = {
        at: frame.seq,
        kind: "question",
        question: frame.data,
        state: "open",
      };
      return { ...next, items: insert(items, question) };
    }
    case "notification":
      return takeNotification(next, frame);
    default:
      return next;
  }
}

/** The newest question that still waits. */
export function openQuestion({ items }: Conversation): OpenQuestion | undefined {
  return items.findLast(
    (item): item is OpenQuestion => item.kind === "question" && item.state === "open",
  );
}

/** Marks a question as no longer to be answered here. */
export function markQuestion(
  conversation: Conversation,
  stepId: string,
  state: QuestionState,
): Conversation {
  const items = conversation.items.map((item) =>
    item.kind === "question" && item.question.stepId === stepId ? { ...item, state } : item,
  );
  return { ...conversation, items };
}

/** Commands that have not come to an end, oldest first. */
export function unsettledCommands({ items, settled }: Conversation): readonly Said[] {
  return items.flatMap((item) =>
    item.kind === "said" && item.said.refusal === undefined && !settled.has(item.said.id)
      ? [item.said]
      : [],
  );
}

type Frame<Type> = Extract<SessionFrame, { type: Type }>;

function takeOutcome(conversation: Conversation, frame: Frame<"command">): Conversation {
  const { id, seq, data } = frame;
  const question = openQuestion(conversation)?.question;
  if (data.status === "auth_required") {
    // The open question says the same, with a button.
    if (question?.kind === "authorize") return conversation;
    return { ...conversation, items: insert(conversation.items, toItem(seq, data)) };
  }
  const items = closeQuestions(withoutDraft(conversation.items), "closed").map((item) =>
    item.kind === "plan" && !item.plan.settled && belongs(item.commandId, id)
      ? { ...item, plan: settlePlan(item.plan, data.results ?? []) }
      : item,
  );
  const done = id === undefined ? unsettledCommands(conversation).map((said) => said.id) : [id];
  return {
    ...conversation,
    items: insert(items, toItem(seq, data)),
    settled: new Set([...conversation.settled, ...done]),
  };
}

function takeNotification(conversation: Conversation, frame: Frame<"notification">): Conversation {
  const { id, seq, data } = frame;
  if (data.action === "intervention_resolved") {
    const items = conversation.items.map((item) =>
      item.kind === "question" && item.question.stepId === data.stepId && item.state === "open"
        ? { ...item, state: "answered" as const, label: data.label }
        : item,
    );
    return { ...conversation, items };
  }
  if (data.action === "reminder") {
    const reminder: Item = { at: seq, kind: "reminder", message: data.message };
    return { ...conversation, items: insert(conversation.items, reminder) };
  }
  if (data.action === "plan_created") {
    const plan = createPlanView(data.plan, data.titles ?? {});
    const rest = conversation.items.filter(
      (item) => item.kind !== "plan" || item.plan.settled || !belongs(item.commandId, id),
    );
    if (plan.steps.length === 0) return { ...conversation, items: rest };
    return {
      ...conversation,
      items: insert(rest, { at: seq, kind: "plan", commandId: id, plan }),
    };
  }
  if (data.action === "message_delta") {
    const draft = conversation.items.find((item) => item.kind === "draft");
    const text = `${draft?.text ?? ""}${data.delta}`;
    const item: Item = { at: draft?.at ?? seq, kind: "draft", text };
    return { ...conversation, items: insert(withoutDraft(conversation.items), item) };
  }
  if (data.action === "command_started")
    return { ...conversation, items: withoutDraft(conversation.items) };
  const items = conversation.items.map((item) =>
    item.kind === "plan" && !item.plan.settled && belongs(item.commandId, id)
      ? { ...item, plan: progressPlan(item.plan, data) }
      : item,
  );
  return { ...conversation, items };
}

/** A session writes one reply at a time. */
function withoutDraft(items: readonly Item[]): readonly Item[] {
  return items.filter(({ kind }) => kind !== "draft");
}

const toItem = (seq: number, outcome: OutcomeData): Item => ({
  at: seq,
  kind: "outcome",
  outcome,
});

const belongs = (commandId: string | undefined, id: string | undefined): boolean =>
  commandId === undefined || id === undefined || commandId === id;

function closeQuestions(items: readonly Item[], state: QuestionState): readonly Item[] {
  return items.map((item) =>
    item.kind === "question" && item.state === "open" ? { ...item, state } : item,
  );
}

function insert(items: readonly Item[], item: Item): readonly Item[] {
  const before = items.findLastIndex(({ at }) => at <= item.at);
  return items.toSpliced(before + 1, 0, item);
}
