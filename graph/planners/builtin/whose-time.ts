import type { Clause } from "./clause.ts";
import type { Built } from "./draft.ts";
import { isOnlyTime } from "./times.ts";

/** "at 10 her time", "3pm Dana's time": whose clock it is, and where that person is nobody said. */
const WHOSE =
  /(?<=\d|[ap]m|noon|midday|midnight|o'clock)\s+(?:in\s+)?(?:(?:her|his|their)|(?!today|tomorrow|tonight)\p{L}[\p{L}-]+'s)\s+(?:local\s+)?time(?:\s?zone)?(?![\p{L}\d])/iu;

/**
 * A command whose hour is by somebody else's clock: asks for their zone, and reads it in that. Undefined where nobody
 * else's clock is spoken of, or the rest is not understood.
 */
export function readByTheirClock(
  text: string,
  clause: Clause,
  read: (text: string) => Built | undefined,
): Built | "not theirs" | undefined {
  const said = WHOSE.exec(text)?.[0];
  if (said === undefined) return "not theirs";
  const answer = clause.answer("zone")?.text;
  const zone = answer === undefined ? undefined : zoneIn(answer, clause);
  if (zone !== undefined) return read(text.replace(said, ` ${zone}`));
  const built = read(text.replace(said, ""));
  if (built === undefined || built.kind === "refuse") return built;
  return clause.ask("zone", `Which city's time is “${said.trim()}”?`);
}

/** The zone in an answer, as it stands after a clock time: "London time", "PST". */
function zoneIn(answer: string, clause: Clause): string | undefined {
  const named = answer
    .replace(/^(?:(?:(?:s?he|they|it|\p{L}+)(?:'s|'re| is| are)\s+)?(?:in|on|at)\s+)/iu, "")
    .replace(/[.!\s]+$/u, "");
  return [`${named} time`, named, `in ${named}`].find((zone) => {
    const clock = `tomorrow at 10:00 ${zone}`;
    const time = clause.time(clock);
    return isOnlyTime(clock, time) && time.start !== undefined;
  });
}
