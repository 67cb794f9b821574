import { RateLimiterMemory } from "rate-limiter-flexible";
import type { WebSocket } from "ws";

import type { Assistant } from "../../src/domain/assistant.ts";
import { assertNever } from "../../src/domain/assert-never.ts";
import type { Clock } from "../../src/domain/clock.ts";
import { toAssistantError } from "../../src/domain/errors.ts";
import type { ErrorCode } from "../../src/domain/errors.ts";
import type { SessionId, UserId } from "../../src/domain/ids.ts";
import type { Logger } from "../../src/domain/logger.ts";
import type { OutboxEntry } from "../../src/domain/turn.ts";
import { decodeFrame, MAX_MESSAGE_CHARACTERS, toFrame } from "./frames.ts";
import type { ClientFrame, ServerFrame } from "./frames.ts";

/** So many frames that cannot be read end a connection: its other end is not a client. */
const MAX_MALFORMED_FRAMES = 20;
/** A client that does not read is cut off, rather than remembered without end. */
const MAX_BUFFERED_BYTES = 1024 * 1024;
const FRAMES_PER_MINUTE = 1_200;

/** Wire codes of what the assistant refuses; what is not listed is `internal`. */
const WIRE_CODES: Partial<Record<ErrorCode, string>> = {
  ERR_INVALID_MESSAGE: "invalid_message",
  ERR_FORBIDDEN: "forbidden",
  ERR_UNKNOWN_SESSION: "unknown_session",
  ERR_STALE_ANSWER: "stale_intervention",
  ERR_TOOL_UNAVAILABLE: "unavailable",
};

export interface Connection {
  /** Who is at the other end, once that is known. */
  userId(): UserId | undefined;
  /** Sends one thing said to this user, unless a replay is about to send it. */
  deliver(entry: OutboxEntry): void;
}

/** One socket: decodes what comes, hands it to the assistant, answers what is wrong with it. */
export function openConnection(
  socket: WebSocket,
  options: {
    readonly assistant: Assistant;
    readonly clock: Clock;
    readonly logger: Logger;
    /** The user the handshake proved; undefined where callers are believed. */
    readonly provenUser: UserId | undefined;
  },
): Connection {
  const { assistant, clock, logger, provenUser } = options;
  const limiter = new RateLimiterMemory({ points: FRAMES_PER_MINUTE, duration: 60 });
  /** Sessions that are being replayed, with what was said meanwhile. */
  const replaying = new Map<SessionId, OutboxEntry[]>();
  let user = provenUser;
  let malformed = 0;
  let work = Promise.resolve();

  function send(frame: ServerFrame): void {
    if (socket.readyState !== socket.OPEN) return;
    if (socket.bufferedAmount > MAX_BUFFERED_BYTES) {
      logger.warn(
        { bufferedBytes: socket.bufferedAmount },
        "a client does not read; its socket is closed",
      );
      socket.terminate();
      return;
    }
    socket.send(JSON.stringify(frame));
  }

  function sendError(code: string, message: string, id: string | undefined): void {
    send({ type: "error", ...(id !== undefined && { id }), data: { code, message } });
  }

  async function admit(text: string): Promise<void> {
    try {
      await limiter.consume("frames");
    } catch {
      sendError("rate_limited", `More than ${FRAMES_PER_MINUTE} frames a minute.`, undefined);
      return;
    }
    await take(text);
  }

  async function take(text: string): Promise<void> {
    let id: string | undefined;
    try {
      const frame = decodeFrame(text);
      id = "id" in frame ? frame.id : undefined;
      await handle(frame);
    } catch (cause) {
      const error = toAssistantError(cause);
      if (!error.expose) logger.error({ err: cause }, "a frame could not be handled");
      sendError(WIRE_CODES[error.code] ?? "internal", error.message, id);
      if (error.code === "ERR_INVALID_MESSAGE" && ++malformed >= MAX_MALFORMED_FRAMES) {
        socket.close(1008, "too many malformed frames");
      }
    }
  }

  async function handle(frame: ClientFrame): Promise<void> {
    const claimed = frame.payload?.userId;
    if (provenUser !== undefined && claimed !== undefined && claimed !== provenUser) {
      return sendError(
        "forbidden",
        "The token is another user's.",
        "id" in frame ? frame.id : undefined,
      );
    }
    if (provenUser === undefined && claimed !== undefined) user = claimed;
    if (frame.type === "ping") {
      return send({ type: "pong", data: { datetime: new Date(clock.now()).toISOString() } });
    }
    const sessionId = "sessionId" in frame.payload ? frame.payload.sessionId : undefined;
    if (user === undefined && sessionId !== undefined) {
      user = await assistant.ownerOf(sessionId);
      if (user === undefined)
        return sendError("unknown_session", "There is no such session.", frame.id);
    }
    if (user === undefined)
      return sendError("unauthorized", "payload.userId: says who you are.", frame.id);
    await act(frame, user);
  }

  async function act(frame: Exclude<ClientFrame, { type: "ping" }>, userId: UserId): Promise<void> {
    const origin = { userId, channel: "websocket" as const };
    const clientId = frame.id === undefined ? {} : { clientId: frame.id };
    if (frame.type === "command") {
      const { message, sessionId, timezone, datetime } = frame.payload;
      if (message.length > MAX_MESSAGE_CHARACTERS) {
        const limit = `${MAX_MESSAGE_CHARACTERS} characters`;
        return sendError(
          "message_too_large",
          `payload.message: is longer than ${limit}.`,
          frame.id,
        );
      }
      const accepted = await assistant.accept({
        kind: "command",
        ...origin,
        ...clientId,
        text: message,
        ...(sessionId && { sessionId }),
        ...(timezone !== undefined && { timezone }),
        ...(datetime !== undefined && { datetime }),
      });
      if (accepted.kind === "repeated") for (const entry of accepted.entries) send(toFrame(entry));
      return;
    }
    const { payload } = frame;
    switch (payload.action) {
      case "intervention_response": {
        const { sessionId, stepId, resolvedValue } = payload;
        await assistant.accept({
          kind: "answer",
          ...origin,
          sessionId,
          stepId,
          value: resolvedValue,
        });
        return;
      }
      case "cancel":
        await assistant.accept({ kind: "cancel", ...origin, sessionId: payload.sessionId });
        return;
      case "undo":
        await assistant.accept({
          kind: "undo",
          ...origin,
          ...clientId,
          ...(payload.sessionId && { sessionId: payload.sessionId }),
        });
        return;
      case "subscribe":
        return await replay(userId, payload.sessionId, payload.afterSeq);
      default:
        return assertNever(payload);
    }
  }

  /** What was said while the replay was read follows it, without a gap and without a repeat. */
  async function replay(userId: UserId, sessionId: SessionId, afterSeq: number): Promise<void> {
    const meanwhile: OutboxEntry[] = [];
    replaying.set(sessionId, meanwhile);
    try {
      const entries = await assistant.replay(userId, sessionId, afterSeq);
      const last = entries.at(-1)?.seq ?? afterSeq;
      for (const entry of [...entries, ...meanwhile.filter(({ seq }) => seq > last)])
        send(toFrame(entry));
    } finally {
      replaying.delete(sessionId);
    }
  }

  socket.on("message", (raw: Buffer, isBinary) => {
    // One frame at a time: what a client sends in order is taken in in order.
    work = work.then(async () => admit(isBinary ? "" : raw.toString("utf8")));
  });

  return {
    userId: () => user,
    deliver(entry) {
      const meanwhile = replaying.get(entry.sessionId);
      if (meanwhile === undefined) send(toFrame(entry));
      else meanwhile.push(entry);
    },
  };
}
