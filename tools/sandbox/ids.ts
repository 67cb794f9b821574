import { randomBytes, randomInt } from "node:crypto";

const fromAlphabet = (alphabet: string, length: number): string =>
  Array.from(randomBytes(length), (byte) => alphabet[byte % alphabet.length]).join("");

const BASE32HEX = "0123456789abcdefghijklmnopqrstuv";
const BASE64URL = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
const LETTERS_AND_DIGITS = BASE64URL.slice(0, 62);

/** Ids in the shapes in which Google and Composio make them. */
export const makeId = {
  event: () => fromAlphabet(BASE32HEX, 26),
  /** Mail ids rise with time, as Gmail's do. */
  message: (at: number) =>
    (BigInt(at) * 1_048_576n + BigInt(randomInt(1_048_576))).toString(16).padStart(16, "0"),
  draft: () => `r${randomInt(1e12, 9e12)}${randomInt(1e6, 9e6)}`,
  label: () => `Label_${randomInt(1e9, 9e9)}`,
  rfc822: () => `<CA${fromAlphabet(LETTERS_AND_DIGITS, 30)}@mail.gmail.com>`,
  task: () => fromAlphabet(BASE64URL, 22),
  person: () => `people/c${randomInt(1e9, 9e9)}${randomInt(1e9, 9e9)}`,
  etag: () => `"${fromAlphabet(LETTERS_AND_DIGITS, 16)}"`,
  account: () => `ca_${fromAlphabet(LETTERS_AND_DIGITS, 12)}`,
  authConfig: () => `ac_${fromAlphabet(LETTERS_AND_DIGITS, 12)}`,
  link: () => `lk_${fromAlphabet(LETTERS_AND_DIGITS, 24)}`,
  log: () => `log_${fromAlphabet(LETTERS_AND_DIGITS, 12)}`,
  request: () => fromAlphabet(LETTERS_AND_DIGITS, 16),
};
