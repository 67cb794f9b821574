/** How many cases a test of a check takes: few with every `npm test`, all with `npm run scorecard -- --long`. */
export function casesOf(quick: number, long: number): number {
  return process.env["SCORECARD"] === "long" ? long : quick;
}
