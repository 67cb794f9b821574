import { randomBytes } from "node:crypto";

import { describe, expect, test } from "vitest";

import { createBlind, createSeal, SealError } from "./sealing.ts";

const [first, second, third] = [randomBytes(32), randomBytes(32), randomBytes(32)];
const seal = createSeal([first]);

describe("a sealed value", () => {
  test("opens where it was put, is never the same twice, and holds nothing of the words", () => {
    const sealed = seal.sealText("Lunch with Eden Chan", "inbox", "1");
    expect(seal.openText(sealed, "inbox", "1")).toBe("Lunch with Eden Chan");
    expect(seal.sealText("Lunch with Eden Chan", "inbox", "1")).not.toEqual(sealed);
    expect(Buffer.from(sealed).includes("Eden")).toBe(false);
    expect(seal.openText(seal.sealText("", "inbox", "1"), "inbox", "1")).toBe("");
  });

  test.each([
    [["outbox", "1"]],
    [["inbox", "2"]],
    [["inbox", "1", ""]],
    [["inbox"]],
    [["inbox1", ""]],
  ] as [string, ...string[]][][])("[T6] does not open in another place: %j", (place) => {
    const sealed = seal.sealText("yes", "inbox", "1");
    expect(() => seal.openText(sealed, ...place)).toThrow(SealError);
  });

  test("[T6] with any one bit altered, or cut anywhere, does not open (n: each bit of it)", () => {
    const sealed = seal.sealText("Lunch with Eden Chan", "inbox", "1");
    let refused = 0;
    for (let bit = 0; bit < sealed.length * 8; bit++) {
      const altered = Uint8Array.from(sealed);
      altered[bit >> 3] = (altered[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(() => seal.open(altered, "inbox", "1")).toThrow(SealError);
      refused += 1;
    }
    for (let length = 0; length < sealed.length; length++)
      expect(() => seal.open(sealed.subarray(0, length), "inbox", "1")).toThrow(SealError);
    expect(refused).toBe(sealed.length * 8);
  });

  test("opens with an older key beside the new one, and not without it", () => {
    const sealed = seal.sealText("yes", "inbox", "1");
    const both = createSeal([second, first]);
    expect(both.openText(sealed, "inbox", "1")).toBe("yes");
    expect(both.isCurrent(sealed)).toBe(false);
    expect(() => seal.open(both.sealText("yes", "inbox", "1"), "inbox", "1")).toThrow(SealError);
    expect(() => createSeal([third]).open(sealed, "inbox", "1")).toThrow(SealError);
  });
});

test("a blinded name is the same for the same name and kind, and for no other key", () => {
  const blind = createBlind(first);
  expect(blind("phone", "+14155550100")).toBe(createBlind(first)("phone", "+14155550100"));
  expect(blind("phone", "+14155550100")).not.toBe(blind("phone", "+14155550101"));
  expect(blind("phone", "+14155550100")).not.toBe(blind("user", "+14155550100"));
  expect(blind("phone", "+14155550100")).not.toBe(createBlind(second)("phone", "+14155550100"));
  expect(blind("phone", "+14155550100")).toMatch(/^[\w-]{22}$/u);
});
