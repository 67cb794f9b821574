import { signal } from "@preact/signals";
import type { ReadonlySignal } from "@preact/signals";

import type { ClientFrame, ServerFrame } from "./frames.ts";
import { askForTicket } from "./tickets.ts";

/** `refused`: the server does not take our token, and asking again is of no use. */
export type ConnectionStatus = "connecting" | "open" | "lost" | "refused";

/** A socket that comes back by itself. */
export interface Connection {
  readonly status: ReadonlySignal<ConnectionStatus>;
  /** False where it is not open: nothing is kept for later here. */
  send(frame: ClientFrame): boolean;
  close(): void;
}

export interface ConnectionOptions {
  /** Who we are, where the server believes callers. */
  readonly userId: string | undefined;
  /** Who we are, where it does not. */
  readonly token: string | undefined;
  readonly onOpen: () => void;
  /** The token is not, or no longer, taken. */
  readonly onRefused: () => void;
  readonly onFrame: (frame: ServerFrame) => void;
}

const FIRST_DELAY_MS = 400;
const LONGEST_DELAY_MS = 15_000;
const PING_EVERY_MS = 25_000;

/** Connects to `/ws` of this page's server, and again, ever more patiently, whenever the connection ends. */
export function connect(options: ConnectionOptions): Connection {
  const { userId, token, onOpen, onRefused, onFrame } = options;
  const status = signal<ConnectionStatus>("connecting");
  const url = `${location.origin.replace(/^http/u, "ws")}/ws`;
  const named = userId === undefined ? {} : { userId };
  let socket: WebSocket | undefined;
  let closed = false;
  let failures = 0;
  let retry: ReturnType<typeof setTimeout> | undefined;
  let answered = true;

  /** With a token, each connection begins with a ticket for it: what is in a handshake may end in logs. */
  async function open(): Promise<void> {
    clearTimeout(retry);
    if (token === undefined) return openSocket([]);
    const asked = await askForTicket(token);
    if (closed || socket !== undefined) return;
    if (asked.kind === "ticket") return openSocket(["errand", asked.ticket]);
    if (asked.kind === "unreachable") return openLater();
    status.value = "refused";
    onRefused();
  }

  function openLater(): void {
    status.value = "lost";
    const delayMs = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** failures++);
    // Spread, so that all clients of a server that restarted do not come back at the same moment.
    retry = setTimeout(() => void open(), delayMs * (0.75 + Math.random() / 2));
  }

  function openSocket(protocols: string[]): void {
    const current = new WebSocket(url, protocols);
    socket = current;
    current.addEventListener("open", () => {
      failures = 0;
      answered = true;
      status.value = "open";
      send({ type: "ping", payload: {} });
      onOpen();
    });
    current.addEventListener("message", ({ data }: MessageEvent<string>) => {
      answered = true;
      const frame: ServerFrame = JSON.parse(data);
      onFrame(frame);
    });
    current.addEventListener("close", () => {
      if (socket !== current) return;
      socket = undefined;
      openLater();
    });
  }

  function send(frame: ClientFrame): boolean {
    if (socket?.readyState !== WebSocket.OPEN) return false;
    socket.send(JSON.stringify({ ...frame, payload: { ...named, ...frame.payload } }));
    return true;
  }

  /** A network that went away says nothing: what does not answer a ping is given up. */
  const pulse = setInterval(() => {
    if (socket?.readyState !== WebSocket.OPEN) return;
    if (!answered) socket.close();
    answered = false;
    send({ type: "ping", payload: {} });
  }, PING_EVERY_MS);
  const comeBack = (): void => {
    if (socket === undefined && status.value === "lost") void open();
  };
  globalThis.addEventListener("online", comeBack);
  void open();

  return {
    status,
    send,
    close() {
      closed = true;
      clearTimeout(retry);
      clearInterval(pulse);
      globalThis.removeEventListener("online", comeBack);
      const last = socket;
      socket = undefined;
      last?.close();
    },
  };
}
