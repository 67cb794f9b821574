import { once } from "node:events";

import { WebSocket } from "ws";

import type { Chat, ChatOptions } from "./chat.ts";
import { showFrame } from "./show-frame.ts";
import type { ServerFrame } from "./show-frame.ts";
import type { Screen } from "./screen.ts";
import { UnavailableError } from "./unavailable-error.ts";

interface OpenQuestion {
  readonly stepId: string;
  readonly isNumbered: boolean;
}

/** Talks with the assistant over its WebSocket, in one session until `/new`. @throws UnavailableError */
export async function openSocketChat(options: ChatOptions, screen: Screen): Promise<Chat> {
  const { url, user, timezone, token } = options;
  const socket = await connect(url, token);
  const named = token === undefined ? { userId: user } : {};
  const left = new Set<string>();
  let sessionId: string | undefined;
  let question: OpenQuestion | undefined;
  let waiting: { readonly id: string; readonly settle: () => void }[] = [];

  socket.on("message", (raw: Buffer) => {
    const frame: ServerFrame = JSON.parse(raw.toString("utf8"));
    if (frame.type === "pong") return;
    if (frame.type === "error") {
      showFrame(frame, screen);
      return settle(frame.id);
    }
    // It is for the user in whichever conversation they asked for it, and begins none.
    if (frame.type === "notification" && frame.data.action === "reminder") {
      return showFrame(frame, screen);
    }
    if (left.has(frame.sessionId) || (sessionId === undefined && !isAwaited(frame))) return;
    sessionId ??= frame.sessionId;
    if (frame.sessionId !== sessionId) return;
    showFrame(frame, screen);
    if (frame.type === "system") {
      const { stepId, kind, options: choices = [] } = frame.data;
      // A link is followed, not answered: what is typed meanwhile is a request.
      question = kind === "authorize" ? undefined : { stepId, isNumbered: choices.length > 0 };
      settle(undefined);
    } else if (frame.type === "command" && frame.data.status !== "auth_required") {
      question = undefined;
      settle(frame.id);
    }
  });

  /** What begins the session: its start names our command, and what else comes may name none. */
  function isAwaited(frame: Extract<ServerFrame, { readonly sessionId: string }>): boolean {
    const isStart = frame.type === "notification" && frame.data.action === "command_started";
    const id = isStart ? frame.data.commandId : frame.id;
    return waiting.some((one) => one.id === id || (id === undefined && !isStart));
  }

  /** A question, or a word without an id, is what all that waits has come to. */
  function settle(id: string | undefined): void {
    const settled = waiting.filter((one) => id === undefined || one.id === id);
    const all = settled.length === 0 ? waiting : settled;
    waiting = waiting.filter((one) => !all.includes(one));
    all.forEach((one) => one.settle());
  }

  function send(frame: { readonly type: string; readonly payload: object }): Promise<void> {
    const id = crypto.randomUUID();
    const sent = new Promise<void>((resolve) => waiting.push({ id, settle: resolve }));
    socket.send(JSON.stringify({ ...frame, id, payload: { ...named, ...frame.payload } }));
    return sent;
  }

  async function take(line: string): Promise<void> {
    const inSession = sessionId === undefined ? {} : { sessionId };
    switch (line) {
      case "/new":
        if (sessionId !== undefined) left.add(sessionId);
        sessionId = undefined;
        question = undefined;
        return screen.say("dim", "A new conversation.");
      case "/undo":
        return await send({ type: "system", payload: { action: "undo", ...inSession } });
      case "/cancel":
        if (sessionId === undefined) return screen.say("dim", "Nothing is going on.");
        return await send({ type: "system", payload: { action: "cancel", sessionId } });
      default:
        break;
    }
    if (/^\/[a-z]+$/u.test(line)) {
      return screen.say("red", `${line} is not known: /cancel, /undo, /new or /quit.`);
    }
    if (question === undefined) {
      const payload = { message: line, timezone, ...inSession };
      return await send({ type: "command", payload });
    }
    const { stepId, isNumbered } = question;
    question = undefined;
    const resolvedValue = isNumbered && /^\d+$/u.test(line) ? Number(line) : line;
    const payload = { action: "intervention_response", sessionId, stepId, resolvedValue };
    await send({ type: "system", payload });
  }

  let isLeaving = false;
  const ended = Promise.withResolvers<never>();
  ended.promise.catch(() => undefined);
  socket.once("close", (code) => {
    if (isLeaving) return;
    ended.reject(new UnavailableError(`The server closed the connection (${code}).`));
  });

  return {
    greeting: `Connected to ${url}${token === undefined ? ` as ${user}` : ""}.`,
    take,
    ended: ended.promise,
    async close() {
      isLeaving = true;
      const closed = once(socket, "close");
      socket.close();
      await closed;
    },
  };
}

async function connect(url: string, token: string | undefined): Promise<WebSocket> {
  const socket = new WebSocket(url, {
    ...(token !== undefined && { headers: { authorization: `Bearer ${token}` } }),
    handshakeTimeout: 10_000,
  });
  return await new Promise((resolve, reject) => {
    socket.once("open", () => {
      socket.on("error", () => undefined);
      resolve(socket);
    });
    socket.once("unexpected-response", (_request, { statusCode }) => {
      const why =
        statusCode === 401
          ? "it asks for a token, and this is none it takes: --token"
          : `it answered ${statusCode}`;
      reject(new UnavailableError(`${url} refused the connection: ${why}.`));
      socket.terminate();
    });
    socket.on("error", (cause: NodeJS.ErrnoException) => {
      const reason = cause.code ?? cause.message;
      reject(
        new UnavailableError(`Nothing answers at ${url} (${reason}). Is it running? \`npm start\``),
      );
    });
  });
}
