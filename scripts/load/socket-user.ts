import { setTimeout as delay } from "node:timers/promises";

import { WebSocket } from "ws";

import { countWrong } from "./figures.ts";
import type { Figures } from "./figures.ts";

/** A user at a page: says one thing after another, and goes on elsewhere where a process is lost. */
export interface SocketUser {
  readonly userId: string;
  /** Titles of the events that were asked for, once each. */
  readonly asked: readonly string[];
  run(until: () => boolean): Promise<void>;
  close(): void;
}

/** Whoever gets no answer for so long counts it as lost. */
const LOST_MS = 60_000;
const RECONNECT_MS = 100;

interface Frame {
  readonly type: string;
  readonly id?: string;
  readonly data: { readonly status?: string; readonly message?: string; readonly code?: string };
}

export function createSocketUser({
  userId,
  urls,
  thinkMs,
  figures,
  deaths,
  random,
}: {
  readonly userId: string;
  /** Of the processes; the user begins at one of them, and takes the next where that one is gone. */
  readonly urls: readonly string[];
  readonly thinkMs: number;
  readonly figures: Figures;
  /** How many processes died so far. */
  readonly deaths: () => number;
  readonly random: () => number;
}): SocketUser {
  const asked: string[] = [];
  let at = Math.floor(random() * urls.length);
  let socket: WebSocket | undefined;
  let onFrame: (frame: Frame) => void = () => undefined;
  let onLost: () => void = () => undefined;

  async function connect(): Promise<WebSocket> {
    for (;;) {
      const url = urls[at % urls.length] ?? "";
      const opening = new WebSocket(`${url.replace(/^http/u, "ws")}/ws`);
      const isOpen = await new Promise<boolean>((resolve) => {
        opening.once("open", () => resolve(true));
        opening.once("error", () => resolve(false));
      });
      if (isOpen) {
        opening.on("error", () => undefined);
        opening.on("message", (raw: Buffer) => onFrame(JSON.parse(raw.toString("utf8")) as Frame));
        opening.once("close", () => {
          if (socket === opening) socket = undefined;
          onLost();
        });
        return opening;
      }
      at += 1;
      figures.reconnects += 1;
      await delay(RECONNECT_MS);
    }
  }

  /** The same message under the same id, as often as it takes: it is done once. */
  async function ask(id: string, message: string): Promise<Frame | undefined> {
    const lostAt = performance.now() + LOST_MS;
    while (performance.now() < lostAt) {
      socket ??= await connect();
      const answer = new Promise<Frame | undefined>((resolve) => {
        const timer = setTimeout(resolve, lostAt - performance.now(), undefined);
        const settle = (frame?: Frame): void => {
          clearTimeout(timer);
          resolve(frame);
        };
        onLost = () => settle();
        onFrame = (frame) => {
          if (frame.id === id && (frame.type === "command" || frame.type === "error"))
            settle(frame);
        };
      });
      socket.send(JSON.stringify({ type: "command", id, payload: { userId, message } }));
      const frame = await answer;
      if (frame?.data.code === "unavailable" || frame?.data.code === "rate_limited") {
        await delay(RECONNECT_MS);
        continue;
      }
      if (frame !== undefined) return frame;
    }
    return undefined;
  }

  return {
    userId,
    asked,
    async run(until) {
      await delay(random() * thinkMs);
      for (let n = 0; !until(); n++) {
        const title = `Block ${userId.slice(-6)} ${n}`;
        const isWrite = n % 3 !== 2;
        const message = isWrite
          ? `Schedule "${title}" tomorrow at ${8 + (n % 10)}:30`
          : "What's on my calendar tomorrow?";
        if (isWrite) asked.push(title);
        figures.asked += 1;
        const [began, before] = [performance.now(), deaths()];
        const frame = await ask(`${userId}-${n}`, message);
        const now = performance.now();
        if (frame === undefined) figures.lost.push(title);
        else if (frame.data.status !== "completed")
          countWrong(figures, frame.data.message ?? frame.data.status ?? "?");
        else
          figures.turns.push({
            by: "socket",
            ms: now - began,
            at: now,
            sawDeath: deaths() > before,
          });
        if (thinkMs > 0) await delay(thinkMs * (0.5 + random()));
      }
    },
    close() {
      socket?.close();
    },
  };
}
