import { setTimeout as delay } from "node:timers/promises";

import { post } from "./client.ts";

/** A user's phone, in the sandbox. */
export interface Phone {
  /** Texts the assistant, and resolves with the next text that comes back. */
  readonly text: (body: string) => Promise<string>;
  /** Texts the assistant, whatever comes back. */
  readonly send: (body: string) => Promise<void>;
  /** What the assistant texted so far, oldest first. */
  readonly received: () => Promise<string[]>;
}

/** The phone with this number: the sandbox user's who has it. */
export function openPhone(url: string, number: string): Phone {
  async function received(): Promise<string[]> {
    const response = await fetch(`${url}/sandbox/phone?number=${encodeURIComponent(number)}`);
    const { messages } = (await response.json()) as {
      messages: { direction: string; body: string }[];
    };
    return messages.filter(({ direction }) => direction === "outbound").map(({ body }) => body);
  }
  async function send(body: string): Promise<void> {
    await post(url, "/sandbox/phone", { from: number, body });
  }
  return {
    received,
    send,
    async text(body) {
      const seen = (await received()).length;
      await send(body);
      for (;;) {
        const texts = await received();
        if (texts.length > seen) return texts.at(-1) ?? "";
        await delay(20);
      }
    },
  };
}
