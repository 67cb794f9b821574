import { AMOUNT, ORDINAL, toNumber, toOrdinal } from "./numbers.ts";
import { PART_OF_DAY, windowOf } from "./parts-of-day.ts";
import { matchAt } from "./phrase.ts";
import type { Meaning, Phrase, Reader, Rule } from "./phrase.ts";
import { WEEKDAY, toWeekday, weekdayName } from "./weekdays.ts";

const CODES = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];
const WORKDAYS = CODES.slice(0, 5);
const WEEKEND = CODES.slice(5);
const FREQUENCIES = { d: "DAILY", w: "WEEKLY", m: "MONTHLY", y: "YEARLY" } as const;

const END = "(?![a-z0-9_])";
const EVERY = "(?:every|each)";
const SEPARATOR = "(?:,? ?(?:and|&|\\+) ?|, ?| ?/ ?)";
const DAY_LIST = `(?:${WEEKDAY})(?:'?s)?(?:${SEPARATOR}(?:${EVERY} )?(?:${WEEKDAY})(?:'?s)?(?![a-z])){0,6}`;
const EVERY_DAYS = new RegExp(
  `${EVERY} (other |second |2nd |alternate )?(${DAY_LIST})${END}(?: (${PART_OF_DAY})${END})?`,
  "y",
);
const PLURAL_DAYS = new RegExp(
  `(?:on )?((?:${WEEKDAY})s${SEPARATOR}(?:${WEEKDAY})s?(?:${SEPARATOR}(?:${WEEKDAY})s?(?![a-z])){0,5}|(?:monday|tuesday|wednesday|thursday|friday|saturday|sunday)s)${END}`,
  "y",
);
const NTH_OF = new RegExp(
  `(?:on )?(?:the )?(?:${EVERY} )?(${ORDINAL})(?: and (${ORDINAL}))? (${WEEKDAY}|weekday|day)${END} of (?:every|each|the|a)(?: (other))? month${END}`,
  "y",
);
const EVERY_NTH = new RegExp(
  `${EVERY} (first|third|fourth|fifth|last|1st|3rd|4th|5th) (${WEEKDAY})${END}`,
  "y",
);
const NTH_MONTHLY = new RegExp(`${EVERY} month on the (${ORDINAL}) (${WEEKDAY})${END}`, "y");
const DAY_OF_MONTH = new RegExp(
  `(?:on )?(?:the )?(?:(\\d{1,2})(?:st|nd|rd|th)|(${ORDINAL})(?: day)?) (?:of )?${EVERY} month${END}`,
  "y",
);
const LAST_DAY = new RegExp(`${EVERY} month on the last day${END}`, "y");
const EVERY_UNIT = new RegExp(
  `${EVERY} (?:(other|second|2nd|third|3rd|alternate|single|${AMOUNT}) )?(day|week|fortnight|month|quarter|year|weekday|workday|work day|working day|business day|weekend|wk)s?${END}(?: (${PART_OF_DAY})${END})?`,
  "y",
);
const EVERY_PART = new RegExp(`${EVERY} (other )?(${PART_OF_DAY})${END}`, "y");
const WORDS = new RegExp(
  `(?:once )?(?:(daily|every ?day|nightly|weekly|monthly|yearly|annually|annual|quarterly|biweekly|bi-weekly|fortnightly|bimonthly|bi-monthly)|(?:once |one time )?(?:a|per) (day|week|month|year)|(?:on )?(weekdays|work ?days|business days)|(?:on )?(weekends))${END}`,
  "y",
);
const TIMES = new RegExp(
  `(?:for )?(${AMOUNT}) (?:times|occurrences|sessions|instances|repeats)${END}(?! (?:a|per|each|every) )`,
  "y",
);

/** Reads how often something happens: "every other Tuesday", "Mondays and Thursdays", "last Friday of every month". */
export const readRecurrence: Reader = (setting, at) => {
  const { text } = setting;
  const times = matchAt(TIMES, text, at);
  if (times !== undefined)
    return {
      start: at,
      end: at + times[0].length,
      meaning: { kind: "times", count: toNumber(times[1] ?? "1") },
      needs: "company",
    };
  return readNth(text, at) ?? readDays(text, at) ?? readUnit(text, at) ?? readWord(text, at);
};

function readNth(text: string, at: number): Phrase | undefined {
  const of = matchAt(NTH_OF, text, at);
  if (of !== undefined && (/ of (?:every|each)/.test(of[0]) || /(?:every|each) /.test(of[0]))) {
    const [whole, first = "", second, name = "", other] = of;
    const ordinals = [first, ...(second === undefined ? [] : [second])].map(toOrdinal);
    const interval = other === undefined ? {} : { interval: 2 };
    if (name === "day" || name === "weekday")
      return rule(at, whole, {
        freq: "MONTHLY",
        ...interval,
        ...(name === "day" ? { byMonthDay: ordinals[0] ?? 1 } : {}),
      });
    return rule(at, whole, {
      freq: "MONTHLY",
      ...interval,
      byDay: ordinals.map((ordinal) => `${ordinal}${code(name)}`),
    });
  }
  const monthly = matchAt(NTH_MONTHLY, text, at);
  if (monthly !== undefined)
    return rule(at, monthly[0], {
      freq: "MONTHLY",
      byDay: [`${toOrdinal(monthly[1] ?? "")}${code(monthly[2] ?? "")}`],
    });
  const last = matchAt(LAST_DAY, text, at);
  if (last !== undefined) return rule(at, last[0], { freq: "MONTHLY", byMonthDay: -1 });
  const everyNth = matchAt(EVERY_NTH, text, at);
  if (everyNth !== undefined) {
    const [whole, said = "", name = ""] = everyNth;
    const assumed = `"Every ${said} ${weekdayName(toWeekday(name))}" is read as the ${said} of each month.`;
    return rule(
      at,
      whole,
      { freq: "MONTHLY", byDay: [`${toOrdinal(said)}${code(name)}`] },
      { assumed },
    );
  }
  const day = matchAt(DAY_OF_MONTH, text, at);
  return day === undefined
    ? undefined
    : rule(at, day[0], {
        freq: "MONTHLY",
        byMonthDay: day[1] === undefined ? toOrdinal(day[2] ?? "") : Number(day[1]),
      });
}

function readDays(text: string, at: number): Phrase | undefined {
  const everyDays = matchAt(EVERY_DAYS, text, at);
  if (everyDays !== undefined) {
    const [whole, other, list = "", part] = everyDays;
    const byDay = codes(list);
    const ordinal = other?.startsWith("2nd") === true || other?.startsWith("second") === true;
    const assumed = `"${whole}" is read as every other week.`;
    return rule(
      at,
      whole,
      { freq: "WEEKLY", ...(other !== undefined && { interval: 2 }), byDay },
      { ...(part !== undefined && { window: windowOf(part) }), ...(ordinal && { assumed }) },
    );
  }
  const plural = matchAt(PLURAL_DAYS, text, at);
  return plural === undefined
    ? undefined
    : rule(at, plural[0], { freq: "WEEKLY", byDay: codes(plural[1] ?? "") });
}

function readUnit(text: string, at: number): Phrase | undefined {
  const part = matchAt(EVERY_PART, text, at);
  if (part !== undefined)
    return rule(
      at,
      part[0],
      { freq: "DAILY", ...(part[1] !== undefined && { interval: 2 }) },
      { window: windowOf(part[2] ?? "") },
    );
  const match = matchAt(EVERY_UNIT, text, at);
  if (match === undefined) return undefined;
  const [whole, said, unit = "", window] = match;
  const extra = window === undefined ? {} : { window: windowOf(window) };
  if (unit === "weekend")
    return rule(at, whole, { freq: "WEEKLY", ...every(said), byDay: WEEKEND }, extra);
  if (/^(?:week|work|working|business) ?day$/.test(unit))
    return rule(at, whole, { freq: "WEEKLY", byDay: WORKDAYS }, extra);
  const step = countOf(said) * (unit === "fortnight" ? 2 : unit === "quarter" ? 3 : 1);
  const freq = unit === "fortnight" ? "WEEKLY" : unit === "quarter" ? "MONTHLY" : frequency(unit);
  return rule(at, whole, { freq, ...(step > 1 && { interval: step }) }, extra);
}

function readWord(text: string, at: number): Phrase | undefined {
  const match = matchAt(WORDS, text, at);
  if (match === undefined) return undefined;
  const [whole, word = "", unit, workdays, weekends] = match;
  if (workdays !== undefined) return rule(at, whole, { freq: "WEEKLY", byDay: WORKDAYS });
  if (weekends !== undefined) return rule(at, whole, { freq: "WEEKLY", byDay: WEEKEND });
  if (unit !== undefined)
    return whole.startsWith("once") ? rule(at, whole, { freq: frequency(unit) }) : undefined;
  if (word.startsWith("bi")) {
    const freq = word.endsWith("weekly") ? "WEEKLY" : "MONTHLY";
    const assumed = `"${word}" is read as every two ${freq === "WEEKLY" ? "weeks" : "months"}.`;
    return rule(at, whole, { freq, interval: 2 }, { assumed });
  }
  if (word === "fortnightly") return rule(at, whole, { freq: "WEEKLY", interval: 2 });
  if (word === "quarterly") return rule(at, whole, { freq: "MONTHLY", interval: 3 });
  return rule(at, whole, {
    freq: word.startsWith("an")
      ? "YEARLY"
      : word.startsWith("every") || word === "nightly"
        ? "DAILY"
        : frequency(word),
  });
}

function rule(
  start: number,
  whole: string,
  said: Rule,
  extra: Pick<Extract<Meaning, { kind: "rule" }>, "window" | "assumed"> = {},
): Phrase {
  return { start, end: start + whole.length, meaning: { kind: "rule", rule: said, ...extra } };
}

function frequency(unit: string): Rule["freq"] {
  if (unit.startsWith("d")) return FREQUENCIES.d;
  if (unit.startsWith("w")) return FREQUENCIES.w;
  return unit.startsWith("m") ? FREQUENCIES.m : FREQUENCIES.y;
}

function every(said: string | undefined): { interval?: number } {
  const count = countOf(said);
  return count > 1 ? { interval: count } : {};
}

function countOf(said: string | undefined): number {
  if (said === undefined || said === "single") return 1;
  if (/^(?:other|second|2nd|alternate)$/.test(said)) return 2;
  return said === "third" || said === "3rd" ? 3 : Math.max(1, Math.round(toNumber(said)));
}

function code(name: string): string {
  return CODES[toWeekday(name) - 1] ?? "";
}

function codes(list: string): string[] {
  const found = new Set((list.match(new RegExp(WEEKDAY, "g")) ?? []).map(code));
  return CODES.filter((day) => found.has(day));
}
