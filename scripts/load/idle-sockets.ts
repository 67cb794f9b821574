import { once } from "node:events";

import { SignJWT } from "jose";
import { WebSocket } from "ws";

import { residentMbOf } from "../bench/process-figures.ts";
import { format, quantile } from "../bench/statistics.ts";
import { startLoaded } from "./programs.ts";

const SECRET = "load-secret-".repeat(4);
const PINGS = 500;
const SETTLE_MS = 3_000;

/** Opens so many sockets with tokens on one process, and measures what each costs and how fast another one is answered. */
export async function measureIdleSockets(count: number): Promise<void> {
  const program = await startLoaded({ AUTH_SECRET: SECRET });
  const ws = `${program.url.replace(/^http/u, "ws")}/ws`;
  const open = async (user: string): Promise<WebSocket> => {
    const token = await new SignJWT({ sub: user, aud: "errand" })
      .setProtectedHeader({ alg: "HS256" })
      .setExpirationTime("1h")
      .sign(new TextEncoder().encode(SECRET));
    const socket = new WebSocket(ws, { headers: { authorization: `Bearer ${token}` } });
    await once(socket, "open");
    return socket;
  };
  const warm = await Promise.all(Array.from({ length: 50 }, (_, i) => open(`warm${i}`)));
  const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
  await settled();
  const before = residentMbOf(program.pid());
  const sockets: WebSocket[] = [];
  for (let i = 0; i < count; i += 100) {
    const some = Array.from({ length: Math.min(100, count - i) }, async (_, j) =>
      open(`u${i + j}`),
    );
    sockets.push(...(await Promise.all(some)));
  }
  await settled();
  const after = residentMbOf(program.pid());
  const [pinger] = warm;
  const pings: number[] = [];
  for (let i = 0; i < PINGS; i++) {
    const began = performance.now();
    const pong = once(pinger as WebSocket, "message");
    pinger?.send('{"type":"ping"}');
    await pong;
    pings.push(performance.now() - began);
    // No faster than one socket may talk.
    await new Promise((resolve) => setTimeout(resolve, 60));
  }
  console.log(
    `Idle sockets with tokens on one process (n=${sockets.length}, after 50 not counted)`,
  );
  console.log(
    `  memory  ${format(((after - before) * 1024) / sockets.length, 1)} KB resident a socket (${format(before, 0)} -> ${format(after, 0)} MB, ${SETTLE_MS / 1000} s after the last)`,
  );
  console.log(
    `  ping    p50 ${format(quantile(pings, 0.5))} ms, p99 ${format(quantile(pings, 0.99))} ms beside them (n=${pings.length})`,
  );
  for (const socket of [...warm, ...sockets]) socket.terminate();
  await program.stop();
}
