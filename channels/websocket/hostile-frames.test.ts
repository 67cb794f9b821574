import { once } from "node:events";
import type { Socket } from "node:net";

import { expect, test } from "vitest";

import { casesOf, LONG } from "../../test/support/counts.ts";
import { seededRandom } from "../../test/support/random.ts";
import { closeCodeIn, hostileCase } from "./hostile-frames.ts";
import type { HostileCase } from "./hostile-frames.ts";
import { connect, connectRaw, serve } from "./websocket-rig.ts";

/** Another seed makes other frames; the printed one makes these again. */
const SEED = Number(process.env["SEED"] ?? 20_261_124);
const AT_ONCE = 20;
const FRAMES = casesOf(500, 100_000);
const FLOODS = casesOf(20, 100);

test(
  `[W7] frames that break the protocol end their own socket with the right code, and a neighbour hears nothing of it (n=${FRAMES})`,
  LONG,
  async () => {
    await using served = await serve();
    const neighbour = await connect(served.url);
    const random = seededRandom(SEED);
    const wrong: string[] = [];
    for (let done = 0; done < FRAMES; done += AT_ONCE) {
      const cases = Array.from({ length: AT_ONCE }, () => hostileCase(random));
      const codes = await Promise.all(cases.map((hostile) => send(served.port, hostile)));
      wrong.push(
        ...cases.flatMap(({ name, closes }, i) => {
          const code = codes[i];
          const isRight = closes === "none" ? code === "open" : closes.includes(Number(code));
          return isRight ? [] : [`${name}: ${code}`];
        }),
      );
      expect(await neighbour.ask({ type: "ping" })).toMatchObject({ type: "pong" });
    }
    expect({ seed: SEED, wrong }).toEqual({ seed: SEED, wrong: [] });
    await expect.poll(() => served.channel.connections()).toBe(1);
  },
);

test(
  `[W9] messages announced as 100 MiB are refused at their first frame (n=${FLOODS})`,
  LONG,
  async () => {
    await using served = await serve();
    for (let i = 0; i < FLOODS; i++) {
      const socket = await connectRaw(served.port);
      const received = collect(socket);
      const header = Buffer.from([0x82, 0xff, 0, 0, 0, 0, 0x06, 0x40, 0, 0, 1, 2, 3, 4]);
      socket.write(header);
      const chunk = Buffer.alloc(64 * 1024);
      let sent = 0;
      while (!socket.closed && !socket.destroyed && sent < 100 * 2 ** 20) {
        sent += chunk.length;
        if (!socket.write(chunk))
          await Promise.race([once(socket, "drain"), once(socket, "close")]);
      }
      if (!socket.closed) await once(socket, "close");
      expect(closeCodeIn(Buffer.concat(received))).toBe(1009);
      expect(sent).toBeLessThan(100 * 2 ** 20);
    }
  },
);

test("[W10] messages of sixteen thousand fragments are cut off (n=40)", async () => {
  await using served = await serve();
  const begin = Buffer.from([0x01, 0x81, 0, 0, 0, 0, 0x61]);
  const go = Buffer.from([0x00, 0x81, 0, 0, 0, 0, 0x61]);
  const flood = Buffer.concat([begin, ...Array.from({ length: 16_000 }, () => go)]);
  const codes = await Promise.all(
    Array.from({ length: 40 }, async () => {
      const socket = await connectRaw(served.port);
      const received = collect(socket);
      socket.write(flood);
      await once(socket, "close");
      return closeCodeIn(Buffer.concat(received));
    }),
  );
  expect(codes).toEqual(codes.map(() => 1008));
  await expect.poll(() => served.channel.connections()).toBe(0);
});

function collect(socket: Socket): Buffer[] {
  const received: Buffer[] = [];
  socket.on("data", (data: Buffer) => received.push(data));
  return received;
}

/** The code a hostile peer is closed with, or that its socket is still open: it answers a ping. */
async function send(
  port: number,
  { bytes, closes }: HostileCase,
): Promise<number | "open" | undefined> {
  const socket = await connectRaw(port);
  const received: Buffer[] = [];
  const closed = once(socket, "close");
  const answered = new Promise<"open">((resolve) => {
    socket.on("data", (data: Buffer) => {
      received.push(data);
      if (closes === "none" && Buffer.concat(received).includes(PONG_OF_LAST)) resolve("open");
    });
  });
  socket.write(closes === "none" ? Buffer.concat([bytes, lastPing()]) : bytes);
  const end = await Promise.race([answered, closed]);
  socket.destroy();
  return end === "open" ? end : closeCodeIn(Buffer.concat(received));
}

const LAST = Buffer.from("the last ping");
const PONG_OF_LAST = Buffer.concat([Buffer.from([0x8a, LAST.length]), LAST]);

function lastPing(): Buffer {
  const head = Buffer.from([0x89, 0x80 | LAST.length, 0, 0, 0, 0]);
  return Buffer.concat([head, LAST]);
}
