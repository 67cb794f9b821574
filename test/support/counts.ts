const IS_LONG = process.env["SCORECARD"] === "long";

/** How many cases a test of a check takes: few with every `npm test`, all with `npm run scorecard -- --long`. */
export function casesOf(quick: number, long: number): number {
  return IS_LONG ? long : quick;
}

/** The time that all cases may take. */
export const LONG = { timeout: IS_LONG ? 30 * 60_000 : 120_000 };
