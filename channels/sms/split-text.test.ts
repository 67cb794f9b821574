import * as fc from "fast-check";
import { SegmentedMessage } from "sms-segments-calculator";
import { expect, test } from "vitest";

import { casesOf, LONG } from "../../test/support/counts.ts";
import { splitText } from "./split-text.ts";

const words = (count: number): string =>
  Array.from({ length: count }, (_, index) => `word${index}`).join(" ");

const squeeze = (text: string): string => text.replace(/\s/g, "");

test("a text of 320 characters stays whole", () => {
  const text = words(60).slice(0, 320).trim();
  expect(splitText(text)).toEqual([text]);
});

test("what is a little longer comes in up to three numbered texts of 320 characters", () => {
  const text = words(100);
  const parts = splitText(text);
  expect(parts).toHaveLength(3);
  expect(parts.every((part, index) => part.startsWith(`(${index + 1}/3) `))).toBe(true);
  expect(parts.map((part) => part.slice(6)).join(" ")).toBe(text);
});

test("what is much longer comes in fewer, larger texts", () => {
  const parts = splitText(words(500));
  expect(parts).toHaveLength(3);
  expect(parts[0]?.length).toBeGreaterThan(1500);
});

test("a link is not cut", () => {
  const link = `https://errand.example/connect/${"a".repeat(120)}`;
  const parts = splitText(`${words(40)} ${link} ${words(20)}`);
  expect(parts.filter((part) => part.includes(link))).toHaveLength(1);
});

test("typographic characters do not double the price", () => {
  const [text = ""] = splitText("“Lunch” – it’s booked…");
  expect(text).toBe('"Lunch" - it\'s booked...');
  expect(new SegmentedMessage(text).encodingName).toBe("GSM-7");
});

const STRINGS = casesOf(200, 2_000);
test(
  `[S10] whatever the text, no part is one that Twilio refuses, and no word is lost (n=${STRINGS})`,
  LONG,
  () => {
    const word = fc.oneof(
      fc.string({ minLength: 1, maxLength: 30 }),
      fc.string({ unit: "grapheme", maxLength: 2000 }),
      fc.constantFrom("👩‍👩‍👧", "\n", "日本語", "é"),
    );
    fc.assert(
      fc.property(fc.array(word, { maxLength: 200 }), (chosen) => {
        const text = chosen.join(" ");
        const whole = new SegmentedMessage(text.normalize("NFC"), "auto", true).graphemes.join("");
        const parts = splitText(text);
        expect(Math.max(...parts.map(({ length }) => length))).toBeLessThanOrEqual(1600);
        const bare =
          parts.length === 1 ? parts : parts.map((part) => part.replace(/^\(\d+\/\d+\) /, ""));
        expect(squeeze(bare.join(""))).toBe(squeeze(whole));
      }),
      { numRuns: STRINGS },
    );
  },
);
