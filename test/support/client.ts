import { once } from "node:events";

import { WebSocket } from "ws";

import type { Json } from "../../src/domain/plan.ts";

/** A frame as it came from the server. Which parts are there depends on `type`; reading one that is not is a failed test. */
export interface Frame {
  readonly type: string;
  readonly id?: string;
  readonly sessionId: string;
  readonly seq: number;
  readonly data: {
    readonly status: string;
    readonly success: boolean;
    readonly message: string;
    readonly results: readonly StepFrame[];
    readonly plan: { readonly steps: readonly { readonly id: string; readonly tool: string }[] };
    readonly authRequired?: boolean;
    readonly authUrl: string;
    readonly service: string;
    readonly error?: { readonly code: string; readonly message: string };
    readonly action: string;
    readonly sessionId: string;
    readonly stepId: string;
    readonly kind: string;
    readonly reason: string;
    readonly entity: { readonly type: string; readonly value: string };
    readonly options: readonly { readonly value: string; readonly label: string }[];
    readonly preview?: { readonly actions: readonly ActionFrame[] };
    readonly expiresAt: string;
    readonly code: string;
    readonly datetime: string;
  };
}

/** One call that a question of kind `approve` shows. */
export interface ActionFrame {
  readonly tool: string;
  readonly lines: readonly { readonly label: string; readonly value: string }[];
}

export interface StepFrame {
  readonly stepId: string;
  readonly tool: string;
  readonly status: string;
  readonly output: Json;
  readonly error?: { readonly code: string; readonly message: string };
}

/** A user's workspace as the sandbox gives it out: Google's own resources. */
export interface Workspace {
  readonly userId: string;
  readonly email: string;
  readonly phoneNumber?: string;
  readonly timezone?: string;
  readonly connections?: Readonly<Record<string, string>>;
  readonly calendar?: { readonly events: readonly GoogleEvent[] };
  readonly gmail?: { readonly messages: readonly Readonly<Record<string, Json>>[] };
  readonly tasks?: {
    readonly lists: readonly {
      readonly id?: string;
      readonly title: string;
      readonly tasks: readonly Readonly<Record<string, Json>>[];
    }[];
  };
  readonly contacts?: readonly Readonly<Record<string, Json>>[];
}

export interface GoogleEvent {
  readonly id?: string;
  readonly summary: string;
  readonly description?: string;
  readonly location?: string;
  readonly organizer?: { readonly email: string };
  readonly start: {
    readonly dateTime?: string;
    readonly date?: string;
    readonly timeZone?: string;
  };
  readonly end: { readonly dateTime?: string; readonly date?: string; readonly timeZone?: string };
  readonly attendees?: readonly {
    readonly email: string;
    readonly displayName?: string;
    readonly responseStatus?: string;
    readonly optional?: boolean;
  }[];
  readonly recurrence?: readonly string[];
}

/** A user at a WebSocket. Frames are kept until somebody waits for them. */
export interface Client {
  readonly frames: readonly Frame[];
  send(frame: unknown): void;
  /** Resolves with the next frame (kept or still to come) that fits; each frame is given out once. */
  next(fits: (frame: Frame) => boolean): Promise<Frame>;
  /** Sends a command and resolves with what it comes to: an outcome or a question. */
  say(message: string, options?: SayOptions): Promise<Frame>;
  /** Answers a question and resolves with what comes of it. */
  answer(question: Frame, resolvedValue: unknown): Promise<Frame>;
  /** Resolves with the close code, whoever closes. */
  readonly closed: Promise<number>;
  close(): Promise<void>;
}

export interface SayOptions {
  readonly id?: string;
  readonly sessionId?: string;
  readonly timezone?: string;
  readonly datetime?: string;
}

export const isOutcome = (frame: Frame): boolean => frame.type === "command";
export const isQuestion = (frame: Frame): boolean =>
  frame.type === "system" && frame.data.action === "user_intervention_required";
export const isNotification =
  (action: string) =>
  (frame: Frame): boolean =>
    frame.type === "notification" && frame.data.action === action;

/**
 * Opens a socket; with a token (or, by subprotocol, a ticket) where the server asks for one. Unless the user is `careful`,
 * what needs their yes gets it from `say` and `answer` by itself, so that only tests of the question see it.
 */
export async function connect(
  url: string,
  userId: string,
  {
    token,
    protocols = [],
    careful = false,
  }: { readonly token?: string; readonly protocols?: string[]; readonly careful?: boolean } = {},
): Promise<Client> {
  const socket = new WebSocket(`${url.replace(/^http/u, "ws")}/ws`, protocols, {
    headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
  });
  const closed = once(socket, "close") as Promise<[number]>;
  closed.catch(() => undefined);
  const frames: Frame[] = [];
  const kept: Frame[] = [];
  const waiting: { fits: (frame: Frame) => boolean; resolve: (frame: Frame) => void }[] = [];
  socket.on("message", (raw: Buffer) => {
    const frame = JSON.parse(raw.toString("utf8")) as Frame;
    frames.push(frame);
    const i = waiting.findIndex(({ fits }) => fits(frame));
    if (i === -1) kept.push(frame);
    else waiting.splice(i, 1)[0]?.resolve(frame);
  });
  await once(socket, "open");

  const send = (frame: unknown): void =>
    socket.send(typeof frame === "string" ? frame : JSON.stringify(frame));
  const next = (fits: (frame: Frame) => boolean): Promise<Frame> => {
    const i = kept.findIndex(fits);
    if (i !== -1) return Promise.resolve(kept.splice(i, 1)[0] as Frame);
    return new Promise((resolve) => waiting.push({ fits, resolve }));
  };
  const isRest = (frame: Frame): boolean =>
    isOutcome(frame) || isQuestion(frame) || frame.type === "error";
  const answer = (
    { data: { sessionId, stepId } }: Frame,
    resolvedValue: unknown,
  ): Promise<Frame> => {
    send({
      type: "system",
      payload: { action: "intervention_response", userId, sessionId, stepId, resolvedValue },
    });
    return rest();
  };
  const rest = async (): Promise<Frame> => {
    const frame = await next(isRest);
    return isQuestion(frame) && frame.data.kind === "approve" && !careful
      ? await answer(frame, "yes")
      : frame;
  };
  return {
    frames,
    send,
    next,
    say(message, options = {}) {
      send({
        type: "command",
        id: options.id,
        payload: { userId, message, ...options, id: undefined },
      });
      return rest();
    },
    answer,
    closed: closed.then(([code]) => code),
    async close() {
      socket.close();
      await closed;
    },
  };
}

/** The sandbox's word on what is really there. */
export async function workspaceOf(url: string, userId: string): Promise<Workspace> {
  const response = await fetch(`${url}/sandbox/workspace?userId=${encodeURIComponent(userId)}`);
  return (await response.json()) as Workspace;
}

export async function putWorkspace(url: string, user: Workspace): Promise<Response> {
  return await fetch(`${url}/sandbox/workspace?userId=${encodeURIComponent(user.userId)}`, {
    method: "PUT",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(user),
  });
}

export async function post(url: string, path: string, body: unknown): Promise<Response> {
  return await fetch(`${url}${path}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
}
