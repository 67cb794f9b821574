import { once } from "node:events";
import { connect as connectTcp } from "node:net";

import { describe, expect, test } from "vitest";

import { casesOf, LONG } from "../../test/support/counts.ts";
import { seededRandom } from "../../test/support/random.ts";
import { UserId } from "../../src/domain/ids.ts";
import { createHttpServer, portOf } from "../../src/listening.ts";
import type { Turn } from "../../src/domain/turn.ts";
import { createScriptedAssistant } from "../scripted-assistant.ts";
import { connect, connectRaw, refusal, serve } from "./websocket-rig.ts";

const SEED = Number(process.env["SEED"] ?? 20_261_124);
const alice = UserId.parse("alice");
const said = (message: string): Turn => ({
  kind: "outcome",
  status: "completed",
  message,
  results: [],
});

const DEAF = casesOf(20, 200);
test(
  `[W11] clients that never read are cut off with at most 1 MiB kept for each, and their neighbour hears everything (n=${DEAF})`,
  LONG,
  async () => {
    const buffered: number[] = [];
    const logger = {
      debug() {},
      info() {},
      warn: ({ bufferedAmount }: { bufferedAmount?: number }) =>
        buffered.push(bufferedAmount ?? Infinity),
      error() {},
    };
    await using served = await serve({ logger });
    const neighbour = await connect(served.url);
    await neighbour.ask({ type: "ping", payload: { userId: "alice" } });
    for (let i = 0; i < DEAF; i++) {
      const deaf = await connect(served.url);
      await deaf.ask({ type: "ping", payload: { userId: "alice" } });
      deaf.socket.pause();
    }
    const { channel, assistant } = served;
    for (let i = 0; i < 200 && channel.connections() > 1; i++) {
      await assistant.tell(alice, said(`${i} ${"x".repeat(400_000)}`), []);
      expect((await neighbour.next()).data["message"]).toMatch(new RegExp(`^${i} `, "u"));
    }
    expect(channel.connections()).toBe(1);
    expect(buffered).toHaveLength(DEAF);
    expect(Math.max(...buffered)).toBeLessThanOrEqual(1024 * 1024);
  },
);

const SILENT = casesOf(50, 500);
test(
  `[W12] peers that no longer answer are let go at the second heartbeat, and who answers stays (n=${SILENT})`,
  LONG,
  async () => {
    await using served = await serve({ heartbeatMs: 200 });
    const client = await connect(served.url);
    const gone = await Promise.all(
      Array.from({ length: SILENT }, async () => {
        const socket = await connectRaw(served.port);
        // What it is sent is read, and never answered.
        socket.resume();
        return { closed: once(socket, "close") };
      }),
    );
    await Promise.all(gone.map(({ closed }) => closed));
    await expect.poll(() => served.channel.connections()).toBe(1);
    expect(await client.ask({ type: "ping" })).toMatchObject({ type: "pong" });
  },
);

const HALF = casesOf(100, 1_000);
test(
  `[W13] handshakes that never finish are closed, and keep nobody out (n=${HALF})`,
  LONG,
  async () => {
    const server = createHttpServer({ headersMs: 400, requestMs: 400 });
    await using served = await serve({ server });
    const begun = [
      "",
      "G",
      "GET /ws HTTP/1.1\r\n",
      "GET /ws HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n",
      "POST /sms HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nMessageSid=",
    ];
    server.on("request", (request, response) => request.on("end", () => response.end()).resume());
    const closed = Array.from({ length: HALF }, async (_, i) => {
      const socket = connectTcp(portOf(server), "127.0.0.1");
      socket.on("error", () => undefined).resume();
      socket.write(begun[i % begun.length] ?? "");
      await once(socket, "close");
    });
    const client = await connect(served.url);
    expect(await client.ask({ type: "ping" })).toMatchObject({ type: "pong" });
    await Promise.all(closed);
    expect(await client.ask({ type: "ping" })).toMatchObject({ type: "pong" });
  },
);

describe("[W14] callers of other machines, as a proxy tells of them", () => {
  const from = (address: string) => ({ headers: { "x-forwarded-for": address } });

  test("have twenty sockets an address, and a place that was left is free again", async () => {
    await using served = await serve();
    const crowd = [];
    for (let i = 0; i < 20; i++) crowd.push(await connect(served.url, from("203.0.113.7")));
    expect(await refusal(served.url, from("203.0.113.7"))).toEqual({
      status: 429,
      retryAfter: "60",
    });
    await connect(served.url, from("203.0.113.8"));
    crowd[0]?.socket.terminate();
    await expect.poll(() => served.channel.connections()).toBe(20);
    await connect(served.url, from("203.0.113.7"));
  });

  test("say a hundred things a minute, and are told when to go on", async () => {
    await using served = await serve();
    const [eager, other] = [
      await connect(served.url, from("203.0.113.7")),
      await connect(served.url, from("203.0.113.8")),
    ];
    for (let i = 0; i < 100; i++) {
      expect(await eager.ask({ type: "ping" })).toMatchObject({ type: "pong" });
    }
    const refused = await eager.ask({ type: "command", id: "c1", payload: { message: "x" } });
    expect(refused).toMatchObject({ type: "error", id: "c1", data: { code: "rate_limited" } });
    expect(refused.data["retryAfterSeconds"]).toBeGreaterThan(0);
    expect(await other.ask({ type: "ping" })).toMatchObject({ type: "pong" });
  });
});

test("[W15] compression is not agreed on, however it is asked for", async () => {
  await using served = await serve();
  for (const offer of [
    "permessage-deflate",
    "permessage-deflate; client_max_window_bits",
    "permessage-deflate; server_no_context_takeover, x-webkit-deflate-frame",
  ]) {
    const socket = await connect(served.url, { headers: { "sec-websocket-extensions": offer } });
    expect(socket.socket.extensions).toBe("");
  }
});

const CUTS = casesOf(50, 1_000);
test(
  `[W16] after a cut at any moment, what was missed comes in order and each once (n=${CUTS})`,
  LONG,
  async () => {
    const random = seededRandom(SEED);
    const script = createScriptedAssistant({ now: () => 0 });
    await using served = await serve({ assistant: script });
    for (let round = 0; round < CUTS; round++) {
      const first = await script.tell(alice, said("1"), []);
      const { sessionId } = first;
      const subscribe = (afterSeq: number) => ({
        type: "system",
        payload: { action: "subscribe", userId: "alice", sessionId, afterSeq },
      });
      const length = 2 + Math.floor(random() * 10);
      const say = async (seq: number) =>
        void (await script.outbox.append({ ...first, turn: said(String(seq)) }));

      const before = await connect(served.url);
      const heard = [await before.ask(subscribe(0))];
      const cutAfter = 1 + Math.floor(random() * (length - 1));
      for (let seq = 2; seq <= cutAfter; seq++) {
        await say(seq);
        heard.push(await before.next());
      }
      before.socket.terminate();
      const backAfter = cutAfter + Math.floor(random() * (length - cutAfter));
      for (let seq = cutAfter + 1; seq <= backAfter; seq++) await say(seq);
      const after = await connect(served.url);
      after.send(subscribe(heard.at(-1)?.seq ?? 0));
      for (let seq = backAfter + 1; seq <= length; seq++) await say(seq);
      while (heard.length < length) heard.push(await after.next());
      expect({ seed: SEED, round, heard: heard.map(({ seq }) => seq) }).toEqual({
        seed: SEED,
        round,
        heard: Array.from({ length }, (_, i) => i + 1),
      });
      after.socket.terminate();
    }
  },
);

const FOREIGN = casesOf(100, 500);
test(`[W17] nobody takes up a session of another user (n=${FOREIGN})`, LONG, async () => {
  await using served = await serve();
  const client = await connect(served.url);
  for (let i = 0; i < FOREIGN; i++) {
    const { sessionId } = await served.assistant.tell(UserId.parse("bob"), said("his"), []);
    const subscribe = (id: string) => ({
      type: "system",
      payload: { action: "subscribe", userId: "alice", sessionId: id, afterSeq: i % 3 },
    });
    const refused = await client.ask(subscribe(sessionId));
    expect(refused.data["code"]).toBe("unknown_session");
    expect(refused).toEqual(await client.ask(subscribe(crypto.randomUUID())));
  }
});
