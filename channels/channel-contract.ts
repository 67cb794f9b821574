import { describe, expect, test } from "vitest";

import { createScriptedAssistant } from "./scripted-assistant.ts";
import type { ScriptedAssistant } from "./scripted-assistant.ts";

/** A user at the far end of a channel, whose name there is `alice`. */
export interface FarEnd {
  /** Sends one message; resolves when it was acknowledged, where the channel does that. `id` is the sender's own. */
  say(text: string, id: string): Promise<void>;
  /** Answers the question that was heard last. */
  answer(value: string): Promise<void>;
  /** The next question or outcome told to the user, in its words. */
  hear(): Promise<string>;
  close(): Promise<void>;
}

/** The promises every channel keeps, as tests. `open` joins a channel to the assistant and answers its far end. */
export function describeChannel(
  name: string,
  open: (assistant: ScriptedAssistant) => Promise<FarEnd>,
): void {
  const opened = async () => {
    const assistant = createScriptedAssistant({ now: Date.now });
    const alice = await open(assistant);
    return { assistant, alice, [Symbol.asyncDispose]: () => alice.close() };
  };

  describe(`the channel contract, over ${name}`, () => {
    test("a question reaches the user, its answer the session, and the outcome the user", async () => {
      await using channel = await opened();
      const { alice, assistant } = channel;
      await alice.say("Meet Eden tomorrow at 10", "m1");
      expect(await alice.hear()).toContain("I don't recognize 'Eden'.");
      await alice.answer("eden@example.com");
      expect(await alice.hear()).toBe("Booked with eden@example.com.");
      expect(new Set(assistant.taken.map(({ userId }) => userId))).toEqual(new Set(["alice"]));
    });

    test("a repeated message is one message", async () => {
      await using channel = await opened();
      const { alice, assistant } = channel;
      await alice.say("Water the plants", "m1");
      expect(await alice.hear()).toBe("Done: Water the plants");
      await alice.say("Water the plants", "m1");
      await alice.say("Feed the cat", "m2");
      let heard = await alice.hear();
      // A channel may tell the earlier outcome again.
      while (heard === "Done: Water the plants") heard = await alice.hear();
      expect(heard).toBe("Done: Feed the cat");
      expect(assistant.taken).toHaveLength(2);
    });

    test("messages arrive in order, and what comes of them is told in order", async () => {
      await using channel = await opened();
      const { alice } = channel;
      const texts = Array.from({ length: 8 }, (_, index) => `Note number ${index + 1}`);
      for (const text of texts) await alice.say(text, text);
      for (const text of texts) expect(await alice.hear()).toBe(`Done: ${text}`);
    });
  });
}
