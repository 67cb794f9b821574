import { readAmount } from "./durations.ts";
import { matchAt } from "./phrase.ts";
import type { Amount, DayMeaning, Meaning, Phrase, Reader, Setting } from "./phrase.ts";

/** Reads a day by any of its names; given from outside, since days may be counted from any other day. */
export type DayReader = (
  setting: Setting,
  at: number,
) => { readonly meaning: DayMeaning; readonly end: number } | undefined;

const IN = /(?:in|within) (?:about |around |another |the next )?/y;
const FOR = /(?:for|lasting|of|takes?|taking) (?:about |around )?/y;
const NEXT =
  /(?:(?:for|over|in|within|during) )?(?:the )?(next|coming|past|last|previous) (?=\d|two|three|four|five|six|seven|eight|nine|ten|twelve|few|couple|month|week)/y;
const BY =
  /(?:(back|forward|up|ahead|out|down) )?by (?:an? (?=extra |additional )(?:extra |additional )?)?/y;
const MOVED =
  /(back|forward|up|ahead|out) (?=\d|an? |one|two|three|four|five|ten|fifteen|twenty|thirty|forty|half)/y;
const FROM_NOW = / from now(?![a-z])/y;
const AGO = / ago(?![a-z])/y;
const LATER = / (later|earlier|sooner)(?![a-z])/y;
const FROM = / (from|after|before|on|following) /y;
const BESIDE = /(?:the )?(day|week) (after|before|following) /y;
const ONE_WEEK_FROM = / (?=today|tomorrow)/y;
const LONG = / (?:long|meeting length|in length|each)(?![a-z])/y;
const NOT_A_LENGTH = / (?:late|early|old|away|apart|ahead|walk|drive)(?![a-z])/y;
const MOVING_VERB = /(?:^|[^a-z])(?:push|delay|postpone|bump|slide|shift|defer|nudge)(?![a-z])/;
const FORWARD_VERB =
  /(?:^|[^a-z])(?:bring|move|pull|advance)(?![a-z])[^.;]{0,80}?(?:forward|up)?(?![a-z])/;
const ARTICLE_UNIT = /an? (?:day|week|month|year|minute)(?![a-z])/y;

/** Reads lengths of time and what is counted by them: "in two hours", "a week from Friday", "for 45 minutes", "by 30 minutes". */
export function createAmountReader(readDay: DayReader): Reader {
  return (setting, at) =>
    readIn(setting, at) ??
    readNext(setting, at) ??
    readShift(setting, at) ??
    readFor(setting, at) ??
    readBeside(setting, at, readDay) ??
    readCounted(setting, at, readDay);
}

const readIn: Reader = (setting, at) => {
  const prefix = matchAt(IN, setting.text, at);
  const read = prefix && readAmount(setting.text, at + prefix[0].length);
  if (read === undefined || prefix === undefined) return undefined;
  const tail = matchAt(/(?: time| from now)(?![a-z])/y, setting.text, read.end);
  const end = read.end + (tail?.[0].length ?? 0);
  return { start: at, end, meaning: away(setting, read.amount, 1) };
};

const readNext: Reader = (setting, at) => {
  const prefix = matchAt(NEXT, setting.text, at);
  const read = prefix && readAmount(setting.text, at + prefix[0].length);
  if (prefix === undefined || read === undefined || read.amount.minutes > 0) return undefined;
  const { today } = setting;
  const { months, days } = read.amount;
  const back = prefix[1] === "past" || prefix[1] === "last" || prefix[1] === "previous";
  const meaning: Meaning = back
    ? { kind: "day", form: "period", date: today.subtract({ months, days }), endDate: today }
    : {
        kind: "day",
        form: "period",
        date: today,
        endDate: today.add({ months, days }).subtract({ days: 1 }),
      };
  return { start: at, end: read.end, meaning };
};

const readShift: Reader = (setting, at) => {
  const { text } = setting;
  const prefix = matchAt(BY, text, at) ?? matchAt(MOVED, text, at);
  const read = readAmount(text, at + (prefix?.[0].length ?? 0));
  if (read === undefined || read.amount.months > 0) return undefined;
  const side = matchAt(LATER, text, read.end);
  const minutes = read.amount.days * 1440 + read.amount.minutes;
  if (side !== undefined) {
    const sign = side[1] === "later" ? 1 : -1;
    return {
      start: at,
      end: read.end + side[0].length,
      meaning: { kind: "shift", minutes: sign * minutes },
    };
  }
  if (prefix === undefined) return undefined;
  if (/^ (?:from|after|before) /.test(text.slice(read.end, read.end + 8))) return undefined;
  const way =
    prefix[1] ??
    (FORWARD_VERB.test(text.slice(0, at)) ? /(forward|up)(?![a-z])/.exec(text)?.[1] : undefined);
  const sign = way === "forward" || way === "up" || way === "ahead" ? -1 : 1;
  return { start: at, end: read.end, meaning: { kind: "shift", minutes: sign * minutes } };
};

const readFor: Reader = (setting, at) => {
  const prefix = matchAt(FOR, setting.text, at);
  const read = prefix && readAmount(setting.text, at + prefix[0].length);
  if (read === undefined || prefix === undefined) return undefined;
  if (prefix[0].startsWith("of") && read.amount.minutes === 0) return undefined;
  const long = matchAt(LONG, setting.text, read.end);
  const end = read.end + (long?.[0].length ?? 0);
  return {
    start: at,
    end,
    meaning: { kind: "duration", amount: read.amount, repeats: prefix[0].startsWith("for") },
  };
};

function readBeside(setting: Setting, at: number, readDay: DayReader): Phrase | undefined {
  const beside = matchAt(BESIDE, setting.text, at);
  if (beside === undefined) return undefined;
  const day = readDay(setting, at + beside[0].length);
  if (day === undefined) return undefined;
  const amount = { months: 0, days: beside[1] === "week" ? 7 : 1, minutes: 0 };
  return {
    start: at,
    end: day.end,
    meaning: counted(day.meaning, amount, beside[2] === "before" ? -1 : 1),
  };
}

function readCounted(setting: Setting, at: number, readDay: DayReader): Phrase | undefined {
  const { text } = setting;
  const read = readAmount(text, at);
  if (read === undefined) return undefined;
  const { amount, end } = read;
  const ago = matchAt(AGO, text, end);
  if (ago !== undefined)
    return { start: at, end: end + ago[0].length, meaning: away(setting, amount, -1) };
  const fromNow = matchAt(FROM_NOW, text, end);
  if (fromNow !== undefined)
    return { start: at, end: end + fromNow[0].length, meaning: away(setting, amount, 1) };
  if (amount.minutes === 0) {
    const weeks = amount.months === 0 && amount.days % 7 === 0;
    const from =
      matchAt(FROM, text, end) ?? (weeks ? matchAt(ONE_WEEK_FROM, text, end) : undefined);
    const day =
      from === undefined || (from[1] === "on" && !weeks)
        ? undefined
        : readDay(setting, end + from[0].length);
    if (from !== undefined && day !== undefined)
      return {
        start: at,
        end: day.end,
        meaning: counted(day.meaning, amount, from[1] === "before" ? -1 : 1),
      };
  }
  return readBareAmount(setting, at, amount, end);
}

/** A length that stands alone is how long it takes, or, after a verb that moves things, how far. */
function readBareAmount(
  { text }: Setting,
  at: number,
  amount: Amount,
  end: number,
): Phrase | undefined {
  if (matchAt(NOT_A_LENGTH, text, end) !== undefined) return undefined;
  if (amount.minutes === 0 || amount.days > 0 || matchAt(ARTICLE_UNIT, text, at) !== undefined)
    return undefined;
  if (MOVING_VERB.test(text.slice(0, at)))
    return { start: at, end, meaning: { kind: "shift", minutes: amount.minutes } };
  const long = matchAt(LONG, text, end);
  return {
    start: at,
    end: end + (long?.[0].length ?? 0),
    meaning: { kind: "duration", amount, repeats: false },
  };
}

function away({ now, today }: Setting, { months, days, minutes }: Amount, sign: 1 | -1): Meaning {
  if (minutes === 0) {
    const date = today.add({ months: sign * months, days: sign * days });
    return { kind: "day", form: "named", date };
  }
  return {
    kind: "moment",
    at: now.add({ months: sign * months, days: sign * days, minutes: sign * minutes }),
  };
}

function counted(day: DayMeaning, { months, days }: Amount, sign: 1 | -1): DayMeaning {
  const move = { months: sign * months, days: sign * days };
  const { assumed } = day;
  return {
    kind: "day",
    form: "named",
    date: day.date.add(move),
    ...(assumed !== undefined && { assumed }),
  };
}
