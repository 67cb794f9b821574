import { once } from "node:events";

import { WebSocket } from "ws";

const CLIENTS = 16;

/** Whole turns over sockets, one at a time for each of sixteen users: a command goes in, an event is made, the outcome is back. */
export async function turnsOver(
  url: string,
  turns: number,
): Promise<{ readonly elapsedMs: number; readonly latenciesMs: readonly number[] }> {
  const run = crypto.randomUUID().slice(0, 8);
  const sockets = await Promise.all(
    Array.from({ length: CLIENTS }, async (_, i) => {
      const userId = `bench-${run}-${i}`;
      await fetch(`${url}/sandbox/workspace?userId=${userId}`, {
        method: "PUT",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({
          userId,
          email: `${userId}@example.com`,
          timezone: "America/Los_Angeles",
        }),
      });
      const socket = new WebSocket(`${url.replace(/^http/u, "ws")}/ws`);
      await once(socket, "open");
      return { socket, userId };
    }),
  );
  const latenciesMs: number[] = [];
  const began = performance.now();
  await Promise.all(
    sockets.map(async ({ socket, userId }) => {
      for (let i = 0; i < turns / CLIENTS; i++) {
        const sent = performance.now();
        const message = `Schedule gym tomorrow at ${(i % 10) + 8}:30`;
        socket.send(JSON.stringify({ type: "command", payload: { userId, message } }));
        await outcomeOf(socket);
        latenciesMs.push(performance.now() - sent);
      }
    }),
  );
  const elapsedMs = performance.now() - began;
  for (const { socket } of sockets) socket.close();
  return { elapsedMs, latenciesMs };
}

async function outcomeOf(socket: WebSocket): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const onMessage = (raw: Buffer): void => {
      const frame = JSON.parse(raw.toString("utf8")) as {
        type: string;
        data: { status?: string; message?: string };
      };
      if (frame.type !== "command" && frame.type !== "error") return;
      socket.off("message", onMessage);
      if (frame.data.status === "completed") resolve();
      else reject(new Error(`A turn ended otherwise: ${frame.data.message}`));
    };
    socket.on("message", onMessage);
  });
}
