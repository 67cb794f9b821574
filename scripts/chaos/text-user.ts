import type { Outside } from "./outside.ts";
import type { Subject } from "./subject.ts";
import type { Ending, User, UserOptions } from "./user.ts";
import type { Write } from "./writes.ts";

/** What a text asks for, if it asks: an order of consent, or an answer to a question. */
const CONSENT_CODE = /\bOK (\d{6})\b/u;
const GREETING = /^hello\b/iu;
const RETRY_MS = 1_000;
const TOO_LATE = /no longer open|belongs to no open question/iu;
const ASKS = /[?:]\s*$|\bOK \d{6}\b|\bReply\b/iu;

/** Somebody at a phone: texts the command, answers what is asked by text, and reads how it ended. */
export function startTextUser(
  { subject, outside }: { readonly subject: Subject; readonly outside: Outside },
  userId: string,
  number: string,
  { command, answer }: Pick<Write, "command" | "answer">,
  { answersAfter }: UserOptions = {},
): User {
  const { carrier } = outside;
  const ended = Promise.withResolvers<Ending>();
  /** What Twilio still has to hand over, first first. */
  const undelivered = [carrier.write(number, command)];
  let delivering = false;
  let again: NodeJS.Timeout | undefined;

  /** Twilio tries again where the webhook failed. */
  async function deliver(): Promise<void> {
    if (delivering) return;
    delivering = true;
    try {
      for (let text = undelivered[0]; text !== undefined; text = undelivered[0]) {
        await carrier.deliver(text, subject.url);
        undelivered.shift();
      }
    } catch {
      // The program is down, or too slow for Twilio: again after a while, or when it is up.
      clearTimeout(again);
      again = setTimeout(() => void deliver(), RETRY_MS).unref();
    }
    delivering = false;
  }

  async function read(body: string): Promise<void> {
    if (GREETING.test(body) || TOO_LATE.test(body)) return;
    if (!asks(body)) return ended.resolve({ status: "told", code: undefined, message: body });
    await answersAfter;
    const code = CONSENT_CODE.exec(body)?.[1];
    undelivered.push(carrier.write(number, code === undefined ? answer : `OK ${code}`));
    await deliver();
  }

  const unsubscribe = [
    carrier.onText(number, (body) => void read(body)),
    subject.onUp(() => void deliver()),
  ];
  return {
    userId,
    ended: ended.promise,
    async greet() {
      const { promise, resolve } = Promise.withResolvers<void>();
      const stop = carrier.onText(number, (body) => {
        if (GREETING.test(body)) resolve();
      });
      undelivered.push(carrier.write(number, "hello"));
      await deliver();
      await promise;
      stop();
    },
    problems() {
      const texts = carrier.received(number);
      const twice = [...new Set(texts)].flatMap((body) => {
        const times = texts.filter((text) => text === body).length;
        return times > 1 ? [`"${body}" was texted ${times} times`] : [];
      });
      const late = texts.find((body) => TOO_LATE.test(body));
      return late === undefined ? twice : [...twice, `an answer in time was told "${late}"`];
    },
    lastHeard: () => carrier.received(number).at(-1) ?? "nothing",
    leave() {
      clearTimeout(again);
      for (const end of unsubscribe) end();
    },
  };
}

/** Whether a text waits for an answer, rather than tells how a command ended. */
export function asks(body: string): boolean {
  return ASKS.test(body);
}
