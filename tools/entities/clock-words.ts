const CLOCK =
  /\b(?:at\s+)?(?:(\d{1,2})(?::(\d{2}))?\s*(am|pm|a\.m\.|p\.m\.|o['’]?clock)|(\d{1,2}):(\d{2})|(noon|midday|midnight))(?![\w:])/iu;

/**
 * Takes a time of day out of a mention: "my 3 o'clock", "the 15:30 call". `clock` are the minutes of the day it may be:
 * two where the words do not tell morning from afternoon.
 */
export function readClock(words: string): {
  readonly clock: readonly number[] | undefined;
  readonly rest: string;
} {
  const match = CLOCK.exec(words);
  if (match === null) return { clock: undefined, rest: words };
  const [found, hour, minute, half = "", hour24, minute24, name] = match;
  const rest = words.replace(found, " ");
  if (name !== undefined) return { clock: [/midnight/iu.test(name) ? 0 : 720], rest };
  const minutes = Number(minute ?? minute24 ?? 0);
  const hours = Number(hour ?? hour24);
  if (hours > 23 || minutes > 59) return { clock: undefined, rest: words };
  if (/^a/iu.test(half)) return { clock: [(hours % 12) * 60 + minutes], rest };
  if (/^p/iu.test(half)) return { clock: [((hours % 12) + 12) * 60 + minutes], rest };
  const said = hours * 60 + minutes;
  const isEitherHalf = hours >= 1 && hours <= 12;
  return { clock: isEitherHalf ? [said % 720, (said % 720) + 720] : [said], rest };
}
