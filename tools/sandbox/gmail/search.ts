import { startOfDay } from "../calendar/times.ts";
import type { Workspace } from "../store/workspace.ts";
import { parseMailboxes } from "./addresses.ts";
import { sentAt, sizeOf } from "./message.ts";
import type { StoredMessage } from "./message.ts";

/** Whether a message is one that a query means. */
export type MessageTest = (message: StoredMessage) => boolean;

/** A query in Gmail's search language, read. */
export interface MailQuery {
  readonly matches: MessageTest;
  /** It names a place beyond the usual ones: spam and trash are then not left out. */
  readonly reachesSpamAndTrash: boolean;
}

interface Reader {
  readonly tokens: readonly string[];
  position: number;
  readonly mailbox: Workspace;
  readonly now: number;
}

const TOKEN = /[(){}|]|-(?=\S)|[\w-]+:(?="[^"]*"|[({])|"[^"]*"|[^\s(){}|"]+/gu;
const EVERYWHERE = /(?:^|[\s({-])in:(?:anywhere|trash|spam)\b|label:(?:trash|spam)\b/iu;
const DAY_MS = 86_400_000;
const UNIT_MS: Readonly<Record<string, number>> = {
  h: 3_600_000,
  d: DAY_MS,
  m: 30 * DAY_MS,
  y: 365 * DAY_MS,
};
/** Gmail's API reads a day without a zone as a day on the West Coast. */
const QUERY_ZONE = "America/Los_Angeles";

/** Reads a query. What is no operator that Gmail knows is words to look for, so any text is a query. */
export function parseQuery(query: string, mailbox: Workspace, now: number): MailQuery {
  const tokens = query.match(TOKEN) ?? [];
  const reader: Reader = { tokens, position: 0, mailbox, now };
  const tests: MessageTest[] = [];
  while (reader.position < tokens.length) {
    const test = readAlternatives(reader);
    if (test === undefined) reader.position += 1;
    else tests.push(test);
  }
  return {
    matches: (message) => tests.every((test) => test(message)),
    reachesSpamAndTrash: EVERYWHERE.test(query),
  };
}

function readAlternatives(reader: Reader): MessageTest | undefined {
  const first = readTerm(reader);
  if (first === undefined) return undefined;
  const tests = [first];
  while (/^(?:OR|\|)$/u.test(reader.tokens[reader.position] ?? "")) {
    reader.position += 1;
    const next = readTerm(reader);
    if (next !== undefined) tests.push(next);
  }
  return tests.length === 1 ? first : (message) => tests.some((test) => test(message));
}

function readTerm(reader: Reader): MessageTest | undefined {
  const token = reader.tokens[reader.position];
  if (token === undefined || token === ")" || token === "}") return undefined;
  reader.position += 1;
  if (token === "AND" || token === "OR" || token === "|") return readTerm(reader);
  if (token === "-") {
    const negated = readTerm(reader);
    return negated && ((message) => !negated(message));
  }
  if (token === "(" || token === "{") return readGroup(reader, token, readAlternatives);
  const colon = token.indexOf(":");
  if (colon > 0 && !token.startsWith('"')) {
    const operator = token.slice(0, colon).toLowerCase();
    const value = token.slice(colon + 1);
    const build = OPERATORS[operator];
    if (build !== undefined) {
      const test = (text: string) => build(text.replaceAll('"', ""), reader);
      if (value !== "") return test(value);
      const next = reader.tokens[reader.position];
      if (next === undefined) return undefined;
      reader.position += 1;
      if (next !== "(" && next !== "{") return test(next);
      return readGroup(reader, next, (inner) => readOperand(inner, test));
    }
  }
  return textTest(token);
}

/** `( … )` means all of it, `{ … }` any of it. */
function readGroup(
  reader: Reader,
  opening: string,
  read: (reader: Reader) => MessageTest | undefined,
): MessageTest {
  const closing = opening === "(" ? ")" : "}";
  const tests: MessageTest[] = [];
  while (reader.position < reader.tokens.length && reader.tokens[reader.position] !== closing) {
    const test = read(reader);
    if (test === undefined) reader.position += 1;
    else tests.push(test);
  }
  reader.position += 1;
  return opening === "("
    ? (message) => tests.every((test) => test(message))
    : (message) => tests.some((test) => test(message));
}

/** One operand of an operator that was given several: `from:(sam OR dana)`. */
function readOperand(reader: Reader, test: (text: string) => MessageTest): MessageTest | undefined {
  const tests: MessageTest[] = [];
  do {
    const token = reader.tokens[reader.position];
    if (token === undefined || /^[)}]$/u.test(token)) break;
    reader.position += 1;
    if (token === "-") {
      const negated = readOperand(reader, test);
      if (negated !== undefined) tests.push((message) => !negated(message));
    } else if (token !== "OR" && token !== "|" && token !== "AND") {
      tests.push(test(token));
    }
    if (!/^(?:OR|\|)$/u.test(reader.tokens[reader.position] ?? "")) break;
    reader.position += 1;
  } while (reader.position < reader.tokens.length);
  return tests.length === 0 ? undefined : (message) => tests.some((each) => each(message));
}

const OPERATORS: Readonly<Record<string, (value: string, reader: Reader) => MessageTest>> = {
  from: (value, reader) => addressTest(({ from }) => from, value, reader),
  to: (value, reader) => addressTest(({ to, cc, bcc }) => joined(to, cc, bcc), value, reader),
  cc: (value, reader) => addressTest(({ cc }) => cc ?? "", value, reader),
  bcc: (value, reader) => addressTest(({ bcc }) => bcc ?? "", value, reader),
  subject: (value) => phraseTest(({ subject }) => subject, value),
  is: (value) => stateTest(value.toLowerCase()),
  in: (value, reader) => placeTest(value, reader),
  label: (value, reader) => placeTest(value, reader),
  category: (value) =>
    labelTest(`CATEGORY_${value === "primary" ? "PERSONAL" : value.toUpperCase()}`),
  has: (value, reader) => hasTest(value.toLowerCase(), reader),
  filename: (value) => filenameTest(value),
  larger: (value) => (message) => sizeOf(message) > readSize(value),
  smaller: (value) => (message) => sizeOf(message) < readSize(value),
  size: (value) => (message) => sizeOf(message) > readSize(value),
  after: (value) => since(readDay(value)),
  newer: (value) => since(readDay(value)),
  before: (value) => until(readDay(value)),
  older: (value) => until(readDay(value)),
  newer_than: (value, { now }) => since(now - readAge(value)),
  older_than: (value, { now }) => until(now - readAge(value)),
  rfc822msgid: (value) => (message) => bare(message.messageId) === bare(value),
};

function stateTest(value: string): MessageTest {
  if (value === "read") return (message) => !message.labelIds.includes("UNREAD");
  return labelTest(value.toUpperCase());
}

function placeTest(value: string, { mailbox }: Reader): MessageTest {
  const place = value.toLowerCase();
  if (place === "anywhere" || place === "all") return () => true;
  if (place === "drafts") return labelTest("DRAFT");
  if (place === "archive") {
    return ({ labelIds }) =>
      !["INBOX", "SENT", "DRAFT", "TRASH", "SPAM"].some((l) => labelIds.includes(l));
  }
  const dashed = (name: string) => fold(name).replaceAll(/[\s/]+/gu, "-");
  const own = [...mailbox.labels.values()].find(
    ({ id, name }) => id === value || dashed(name) === dashed(value),
  );
  return labelTest(own?.id ?? value.toUpperCase());
}

function hasTest(value: string, { mailbox }: Reader): MessageTest {
  const isLabelled: MessageTest = ({ labelIds }) =>
    labelIds.some((id) => mailbox.labels.get(id) !== undefined);
  if (value === "userlabels") return isLabelled;
  if (value === "nouserlabels") return (message) => !isLabelled(message);
  return (message) => value === "attachment" && (message.attachments?.length ?? 0) > 0;
}

function labelTest(label: string): MessageTest {
  return ({ labelIds }) => labelIds.includes(label);
}

function addressTest(
  header: (message: StoredMessage) => string,
  value: string,
  { mailbox }: Reader,
): MessageTest {
  if (value.toLowerCase() !== "me") return phraseTest(header, value);
  const own = mailbox.profile.email;
  return (message) => parseMailboxes(header(message)).some(({ email }) => email === own);
}

function textTest(token: string): MessageTest {
  return phraseTest(
    ({ subject, text, from, to, cc, attachments = [] }) =>
      joined(subject, text, from, to, cc, ...attachments.map(({ filename }) => filename)),
    token.replaceAll('"', ""),
  );
}

/** Gmail looks for whole words: those of the phrase, next to each other. */
function phraseTest(of: (message: StoredMessage) => string, phrase: string): MessageTest {
  const wanted = ` ${words(phrase)} `;
  if (wanted.trim() === "") return () => true;
  return (message) => ` ${words(of(message))} `.includes(wanted);
}

function words(text: string): string {
  return fold(text)
    .replaceAll(/[^\p{L}\p{N}]+/gu, " ")
    .trim();
}

function fold(text: string): string {
  return text.normalize("NFKD").replaceAll(/\p{M}/gu, "").toLowerCase();
}

function joined(...parts: readonly (string | undefined)[]): string {
  // The mark between parts keeps a phrase from being found across two of them.
  return parts.filter((part) => part !== undefined).join(" \u{E000}0\u{E000} ");
}

/** `report.pdf`, words of the name, or what it ends with: `pdf`. */
function filenameTest(value: string): MessageTest {
  const ending = `.${fold(value).replace(/^[*.]+/u, "")}`;
  return ({ attachments = [] }) =>
    attachments.some(
      ({ filename }) =>
        fold(filename).endsWith(ending) || ` ${words(filename)} `.includes(` ${words(value)} `),
    );
}

/** `5M`, `300K`, `1000000`; what is none of these matches nothing. */
function readSize(value: string): number {
  const [, count, unit = ""] = /^(\d+)\s*([kmg]?)b?$/iu.exec(value) ?? [];
  return Number(count) * 1_024 ** ["", "k", "m", "g"].indexOf(unit.toLowerCase());
}

function bare(messageId: string): string {
  return messageId.replaceAll(/^<|>$/gu, "");
}

function since(at: number): MessageTest {
  return (message) => sentAt(message) >= at;
}

function until(at: number): MessageTest {
  return (message) => sentAt(message) < at;
}

/** `2026/11/24`, `2026-11-24`, or seconds since 1970. What is none of these matches nothing, either way. */
function readDay(value: string): number {
  if (/^\d{9,}$/u.test(value)) return Number(value) * 1000;
  const [, year, month, day] = /^(\d{4})[/-](\d{1,2})[/-](\d{1,2})$/u.exec(value) ?? [];
  if (year === undefined || month === undefined || day === undefined) return Number.NaN;
  try {
    return startOfDay(`${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}`, QUERY_ZONE);
  } catch {
    return Number.NaN;
  }
}

function readAge(value: string): number {
  const [, count, unit] = /^(\d+)([hdmy])$/iu.exec(value) ?? [];
  return Number(count) * (UNIT_MS[unit?.toLowerCase() ?? ""] ?? Number.NaN);
}
