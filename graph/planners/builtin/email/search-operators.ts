import type { Clause } from "../clause.ts";
import { AMOUNT, toNumber } from "../dates/numbers.ts";
import { readWords } from "../title.ts";

/** What a search says beside whom, what about and when, in Gmail's own operators, and the words that are left. */
interface Operators {
  readonly rest: string;
  readonly operators: readonly string[];
}

const FILE_KINDS = "pdf|docx?|xlsx?|pptx?|csv|zip|ics|png|jpe?g|gif|txt";
const UNITS: Readonly<Record<string, { readonly letter: string; readonly times: number }>> = {
  day: { letter: "d", times: 1 },
  week: { letter: "d", times: 7 },
  month: { letter: "m", times: 1 },
  year: { letter: "y", times: 1 },
};

type Reader = (groups: readonly string[], clause: Clause) => string | undefined;

/** Words and what they are in Gmail's language; undefined where the words turn out to be something else. */
const PHRASES: readonly (readonly [RegExp, Reader])[] = [
  [
    new RegExp(
      `\\b(?:with|that (?:have|has)|having|containing) (?:a |an |any )?(${FILE_KINDS})s?(?: attached| attachments?| files?)?\\b`,
      "iu",
    ),
    ([kind = ""]) => `filename:${kind.toLowerCase()}`,
  ],
  [
    /\b(?:with|that (?:have|has)|having|containing) (?:an? |any )?(?:attachments?|attached files?|files? attached)\b/iu,
    () => "has:attachment",
  ],
  [
    /\b(?:that are |which are )?(?:larger|bigger|more|over|above) (?:than )?(\d+) ?([kmg])b\b/iu,
    ([count = "", unit = ""]) => `larger:${count}${unit.toUpperCase()}`,
  ],
  [
    /\b(?:that are |which are )?(?:smaller|less|under|below) (?:than )?(\d+) ?([kmg])b\b/iu,
    ([count = "", unit = ""]) => `smaller:${count}${unit.toUpperCase()}`,
  ],
  [
    new RegExp(
      `\\b(?:that are |which are )?(older|newer) than (${AMOUNT}) (day|week|month|year)s?\\b`,
      "iu",
    ),
    ([age = "", count = "", unit = ""]) => {
      const { letter, times } = UNITS[unit.toLowerCase()] ?? { letter: "d", times: 1 };
      const number = toNumber(count.toLowerCase());
      return Number.isInteger(number)
        ? `${age.toLowerCase()}_than:${number * times}${letter}`
        : undefined;
    },
  ],
  [
    /\b(?:(?:that are |which are )?labell?ed(?: as| with)?|with (?:the )?label|under (?:the )?label)\s+([\uE000-\uE3FF]|\S+)/iu,
    ([name = ""], clause) => labelOperator(name, clause),
  ],
  [
    /\b(?:in|under|from) (?:my|the) (\S+(?: \S+)?) (?:label|folder)\b/iu,
    ([name = ""], clause) => labelOperator(name, clause),
  ],
  [/\b(?:starred|flagged)(?=\b.*\b(?:e?mails?|messages?)\b)/iu, () => "is:starred"],
  [/\bimportant(?=\b.*\b(?:e?mails?|messages?)\b)/iu, () => "is:important"],
  [/\barchived(?=\b.*\b(?:e?mails?|messages?)\b)/iu, () => "in:archive"],
  [
    /\b(?:in|from) (?:my |the )?(trash|spam|archive)\b/iu,
    ([place = ""]) => `in:${place.toLowerCase()}`,
  ],
  [/\bsent(?= (?:e?mails?|messages?)\b)/iu, () => "in:sent"],
];

/** Takes out of a search what Gmail has operators for: "emails with attachments older than a year". */
export function readOperators(text: string, clause: Clause): Operators {
  const operators: string[] = [];
  let rest = text;
  for (const [pattern, read] of PHRASES) {
    const match = pattern.exec(rest);
    const operator = match === null ? undefined : read(match.slice(1), clause);
    if (match === null || operator === undefined) continue;
    operators.push(operator);
    rest = `${rest.slice(0, match.index)} ${rest.slice(match.index + match[0].length)}`
      .replaceAll(/\s+/gu, " ")
      .trim();
  }
  return { rest, operators };
}

const OPERATOR =
  /(?:^|[\s({-])(?:from|to|cc|bcc|subject|is|in|has|label|category|filename|larger|smaller|size|older_than|newer_than|older|newer|before|after|rfc822msgid|deliveredto|list):\s*[\S]/iu;

/** Words that are a search in Gmail's own language already; undefined where there is no operator among them. */
export function asGmailQuery(words: string, clause: Clause): string | undefined {
  if (
    !OPERATOR.test(words) ||
    /\b(?:my|the|your) (?:e?mails?|messages?|inbox|gmail)\b/iu.test(words)
  )
    return undefined;
  const query = clause.prepared.restoreQuoted(words);
  return query.replaceAll(/:\s+(?=["“])/gu, ":").replaceAll(/\s+/gu, " ");
}

function labelOperator(name: string, clause: Clause): string | undefined {
  const words = readWords(name);
  if (words === undefined) return undefined;
  const label = clause.prepared.restore(words);
  return `label:${/\s/u.test(label) ? `"${label}"` : label}`;
}
