import { computed, signal } from "@preact/signals";

import { setAssistantClock } from "./assistant-clock.ts";
import { connect } from "./connection.ts";
import type { Connection } from "./connection.ts";
import {
  addReminder,
  addSaid,
  isReminder,
  markQuestion,
  openQuestion,
  startConversation,
  takeFrame,
  unsettledCommands,
} from "./conversation.ts";
import type { Said } from "./conversation.ts";
import type { Answer, PhoneRequest, ServerFrame, SessionFrame } from "./frames.ts";
import { becomeUser, currentToken, currentUser, forgetToken } from "./identity.ts";
import { recallConversation, rememberConversation } from "./memory.ts";
import type { Remembered } from "./memory.ts";
import { beginPhone, refusePhone, resetPhone, takePhone } from "./phone-link.ts";
import { beginChange, refreshSandbox, resetSandbox } from "./sandbox.ts";

const remembered = signal<Remembered>({ said: [], answers: {} });
const conversation = signal(startConversation([]));
const connection = signal<Connection | undefined>(undefined);
/** Questions answered here of which the server has not told yet, by the id the answer was sent with. */
const answersSent = new Map<string, string>();
/** Commands that went out on this connection. */
const sent = new Set<string>();
/** The user gave up a first command of which the server had not yet said where it belongs. */
let cancelsFirst = false;
/** What was missed after this was asked for on this connection. */
let askedAfter: number | undefined;

/** The chat as it stands. */
export const items = computed(() => conversation.value.items);
/** The question that waits for the user. */
export const question = computed(() => openQuestion(conversation.value));
/** A command of ours has not come to an end. */
export const isBusy = computed(() => unsettledCommands(conversation.value).length > 0);
/** Whether the server can be spoken to. */
export const connectionStatus = computed(() => connection.value?.status.value ?? "connecting");
/** What the user answered to a question in this browser. */
export const answerTo = (stepId: string): string | undefined => remembered.value.answers[stepId];
/** What the server said that belongs to no command. */
export const notice = signal("");

/** Opens the page's conversation: the one this browser was in, asked for from its beginning. */
export function openSession(): void {
  connection.value?.close();
  const token = currentToken();
  remembered.value = recallConversation(currentUser());
  conversation.value = startConversation(remembered.value.said);
  notice.value = "";
  cancelsFirst = false;
  resetSandbox();
  resetPhone();
  void refreshSandbox();
  connection.value = connect({
    userId: token === undefined ? currentUser() : undefined,
    token,
    onOpen: catchUp,
    onRefused: leave,
    onFrame: take,
  });
}

/** The server does not take our token: another one is asked for, and the conversation waits for its user. */
function leave(): void {
  connection.value?.close();
  resetSandbox();
  forgetToken("That token is not valid, or no longer. Please sign in with another one.");
}

/** Leaves the page to whoever signs in next. */
export function signOut(): void {
  connection.value?.close();
  resetSandbox();
  forgetToken("");
}

/** Leaves the conversation for a new one; the old one stays with the server. */
export function startAnew(): void {
  remember({ said: [], answers: {} });
  openSession();
}

/** Another user takes the page over, in the conversation this browser had with that user. */
export function switchUser(userId: string): void {
  becomeUser(userId);
  openSession();
}

/** What is typed answers the open question, if words can answer it, and is a command otherwise. */
export function say(text: string): void {
  const open = question.value;
  if (open !== undefined && open.question.kind !== "authorize") answer(open.question.stepId, text);
  else command(text);
}

/** Asks for something. Without a connection it is sent as soon as there is one. */
export function command(text: string): void {
  notice.value = "";
  beginChange();
  const said = { id: crypto.randomUUID(), text, afterSeq: conversation.value.lastSeq };
  conversation.value = addSaid(conversation.value, said);
  remember({ ...remembered.value, said: [...remembered.value.said, said] });
  sendCommands();
}

/** Answers a question. */
export function answer(stepId: string, resolvedValue: Answer): void {
  const { sessionId, answers } = remembered.value;
  if (sessionId === undefined) return;
  notice.value = "";
  const id = crypto.randomUUID();
  const payload = { action: "intervention_response", sessionId, stepId, resolvedValue } as const;
  if (connection.value?.send({ type: "system", id, payload }) !== true) {
    notice.value = "Not connected: your answer was not sent. Please try again in a moment.";
    return;
  }
  answersSent.set(id, stepId);
  conversation.value = markQuestion(conversation.value, stepId, "answered");
  remember({ ...remembered.value, answers: { ...answers, [stepId]: showAnswer(resolvedValue) } });
}

function showAnswer(value: Answer): string {
  if (typeof value === "string") return value;
  return Object.entries(value)
    .map(([name, given]) => `${name}: ${given}`)
    .join(", ");
}

/** Asks about, links or unlinks the user's phone. */
export function askPhone(request: PhoneRequest): void {
  const id = crypto.randomUUID();
  if (connection.value?.send({ type: "system", id, payload: request }) === true) beginPhone(id);
  else refusePhone(undefined, "Not connected: please try again in a moment.");
}

/** Stops what runs, and closes the open question; a first command as soon as the server has named its session. */
export function cancel(): void {
  const { sessionId } = remembered.value;
  cancelsFirst = sessionId === undefined && isBusy.value;
  if (sessionId === undefined) return;
  const payload = { action: "cancel", sessionId } as const;
  if (connection.value?.send({ type: "system", payload }) !== true) {
    notice.value = "Not connected: please try again in a moment.";
  }
}

/** Asks for what was missed, and sends again what the server may not have got: it takes each command once. */
function catchUp(): void {
  askedAfter = undefined;
  // Whether an answer that was under way arrived is told by what was missed.
  for (const stepId of answersSent.values()) {
    conversation.value = markQuestion(conversation.value, stepId, "open");
  }
  answersSent.clear();
  sent.clear();
  askForMissed();
  sendCommands();
  void refreshSandbox();
}

/** The first command begins the session; until its name is known, the others wait to become part of it. */
function sendCommands(): void {
  const { sessionId } = remembered.value;
  const waiting = unsettledCommands(conversation.value);
  const now = sessionId === undefined ? waiting.slice(0, 1) : waiting;
  for (const said of now) if (!sent.has(said.id)) sendCommand(said, sessionId);
}

function sendCommand({ id, text }: Said, sessionId: string | undefined): void {
  const { timeZone: timezone } = Intl.DateTimeFormat().resolvedOptions();
  const payload = { message: text, timezone, ...(sessionId !== undefined && { sessionId }) };
  if (connection.value?.send({ type: "command", id, payload }) === true) sent.add(id);
}

function take(frame: ServerFrame): void {
  switch (frame.type) {
    case "pong":
      setAssistantClock(frame.data.datetime);
      break;
    case "data":
      takePhone(frame.data);
      break;
    case "error":
      takeError(frame);
      break;
    case "command":
    case "system":
    case "notification":
      takeOfSession(frame);
      break;
    default:
      break;
  }
}

function takeOfSession(frame: SessionFrame): void {
  const { sessionId, seq } = frame;
  if (beginsOurSession(frame)) joinSession(sessionId);
  if (sessionId === remembered.value.sessionId) {
    const { lastSeq } = conversation.value;
    // Frames come without gaps, but for what was said between two connections.
    if (seq > lastSeq + 1) askForMissed();
    else {
      conversation.value = takeFrame(conversation.value, frame);
      forgetAnswersTo(frame);
    }
  } else if (isReminder(frame)) {
    // It was asked for in another conversation, and is for the user all the same.
    conversation.value = addReminder(conversation.value, frame.data.message);
  }
  // Another conversation of this user, by phone say, changes the same workspace.
  if (frame.type !== "notification") void refreshSandbox();
}

function forgetAnswersTo({ type, data }: SessionFrame): void {
  const isTold = type !== "notification" || data.action === "intervention_resolved";
  if (isTold) answersSent.clear();
}

/**
 * The session of a first command is named by the server: where it begins, and in its outcome, with the command's id. What
 * else comes may have none, and is then taken for ours while we wait.
 */
function beginsOurSession(frame: SessionFrame): boolean {
  if (isReminder(frame)) return false;
  const { said, sessionId: joined } = remembered.value;
  const { sessionId } = frame;
  const id =
    frame.type === "notification" && frame.data.action === "command_started"
      ? (frame.data.commandId ?? "")
      : frame.id;
  if (id !== undefined) return sessionId !== joined && said.some((one) => one.id === id);
  return joined === undefined && isBusy.value;
}

function joinSession(sessionId: string): void {
  const said = remembered.value.said.map((one) => ({ ...one, afterSeq: 0 }));
  conversation.value = startConversation(said);
  askedAfter = undefined;
  remember({ ...remembered.value, sessionId, said });
  if (cancelsFirst) cancel();
  sendCommands();
}

function askForMissed(): void {
  const { sessionId } = remembered.value;
  const { lastSeq: afterSeq } = conversation.value;
  if (sessionId === undefined || askedAfter === afterSeq) return;
  const payload = { action: "subscribe", sessionId, afterSeq } as const;
  if (connection.value?.send({ type: "system", payload }) === true) askedAfter = afterSeq;
}

function takeError({ id, data }: Extract<ServerFrame, { type: "error" }>): void {
  if (refusePhone(id, data.message)) return;
  const said = remembered.value.said.find((one) => one.id === id);
  const stepId = id === undefined ? undefined : answersSent.get(id);
  if (said !== undefined) {
    const refused = { ...said, refusal: data.message };
    conversation.value = addSaid(conversation.value, refused);
    const all = remembered.value.said.map((one) => (one === said ? refused : one));
    remember({ ...remembered.value, said: all });
    sendCommands();
  } else if (data.code === "unknown_session") {
    startAnew();
    notice.value = "The earlier conversation is no longer there. This is a new one.";
  } else {
    if (stepId !== undefined) {
      const state = data.code === "stale_intervention" ? "closed" : "open";
      conversation.value = markQuestion(conversation.value, stepId, state);
    }
    notice.value = data.message;
  }
}

function remember(next: Remembered): void {
  remembered.value = next;
  rememberConversation(currentUser(), next);
}
