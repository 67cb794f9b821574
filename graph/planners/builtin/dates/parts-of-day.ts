import { matchAt } from "./phrase.ts";
import type { DayWindow, Reader } from "./phrase.ts";

const WINDOWS: Readonly<Record<string, DayWindow>> = {
  "early morning": { from: "06:00", to: "09:00" },
  morning: { from: "08:00", to: "12:00" },
  "late morning": { from: "10:00", to: "12:00" },
  lunchtime: { from: "12:00", to: "14:00" },
  "lunch time": { from: "12:00", to: "14:00" },
  "early afternoon": { from: "12:00", to: "15:00" },
  afternoon: { from: "12:00", to: "18:00" },
  "late afternoon": { from: "15:00", to: "18:00" },
  evening: { from: "18:00", to: "22:00" },
  night: { from: "18:00", to: "23:59" },
};

/** Source of a pattern for the parts of the day. */
export const PART_OF_DAY =
  "early morning|late morning|morning|lunch ?time|early afternoon|late afternoon|afternoon|evening|night";

const PREFIXED = new RegExp(
  `(?:(?:in|during) the|at|this|last) (${PART_OF_DAY})s?(?![a-z0-9_])`,
  "y",
);
const ALONE = new RegExp(`(${PART_OF_DAY})(?![a-z0-9_])`, "y");
const TONIGHT = /(?:later )?tonight(?:'s)?(?![a-z0-9_])/y;

/** The bounds of a part of the day. */
export function windowOf(part: string): DayWindow {
  return WINDOWS[part] ?? { from: "00:00", to: "23:59" };
}

/** Reads parts of the day: "this evening", "in the morning", "tonight", and "morning" beside a day. */
export const readPartOfDay: Reader = ({ text, today }, at) => {
  const tonight = matchAt(TONIGHT, text, at);
  if (tonight !== undefined) {
    const meaning = { kind: "day", form: "named", date: today, window: windowOf("night") } as const;
    return { start: at, end: at + tonight[0].length, meaning };
  }
  const prefixed = matchAt(PREFIXED, text, at);
  if (prefixed !== undefined) {
    const [whole, part = ""] = prefixed;
    const end = at + whole.length;
    const window = windowOf(part);
    if (whole.startsWith("this"))
      return { start: at, end, meaning: { kind: "day", form: "named", date: today, window } };
    if (whole.startsWith("last"))
      return {
        start: at,
        end,
        meaning: { kind: "day", form: "named", date: today.subtract({ days: 1 }), window },
      };
    return { start: at, end, meaning: { kind: "window", window } };
  }
  const alone = matchAt(ALONE, text, at);
  if (alone === undefined) return undefined;
  return {
    start: at,
    end: at + alone[0].length,
    meaning: { kind: "window", window: windowOf(alone[1] ?? "") },
    needs: "company",
  };
};
