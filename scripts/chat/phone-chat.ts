import { setTimeout as sleep } from "node:timers/promises";

import { z } from "zod";

import type { Chat, ChatOptions } from "./chat.ts";
import type { Screen } from "./screen.ts";
import { UnavailableError } from "./unavailable-error.ts";

const Owner = z.object({ phoneNumber: z.string().optional() });
const Sent = z.object({ sid: z.string() });
const Conversation = z.object({
  messages: z.array(
    z.object({ sid: z.string(), direction: z.enum(["inbound", "outbound"]), body: z.string() }),
  ),
});

/** Texts have no slashes: the words that do the same by phone. */
const WORDS: Readonly<Record<string, string>> = { "/undo": "UNDO", "/cancel": "FORGET" };
const LOOK_EVERY_MS = 150;
const LONGEST_WAIT_MS = 60_000;

/** Is the user's phone, through the sandbox's phone simulator. @throws UnavailableError */
export async function openPhoneChat(options: ChatOptions, screen: Screen): Promise<Chat> {
  const base = options.url.replace(/^ws/u, "http").replace(/\/ws\/?$/u, "");
  const { phoneNumber: number } = await request(
    `${base}/sandbox/workspace?${new URLSearchParams({ userId: options.user }).toString()}`,
    Owner,
  );
  if (number === undefined) {
    throw new UnavailableError(`${options.user} has no phone number in the sandbox.`);
  }
  const phone = `${base}/sandbox/phone`;
  const shown = new Set((await texts()).map(({ sid }) => sid));

  async function texts() {
    const query = new URLSearchParams({ number: number ?? "" });
    return (await request(`${phone}?${query.toString()}`, Conversation)).messages;
  }

  async function take(line: string): Promise<void> {
    if (line === "/new") return screen.say("dim", "A phone has one conversation only.");
    const { sid } = await request(phone, Sent, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ from: number, body: WORDS[line] ?? line }),
    });
    shown.add(sid);
    for (let waitedMs = 0; waitedMs < LONGEST_WAIT_MS; waitedMs += LOOK_EVERY_MS) {
      await sleep(LOOK_EVERY_MS);
      const replies = (await texts()).filter((text) => !shown.has(text.sid));
      for (const reply of replies) {
        shown.add(reply.sid);
        if (reply.direction === "outbound") screen.say("plain", reply.body);
      }
      if (replies.some(({ direction }) => direction === "outbound")) return;
    }
    screen.say("yellow", "No reply came.");
  }

  const failed = Promise.withResolvers<never>();
  failed.promise.catch(() => undefined);
  return {
    greeting: `This is the phone of ${options.user}, ${number}.`,
    take: async (line) => {
      try {
        await take(line);
      } catch (cause) {
        failed.reject(cause);
        await failed.promise;
      }
    },
    ended: failed.promise,
    close: async () => undefined,
  };
}

async function request<Body>(
  url: string,
  schema: z.ZodType<Body>,
  init?: RequestInit,
): Promise<Body> {
  let response: Response;
  try {
    response = await fetch(url, init);
  } catch (cause) {
    throw new UnavailableError(
      `Nothing answers at ${new URL(url).origin}. Is it running? \`npm start\``,
      {
        cause,
      },
    );
  }
  if (response.ok) return schema.parse(await response.json());
  const why =
    response.status === 404 || response.status === 403
      ? "it has no sandbox for this computer"
      : `it answered ${response.status}: ${await response.text()}`;
  throw new UnavailableError(`${new URL(url).origin} cannot be texted: ${why}.`);
}
