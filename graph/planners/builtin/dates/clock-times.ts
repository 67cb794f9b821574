import { HOUR_WORD, toNumber } from "./numbers.ts";
import { matchAt } from "./phrase.ts";
import type { Clock, Phrase, Reader, Setting } from "./phrase.ts";
import { standsAlone } from "./standing-alone.ts";

interface ReadClock {
  readonly clock: Clock;
  readonly end: number;
  /** "14:30", "3pm", "noon": a clock time whatever stands around it. */
  readonly plain: boolean;
}

const END = "(?![a-z0-9_])";
const NOT_MORE = "(?![a-z0-9_]|[:.,]\\d|[%$€£])";
const WITH_MERIDIEM = new RegExp(
  `(\\d{1,2}|${HOUR_WORD})(?:[:.](\\d{2})| (thirty|fifteen|forty-five))?(?: ?([ap])\\.?m\\b\\.?| ?o'?clock ([ap])\\.?m\\b\\.?|([ap])${END})${END}`,
  "y",
);
const COLON = new RegExp(
  `(\\d{1,2}):(\\d{2})(?::\\d{2}(?:\\.\\d+)?)?(?: ?(?:h|hrs|hours|uhr|o'clock)${END})?${NOT_MORE}`,
  "y",
);
const MILITARY = new RegExp(`(\\d{2})(\\d{2}) ?(?:hrs|hours|h)${END}`, "y");
const FOUR_DIGITS = new RegExp(`([01]\\d|2[0-3])([0-5]\\d)${NOT_MORE}`, "y");
const DOTTED = new RegExp(`(\\d{1,2})(?:\\.|h)([0-5]\\d)${NOT_MORE}`, "y");
const NAMED = new RegExp(`(noon|midday|midnight)(?! (?:run|snack|oil))${END}`, "y");
const END_OF_DAY = new RegExp(
  `(?:the )?(eod|cob|eob|end of (?:the )?(?:work(?:ing)? ?)?day|close of business|close of play)${END}`,
  "y",
);
const PAST = new RegExp(
  `(?:(half|quarter|a quarter|five|ten|twenty|twenty[- ]five|5|10|20|25)(?: minutes)? (past|after|to|before|of|til)) (\\d{1,2}|${HOUR_WORD}|noon|midnight)${END}`,
  "y",
);
/** "10 to 11" after a day is from one hour to the next; "at 10 to 11" is ten minutes before it. */
const HOURS_APART = /^(?:5 to 6|10 to 1[12])(?!\d)/;
const AFTER_AT = /(?:at|@|by|around|about|until|till?|before|after|it's|is) $/;
const BRITISH_HALF = new RegExp(`half (${HOUR_WORD})${END}`, "y");
const O_CLOCK = new RegExp(`(\\d{1,2}|${HOUR_WORD}) ?o'?clock${END}`, "y");
const BARE = new RegExp(
  `(\\d{1,2}|${HOUR_WORD})(?: (thirty|fifteen|forty[- ]five))?${NOT_MORE}`,
  "y",
);
const APPROXIMATELY = /(?:about |around |approximately |approx |roughly |~ ?|exactly )/y;
const AT = /(?:at |@ ?)/y;
const CONNECTOR = / ?(?:-|to|until|till|til|through|thru) ?/y;
const BETWEEN_AND = / (?:and|&|to|-) /y;
const OPENER = /(from|between) /y;
const ONWARDS = / (?:on|onward|onwards|and later|or later)(?![a-z0-9]| [a-z]+day)/y;
const MINUTES: Readonly<Record<string, number>> = {
  half: 30,
  quarter: 15,
  "a quarter": 15,
  thirty: 30,
  fifteen: 15,
  "forty-five": 45,
  "forty five": 45,
};

/** Reads one clock time; hours that are only a number count when `prefixed` ("at", "from") says so. */
function readClock(setting: Setting, at: number, prefixed: boolean): ReadClock | undefined {
  const { text } = setting;
  const meridiem = matchAt(WITH_MERIDIEM, text, at);
  if (meridiem !== undefined) {
    const [whole, hour = "", minute, words, first, second, letter] = meridiem;
    const hours = toNumber(hour);
    const single = letter === "a" && !prefixed;
    if (hours >= 1 && hours <= 12 && !single) {
      const afternoon = (first ?? second ?? letter) === "p";
      const minutes = minute === undefined ? (MINUTES[words ?? ""] ?? 0) : Number(minute);
      if (minutes < 60)
        return exact((hours % 12) + (afternoon ? 12 : 0), minutes, at + whole.length);
    }
  }
  const past = readPast(text, at, prefixed);
  if (past !== undefined) return past;
  const named = matchAt(NAMED, text, at);
  if (named !== undefined) {
    const end = at + named[0].length;
    return named[1] === "midnight" ? midnight(end) : exact(12, 0, end);
  }
  const late = matchAt(END_OF_DAY, text, at);
  if (late !== undefined) {
    const assumed = `"${late[1]?.length === 3 ? late[1].toUpperCase() : (late[1] ?? "")}" is read as 5 pm.`;
    return {
      clock: { hour: 17, minute: 0, bare: false, assumed },
      end: at + late[0].length,
      plain: true,
    };
  }
  return readDigits(text, at) ?? (prefixed ? readPrefixed(text, at) : undefined);
}

function readDigits(text: string, at: number): ReadClock | undefined {
  const colon = matchAt(COLON, text, at);
  if (colon !== undefined) {
    const [whole, hour = "", minute = ""] = colon;
    const open = !hour.startsWith("0") && Number(hour) <= 12;
    return {
      ...exact(Number(hour), Number(minute), at + whole.length),
      ...(open && { clock: { hour: Number(hour), minute: Number(minute), bare: true } }),
    };
  }
  const military = matchAt(MILITARY, text, at);
  if (military !== undefined && Number(military[1]) < 24 && Number(military[2]) < 60)
    return exact(Number(military[1]), Number(military[2]), at + military[0].length);
  const oClock = matchAt(O_CLOCK, text, at);
  if (oClock === undefined) return undefined;
  const hour = toNumber(oClock[1] ?? "");
  return {
    clock: { hour, minute: 0, bare: hour >= 1 && hour <= 12 },
    end: at + oClock[0].length,
    plain: true,
  };
}

function readPrefixed(text: string, at: number): ReadClock | undefined {
  const four = matchAt(FOUR_DIGITS, text, at);
  if (four !== undefined)
    return { ...exact(Number(four[1]), Number(four[2]), at + four[0].length), plain: false };
  const dotted = matchAt(DOTTED, text, at);
  if (dotted !== undefined && Number(dotted[1]) < 24) {
    const hour = Number(dotted[1]);
    const bare = hour >= 1 && hour <= 12 && !(dotted[1] ?? "").startsWith("0");
    return {
      clock: { hour, minute: Number(dotted[2]), bare },
      end: at + dotted[0].length,
      plain: false,
    };
  }
  const bare = matchAt(BARE, text, at);
  if (bare === undefined) return undefined;
  const hour = toNumber(bare[1] ?? "");
  if (hour > 23) return undefined;
  const minute = MINUTES[bare[2] ?? ""] ?? 0;
  return {
    clock: { hour, minute, bare: hour >= 1 && hour <= 12 },
    end: at + bare[0].length,
    plain: false,
  };
}

function readPast(text: string, at: number, prefixed: boolean): ReadClock | undefined {
  const past =
    HOURS_APART.test(text.slice(at, at + 9)) && !AFTER_AT.test(text.slice(0, at))
      ? undefined
      : matchAt(PAST, text, at);
  if (past !== undefined) {
    const [whole, said = "", side = "", of = ""] = past;
    const before = side !== "past" && side !== "after";
    const minutes = MINUTES[said] ?? toNumber(said);
    const sure = !before || said.endsWith("quarter") || prefixed;
    const known = of === "noon" ? 12 : of === "midnight" ? 24 : undefined;
    const hour = known ?? toNumber(of);
    if (sure && hour <= 24 && !(before && side === "of" && !prefixed)) {
      const total = (hour * 60 + (before ? -minutes : minutes) + 1440) % 1440;
      const bare = known === undefined && hour >= 1 && hour <= 12;
      const asHour = Math.floor(total / 60);
      return {
        clock: {
          hour: bare && asHour === 0 ? 12 : bare && asHour > 12 ? asHour - 12 : asHour,
          minute: total % 60,
          bare,
        },
        end: at + whole.length,
        plain: true,
      };
    }
  }
  const half = matchAt(BRITISH_HALF, text, at);
  if (half === undefined) return undefined;
  const hour = toNumber(half[1] ?? "");
  const assumed = `"Half ${half[1] ?? ""}" is read as half past ${half[1] ?? ""}.`;
  return {
    clock: { hour, minute: 30, bare: true, assumed },
    end: at + half[0].length,
    plain: true,
  };
}

function exact(hour: number, minute: number, end: number): ReadClock {
  return { clock: { hour, minute, bare: false }, end, plain: true };
}

function midnight(end: number): ReadClock {
  const assumed = '"Midnight" is read as 00:00, when the day begins.';
  return { clock: { hour: 0, minute: 0, bare: false, assumed }, end, plain: true };
}

/** Reads clock times and ranges of them: "half past 12", "at 4", "9-9:30", "from 2 until 4", "noon til 2". */
export const readClockTime: Reader = (setting, at) => {
  const { text } = setting;
  const opener = matchAt(OPENER, text, at);
  const prefix = opener ?? matchAt(AT, text, at);
  let from = at + (prefix?.[0].length ?? 0);
  from += matchAt(APPROXIMATELY, text, from)?.[0].length ?? 0;
  const first = readClock(setting, from, true);
  if (first === undefined) return undefined;
  const range = readRange(setting, at, first, opener?.[1] ?? prefix?.[0]);
  if (range !== undefined) return range;
  const onwards = opener?.[1] === "from" ? matchAt(ONWARDS, text, first.end) : undefined;
  if (opener !== undefined && onwards === undefined && opener[1] !== "from") return undefined;
  const said = prefix === undefined ? readClock(setting, from, false) : first;
  if (said === undefined) return undefined;
  if (
    onwards === undefined &&
    !said.plain &&
    !standsAlone(setting, said.end, prefix === undefined || opener !== undefined)
  )
    return undefined;
  const fault = faultOf(said.clock, text.slice(from, said.end));
  if (fault !== undefined) return { start: at, end: said.end, meaning: { kind: "fault", fault } };
  if (onwards !== undefined)
    return {
      start: at,
      end: said.end + onwards[0].length,
      meaning: { kind: "clock", clock: said.clock, onwards: true },
    };
  if (opener !== undefined) return undefined;
  return { start: at, end: said.end, meaning: { kind: "clock", clock: said.clock } };
};

/** Reads an hour that is only a number, where a word before it ("by", "before", "after", "until", a weekday) made it one. */
export function readBareHour(setting: Setting, at: number, strict: boolean): Phrase | undefined {
  const read = readClock(setting, at, true);
  if (read === undefined || (!read.plain && !standsAlone(setting, read.end, strict)))
    return undefined;
  if (!strict && !read.clock.bare) return undefined;
  return { start: at, end: read.end, meaning: { kind: "clock", clock: read.clock } };
}

function readRange(
  setting: Setting,
  at: number,
  first: ReadClock,
  prefix: string | undefined,
): Phrase | undefined {
  const { text } = setting;
  const between = prefix === "between" ? matchAt(BETWEEN_AND, text, first.end) : undefined;
  const connector = between ?? matchAt(CONNECTOR, text, first.end);
  if (connector === undefined) return undefined;
  const second = readClock(setting, first.end + connector[0].length, true);
  if (second === undefined) return undefined;
  const plain = first.plain || second.plain;
  if (!plain && !standsAlone(setting, second.end, true)) return undefined;
  const from = first.clock;
  const to = second.clock;
  const fault =
    faultOf(from, text.slice(at, first.end)) ??
    faultOf(to, text.slice(first.end + connector[0].length, second.end));
  const meaning =
    fault === undefined
      ? ({ kind: "clock-range", from, to } as const)
      : ({ kind: "fault", fault } as const);
  const phrase = { start: at, end: second.end, meaning };
  return plain || prefix !== undefined ? phrase : { ...phrase, needs: "day" };
}

function faultOf({ hour, minute }: Clock, said: string): string | undefined {
  if (minute < 60 && (hour < 24 || (hour === 24 && minute === 0))) return undefined;
  return `There is no ${said.trim()} on the clock.`;
}
