import { setTimeout as wait } from "node:timers/promises";

import { connect, isOutcome, isQuestion, post } from "../test/support/client.ts";
import type { Client, Frame } from "../test/support/client.ts";
import type { Json } from "../src/domain/plan.ts";
import { z } from "zod";

/** Where the assistant came to rest: it asks, it is done, or it refused the message. */
export interface Rest {
  readonly kind: "question" | "outcome" | "error";
  readonly frame: Frame;
  /** As the user reads it on their channel. */
  readonly text: string;
}

/** A user on a channel. Every call resolves where the assistant next comes to rest. @throws SilenceError */
export interface Talk {
  say(message: string): Promise<Rest>;
  answer(question: Rest, value: Json): Promise<Rest>;
  cancel(question: Rest): Promise<Rest>;
  /** Waits for what comes next without saying anything. */
  next(): Promise<Rest>;
  close(): Promise<void>;
}

/** The assistant did not come to rest in time. */
export class SilenceError extends Error {
  override readonly name = "SilenceError";
}

export interface TalkOptions {
  readonly url: string;
  readonly userId: string;
  readonly timezone: string;
  readonly patienceMs: number;
}

const isRest = (frame: Frame): boolean =>
  isOutcome(frame) || isQuestion(frame) || frame.type === "error";

function kindOf(frame: Frame): Rest["kind"] {
  if (frame.type === "error") return "error";
  return isQuestion(frame) ? "question" : "outcome";
}

/** What a page shows of a frame: the words, then the choices. */
function textOf({ type, data }: Frame): string {
  if (type !== "system") return data.message;
  const { options } = QuestionOptions.parse(data);
  return [data.reason, ...options.map(({ label }) => label)].join("\n");
}

const QuestionOptions = z.object({
  options: z.array(z.object({ label: z.string() })).default([]),
});

/** Talks over a WebSocket, every message in one session. */
export async function talkByWebSocket(options: TalkOptions): Promise<Talk> {
  const { url, userId, timezone, patienceMs } = options;
  // What needs consent is asked, and the scenario says what the user does.
  const client = await connect(url, userId, { careful: true });
  let sessionId: string | undefined;

  async function rest(coming: Promise<Frame>): Promise<Rest> {
    const frame = await patiently(coming, patienceMs);
    sessionId = frame.sessionId ?? sessionId;
    return { kind: kindOf(frame), frame, text: textOf(frame) };
  }
  return {
    say: async (message) =>
      await rest(client.say(message, { timezone, ...(sessionId !== undefined && { sessionId }) })),
    answer: async ({ frame }, value) => await rest(client.answer(frame, value)),
    async cancel({ frame }) {
      client.send({
        type: "system",
        payload: { action: "cancel", userId, sessionId: frame.sessionId },
      });
      return await rest(client.next(isRest));
    },
    next: async () => await rest(client.next(isRest)),
    close: async () => client.close(),
  };
}

const PhoneLog = z.object({
  messages: z.array(z.object({ direction: z.enum(["inbound", "outbound"]), body: z.string() })),
});

/**
 * Talks by text. A socket of the same user looks on, because a text does not say of which kind a question is; what is
 * read and what is answered is the text.
 */
export async function talkBySms(options: TalkOptions & { readonly number: string }): Promise<Talk> {
  const { url, userId, number, patienceMs } = options;
  const onlooker: Client = await connect(url, userId);
  onlooker.send({ type: "ping", payload: { userId } });
  await onlooker.next(({ type }) => type === "pong");
  let read = 0;

  async function newTexts(): Promise<string[]> {
    const answer = await fetch(`${url}/sandbox/phone?number=${encodeURIComponent(number)}`);
    const { messages } = PhoneLog.parse(await answer.json());
    return messages
      .filter(({ direction }) => direction === "outbound")
      .map(({ body }) => body)
      .slice(read);
  }
  async function rest(): Promise<Rest> {
    const frame = await patiently(onlooker.next(isRest), patienceMs);
    // The link to connect an account was texted with the question.
    if (frame.data.status === "auth_required") return { kind: kindOf(frame), frame, text: "" };
    const until = performance.now() + patienceMs;
    // The phone can only be asked: a text is there some time after the turn it tells.
    for (;;) {
      const texts = await newTexts();
      if (texts.length > 0) {
        read += texts.length;
        return { kind: kindOf(frame), frame, text: texts.join("\n") };
      }
      if (performance.now() > until) throw new SilenceError("no text came");
      await wait(25);
    }
  }
  async function text(body: string): Promise<Rest> {
    const coming = rest();
    const taken = await post(url, "/sandbox/phone", { from: number, body });
    if (!taken.ok) throw new SilenceError(`the webhook answered ${taken.status}`);
    return await coming;
  }
  return {
    say: text,
    answer: async (question, value) => await text(asText(question, value)),
    cancel: async () => await text("FORGET"),
    next: rest,
    close: async () => onlooker.close(),
  };
}

/** An answer as it is texted: consent carries the code that was shown. */
function asText(question: Rest, value: Json): string {
  const answer = typeof value === "string" ? value : JSON.stringify(value);
  const code = /\bOK (\d{6})\b/u.exec(question.text)?.[1];
  if (code === undefined) return answer;
  return `${/^\s*(?:no|n)\b/iu.test(answer) ? "NO" : "OK"} ${code}`;
}

async function patiently<T>(coming: Promise<T>, patienceMs: number): Promise<T> {
  const enough = new AbortController();
  try {
    return await Promise.race([
      coming,
      wait(patienceMs, undefined, { signal: enough.signal }).then(() => {
        throw new SilenceError(`no answer within ${patienceMs / 1000} s`);
      }),
    ]);
  } finally {
    enough.abort();
  }
}
