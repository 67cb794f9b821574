import type { WebSocket } from "ws";

import type { Assistant } from "../../src/domain/assistant.ts";
import { assertNever } from "../../src/domain/assert-never.ts";
import type { Clock } from "../../src/domain/clock.ts";
import { AssistantError, toAssistantError } from "../../src/domain/errors.ts";
import type { ErrorCode } from "../../src/domain/errors.ts";
import type { UserId } from "../../src/domain/ids.ts";
import type { Logger } from "../../src/domain/logger.ts";
import type { PhoneLinking } from "../../src/domain/phone-linking.ts";
import type { OutboxEntry } from "../../src/domain/turn.ts";
import type { Pace } from "./callers.ts";
import { decodeFrame, MAX_MESSAGE_CHARACTERS } from "./frames.ts";
import type { ClientFrame, CommandFrame, SystemFrame } from "./frames.ts";
import { answerAboutPhone } from "./phone.ts";
import { createReplay } from "./replay.ts";
import { toFrame } from "./server-frames.ts";
import type { ServerFrame, WireCode } from "./server-frames.ts";

/** So many malformed frames, less one for each good frame between, end a connection: its other end is not a client. */
const MAX_MALFORMED_FRAMES = 20;
/** A client that does not read is cut off, rather than remembered without end. */
const MAX_BUFFERED_BYTES = 1024 * 1024;
/** With so many frames waiting their turn, no more are read from the network. */
const MAX_WAITING_FRAMES = 64;

/** Wire codes of what the assistant refuses; what is not listed is `internal`. */
const WIRE_CODES: Partial<Record<ErrorCode, WireCode>> = {
  ERR_INVALID_MESSAGE: "invalid_message",
  ERR_RATE_LIMITED: "rate_limited",
  ERR_FORBIDDEN: "forbidden",
  ERR_UNKNOWN_SESSION: "unknown_session",
  ERR_STALE_ANSWER: "stale_intervention",
  ERR_TOOL_UNAVAILABLE: "unavailable",
  ERR_UNAVAILABLE: "unavailable",
};

/** Counts frames by direction and type. */
export interface FrameMetrics {
  countFrame(direction: "in" | "out", type: string): void;
}

export interface Connection {
  /** Who is at the other end, once that is known. */
  userId(): UserId | undefined;
  /** Sends one thing said to this user, unless a replay sends it. */
  deliver(entry: OutboxEntry): void;
  /** Resolves when every frame that was read has been dealt with. */
  settled(): Promise<void>;
}

export interface ConnectionOptions {
  readonly assistant: Assistant;
  readonly phones: PhoneLinking;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics?: FrameMetrics | undefined;
  /** The user the handshake proved; undefined where callers are believed. */
  readonly provenUser: UserId | undefined;
  readonly pace: Pace;
}

/** One socket: decodes what comes, hands it to the assistant, answers what is wrong with it. */
export function openConnection(socket: WebSocket, options: ConnectionOptions): Connection {
  const { assistant, phones, clock, logger, metrics, provenUser, pace } = options;
  const replay = createReplay({ assistant, send });
  /** Who the client last said it is, by `payload.userId`. */
  let named: UserId | undefined;
  let user = provenUser;
  let malformed = 0;
  let banned = false;
  let waiting = 0;
  let work = Promise.resolve();

  /** `taken` is told when the network has taken the frame, or never will. */
  function send(frame: ServerFrame, taken?: () => void): void {
    if (socket.readyState !== socket.OPEN) return taken?.();
    const { bufferedAmount } = socket;
    const text = JSON.stringify(frame);
    // A client that has read all that came before may have one frame of any size.
    if (bufferedAmount > 0 && bufferedAmount + Buffer.byteLength(text) > MAX_BUFFERED_BYTES) {
      logger.warn({ bufferedAmount }, "a client does not read; its socket is closed");
      socket.terminate();
      return taken?.();
    }
    metrics?.countFrame("out", frame.type);
    socket.send(text, taken);
  }

  function sendError(
    code: WireCode,
    message: string,
    id: string | undefined,
    retryAfterSeconds?: number,
  ): void {
    const data = { code, message, ...(retryAfterSeconds !== undefined && { retryAfterSeconds }) };
    send({ type: "error", ...(id !== undefined && { id }), data });
  }

  async function take(text: string | undefined): Promise<void> {
    if (banned) return;
    const decoded =
      text === undefined
        ? { kind: "malformed" as const, id: undefined, reason: "Frames are text, not binary." }
        : decodeFrame(text);
    metrics?.countFrame("in", decoded.kind === "frame" ? decoded.frame.type : "malformed");
    const id = decoded.kind === "frame" ? idOf(decoded.frame) : decoded.id;
    const waitMs = await pace.untilAllowed();
    if (waitMs > 0) {
      const seconds = Math.ceil(waitMs / 1000);
      const message = `More than ${pace.perMinute} frames a minute; try again in ${seconds} s.`;
      return sendError("rate_limited", message, id, seconds);
    }
    if (decoded.kind === "malformed") {
      sendError("invalid_message", decoded.reason, id);
      if (++malformed < MAX_MALFORMED_FRAMES) return;
      banned = true;
      return socket.close(1008, "too many malformed frames");
    }
    malformed = Math.max(0, malformed - 1);
    try {
      await handle(decoded.frame);
    } catch (cause) {
      const error = toAssistantError(cause);
      if (!error.expose) logger.error({ err: cause }, "a frame could not be handled");
      sendError(WIRE_CODES[error.code] ?? "internal", error.message, id);
    }
  }

  async function handle(frame: ClientFrame): Promise<void> {
    const claimed = frame.payload?.userId;
    if (claimed !== undefined && provenUser === undefined) user = named = claimed;
    else if (claimed !== undefined && claimed !== provenUser) {
      return sendError("forbidden", "The token is another user's.", idOf(frame));
    }
    if (frame.type === "ping") {
      return send({
        type: "pong",
        data: { datetime: new Date(clock.now()).toISOString() },
      });
    }
    const sender = await senderOf(frame);
    if (sender === undefined) {
      return sendError("unauthorized", "payload.userId: says who you are.", frame.id);
    }
    user = sender;
    if (frame.type === "command") await command(frame, sender);
    else await system(frame, sender);
  }

  /** Until the client says who it is, a session names its own user, frame by frame. */
  async function senderOf({ payload }: CommandFrame | SystemFrame): Promise<UserId | undefined> {
    const known = provenUser ?? named;
    const sessionId = "sessionId" in payload ? payload.sessionId : undefined;
    if (known !== undefined || sessionId === undefined) return known ?? user;
    const owner = await assistant.ownerOf(sessionId);
    if (owner !== undefined) return owner;
    throw new AssistantError("ERR_UNKNOWN_SESSION", "There is no such session.");
  }

  async function command({ id, payload }: CommandFrame, userId: UserId): Promise<void> {
    const { message, sessionId, timezone, datetime } = payload;
    if (message.length > MAX_MESSAGE_CHARACTERS) {
      const limit = `${MAX_MESSAGE_CHARACTERS} characters`;
      return sendError("message_too_large", `payload.message: is longer than ${limit}.`, id);
    }
    const accepted = await assistant.accept({
      kind: "command",
      userId,
      channel: "websocket",
      text: message,
      ...(id !== undefined && { clientId: id }),
      ...(sessionId && { sessionId }),
      ...(timezone !== undefined && { timezone }),
      ...(datetime !== undefined && { datetime }),
    });
    if (accepted.kind === "repeated") for (const entry of accepted.entries) send(toFrame(entry));
  }

  async function system({ id, payload }: SystemFrame, userId: UserId): Promise<void> {
    const origin = { userId, channel: "websocket" as const };
    switch (payload.action) {
      case "intervention_response": {
        const { sessionId, stepId, resolvedValue: value } = payload;
        await assistant.accept({ kind: "answer", ...origin, sessionId, stepId, value });
        return;
      }
      case "cancel":
        await assistant.accept({ kind: "cancel", ...origin, sessionId: payload.sessionId });
        return;
      case "undo": {
        const accepted = await assistant.accept({
          kind: "undo",
          ...origin,
          ...(id !== undefined && { clientId: id }),
          ...(payload.sessionId && { sessionId: payload.sessionId }),
        });
        if (accepted.kind === "repeated")
          for (const entry of accepted.entries) send(toFrame(entry));
        return;
      }
      case "subscribe":
        return await replay.run(userId, payload.sessionId, payload.afterSeq);
      case "get_phone":
      case "link_phone":
      case "verify_phone":
      case "unlink_phone": {
        const data = await answerAboutPhone(phones, userId, payload);
        return send({ type: "data", ...(id !== undefined && { id }), data });
      }
      default:
        return assertNever(payload);
    }
  }

  async function takeAfter(earlier: Promise<void>, text: string | undefined): Promise<void> {
    await earlier;
    try {
      await take(text);
    } catch (cause) {
      logger.error({ err: cause }, "a frame could not be taken in");
    }
    if (--waiting < MAX_WAITING_FRAMES && socket.isPaused) socket.resume();
  }

  socket.on("message", (raw: Buffer, isBinary) => {
    if (socket.readyState !== socket.OPEN) return;
    if (++waiting === MAX_WAITING_FRAMES) socket.pause();
    // One frame at a time: what a client sends in order is taken in in order.
    work = takeAfter(work, isBinary ? undefined : raw.toString("utf8"));
  });

  return {
    userId: () => user,
    deliver(entry) {
      if (!replay.holds(entry)) send(toFrame(entry));
    },
    settled: async () => work,
  };
}

function idOf(frame: ClientFrame): string | undefined {
  return frame.type === "ping" ? undefined : frame.id;
}
