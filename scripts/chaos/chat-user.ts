import { WebSocket } from "ws";

import type { Service } from "../../src/domain/service.ts";
import type { Frame } from "../../test/support/client.ts";
import { openBrowser } from "../../test/support/browser.ts";
import { isOutcome, isQuestion } from "../../test/support/client.ts";
import type { Outside } from "./outside.ts";
import type { Subject } from "./subject.ts";
import type { Ending, User, UserOptions } from "./user.ts";
import { TIMEZONE } from "./writes.ts";
import type { Write } from "./writes.ts";

/** Refusals that are answers: another message about the same question had come before. */
const EXPECTED_ERRORS: ReadonlySet<string> = new Set(["stale_intervention"]);

export interface ChatUser extends User {
  /** Every frame of the session so far, each once, in order. */
  frames(): readonly Frame[];
  /** Resolves with the first frame of the session. */
  readonly acknowledged: Promise<void>;
  /** Sends the command again, as a client does that does not know whether it got through. */
  sendAgain(): void;
}

export interface ChatUserOptions extends UserOptions {
  /** False: after a restart it connects, but says nothing until `sendAgain`. */
  readonly returns?: boolean;
}

/**
 * A client of the WebSocket contract: it sends a command under an id of its own, and after each restart connects anew,
 * asks for what it missed (or, where it has heard nothing yet, sends the command again), and answers what is open.
 */
export function startChatUser(
  { subject, outside }: { readonly subject: Subject; readonly outside: Outside },
  userId: string,
  { command, answer }: Pick<Write, "command" | "answer">,
  { answersAfter, returns = true }: ChatUserOptions = {},
): ChatUser {
  const frames = new Map<number, Frame>();
  const problems: string[] = [];
  const ended = Promise.withResolvers<Ending>();
  const acknowledged = Promise.withResolvers<void>();
  let socket: WebSocket | undefined;
  let sessionId: string | undefined;
  let hasSent = false;
  let isGreeting = false;
  /** Whether all that the session said is asked for on this socket. */
  let follows = false;
  const commandId = `${userId}-1`;
  const greeting = Promise.withResolvers<void>();

  function send(frame: unknown): void {
    if (socket?.readyState === WebSocket.OPEN) socket.send(JSON.stringify(frame));
  }

  function sendCommand(): void {
    hasSent = true;
    const payload = { userId, message: command, timezone: TIMEZONE };
    send({ type: "command", id: commandId, payload });
  }

  function greetAgain(): void {
    if (isGreeting)
      send({
        type: "command",
        id: `${userId}-2`,
        payload: { userId, sessionId, message: "hello" },
      });
  }

  function attach(): void {
    const opened = new WebSocket(`${subject.url.replace(/^http/u, "ws")}/ws`);
    socket = opened;
    opened.on("error", () => {});
    opened.on("message", (raw: Buffer) => take(JSON.parse(raw.toString("utf8")) as Frame));
    opened.on("open", () => {
      follows = false;
      if (sessionId !== undefined) return follow();
      if (returns || !hasSent) return sendCommand();
      send({ type: "ping", payload: { userId } });
    });
  }

  function follow(): void {
    follows = true;
    send({ type: "system", payload: { action: "subscribe", userId, sessionId, afterSeq: 0 } });
    greetAgain();
  }

  function take(frame: Frame): void {
    if (frame.type === "pong") return;
    if (frame.type === "error") {
      if (!EXPECTED_ERRORS.has(frame.data.code))
        problems.push(`error ${frame.data.code}: ${frame.data.message}`);
      return;
    }
    const known = frames.get(frame.seq);
    if (known !== undefined && JSON.stringify(known) !== JSON.stringify(frame))
      problems.push(`two different frames have the number ${frame.seq}`);
    sessionId = frame.sessionId;
    frames.set(frame.seq, frame);
    acknowledged.resolve();
    // What was said before this client heard of the session, it has missed.
    if (!follows && frame.seq > 1 && !frames.has(frame.seq - 1)) follow();
    if (isQuestion(frame)) void settle(frame);
    if (isOutcome(frame) && frame.id !== commandId) greeting.resolve();
    if (isEnding(frame)) {
      const { status, message, error } = frame.data;
      ended.resolve({ status, message, code: error?.code });
    }
  }

  function isEnding(frame: Frame): boolean {
    return isOutcome(frame) && frame.id === commandId && frame.data.status !== "auth_required";
  }

  async function settle(question: Frame): Promise<void> {
    await answersAfter;
    if (isSettled(question)) return;
    const { stepId, kind, service, authUrl } = question.data;
    if (kind === "authorize") return await connectAccount(service as Service, authUrl);
    const resolvedValue = kind === "approve" ? "yes" : answer;
    const payload = { action: "intervention_response", userId, sessionId, stepId, resolvedValue };
    send({ type: "system", payload });
  }

  async function connectAccount(service: Service, link: string): Promise<void> {
    try {
      // The button of our own page; the provider's page behind it is the one whose consent is given here.
      await browser.go(link, {});
      const callback = await outside.consent(userId, service);
      if (callback !== undefined) callbacks.set(service, callback);
      const url = callbacks.get(service);
      if (url !== undefined) await browser.go(url.href);
    } catch {
      // The program is down: the browser is sent there again when the question is told again.
    }
  }
  const callbacks = new Map<Service, URL>();
  const browser = openBrowser();

  function isSettled({ data: { stepId } }: Frame): boolean {
    return [...frames.values()].some(
      (frame) =>
        (frame.data.action === "intervention_resolved" && frame.data.stepId === stepId) ||
        isEnding(frame),
    );
  }

  const unsubscribe = subject.onUp(attach);
  return {
    userId,
    ended: ended.promise,
    acknowledged: acknowledged.promise,
    frames: () => [...frames.values()].toSorted((a, b) => a.seq - b.seq),
    async greet() {
      isGreeting = true;
      greetAgain();
      await greeting.promise;
    },
    problems() {
      const outcomes = [...frames.values()].filter(isEnding);
      return outcomes.length > 1
        ? [...problems, `the outcome was told ${outcomes.length} times`]
        : problems;
    },
    lastHeard() {
      const last = frames.get(Math.max(0, ...frames.keys()));
      const { action, kind, status } = last?.data ?? {};
      return last === undefined ? "nothing" : [action, kind, status].filter(Boolean).join(" ");
    },
    sendAgain: sendCommand,
    leave() {
      unsubscribe();
      socket?.terminate();
    },
  };
}
