import { setTimeout as delay } from "node:timers/promises";

import { countWrong } from "./figures.ts";
import type { Figures } from "./figures.ts";

/** A user with a phone: texts one thing after another, through whichever process takes it. */
export interface PhoneUser {
  readonly userId: string;
  readonly asked: readonly string[];
  run(until: () => boolean): Promise<void>;
}

const LOST_MS = 60_000;
/** The simulated phone tells of no event: it is looked at so often, which is added to what is measured. */
const LOOK_MS = 50;

interface Text {
  readonly direction: string;
  readonly body: string;
}

export function createPhoneUser({
  userId,
  number,
  urls,
  thinkMs,
  figures,
  deaths,
  random,
}: {
  readonly userId: string;
  readonly number: string;
  readonly urls: readonly string[];
  readonly thinkMs: number;
  readonly figures: Figures;
  readonly deaths: () => number;
  readonly random: () => number;
}): PhoneUser {
  const asked: string[] = [];
  let at = Math.floor(random() * urls.length);

  /** Asks one process after another until one answers. */
  async function reach(path: string, init?: RequestInit): Promise<Response> {
    for (;;) {
      const answer = await reachOnce(path, init);
      if (answer !== undefined) return answer;
    }
  }

  /** Undefined where it is gone: the next one is asked from then on. */
  async function reachOnce(path: string, init?: RequestInit): Promise<Response | undefined> {
    try {
      const answer = await fetch(`${urls[at % urls.length] ?? ""}${path}`, init);
      if (answer.ok) return answer;
    } catch {
      // The connection was lost.
    }
    at += 1;
    figures.reconnects += 1;
    await delay(LOOK_MS);
    return undefined;
  }

  async function texts(direction: "inbound" | "outbound"): Promise<string[]> {
    const answer = await reach(`/sandbox/phone?number=${encodeURIComponent(number)}`);
    const { messages } = (await answer.json()) as { messages: readonly Text[] };
    return messages.filter((text) => text.direction === direction).map(({ body }) => body);
  }

  /** A phone does not send a text that has left once more, whatever becomes of the network's answer. */
  async function send(body: string): Promise<void> {
    const headers = { "content-type": "application/json" };
    const init = { method: "POST", headers, body: JSON.stringify({ from: number, body }) };
    do {
      const answer = await reachOnce("/sandbox/phone", init);
      if (answer !== undefined) return;
    } while (!(await texts("inbound")).includes(body));
  }

  return {
    userId,
    asked,
    async run(until) {
      await delay(random() * thinkMs);
      for (let n = 0; !until(); n++) {
        const title = `Call ${userId.slice(-6)} ${n}`;
        asked.push(title);
        figures.asked += 1;
        const [began, before] = [performance.now(), deaths()];
        await send(`Schedule "${title}" tomorrow at ${8 + (n % 10)}:30`);
        let reply: string | undefined;
        while (reply === undefined && performance.now() - began < LOST_MS) {
          reply = (await texts("outbound")).find((body) => body.includes(title));
          if (reply === undefined) await delay(LOOK_MS);
        }
        const now = performance.now();
        if (reply === undefined) figures.lost.push(title);
        else if (!reply.startsWith("Booked")) countWrong(figures, reply);
        else
          figures.turns.push({
            by: "phone",
            ms: now - began,
            at: now,
            sawDeath: deaths() > before,
          });
        if (thinkMs > 0) await delay(thinkMs * (0.5 + random()));
      }
    },
  };
}
