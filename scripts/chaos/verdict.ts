import type { Outside } from "./outside.ts";
import type { Ending, User } from "./user.ts";
import type { Write } from "./writes.ts";

/** What came of one command, judged by what the sandbox carried out. */
export interface Verdict {
  readonly kind: "done" | "uncertain" | "not done" | "fault";
  /** What is wrong, with `fault`. */
  readonly detail: string;
}

/** How the text channel words that nobody knows; it carries no code. */
const UNCERTAIN_WORDS = /can't tell whether/u;

/**
 * Exactly one effect and told so; or none, or at most one, and told honestly. Everything else is a fault: twice, lost
 * (nobody was ever told how it ended), or told wrongly.
 */
export function judge(
  outside: Outside,
  write: Write,
  user: User,
  ending: Ending | undefined,
): Verdict {
  const effects = outside.requests.filter(
    ({ userId, slug, done }) => done && userId === user.userId && write.slugs.includes(slug),
  ).length;
  const isDone = write.isDone(outside.workspace(user.userId));
  const fault = (detail: string): Verdict => ({
    kind: "fault",
    detail: `${user.userId}: ${detail}`,
  });
  const [problem] = user.problems();
  if (effects > 1) return fault(`carried out ${effects} times`);
  if (ending === undefined) {
    const heard = [user.lastHeard(), ...user.problems()].join("; ");
    return fault(`lost: no ending was told, ${effects} carried out, last heard: ${heard}`);
  }
  if (problem !== undefined) return fault(problem);
  const { status, code, message } = ending;
  const isUncertain = code === "ERR_OUTCOME_UNKNOWN" || UNCERTAIN_WORDS.test(message);
  if (isUncertain) return { kind: "uncertain", detail: message };
  const claimsDone = status === "completed" || (status === "told" && effects === 1);
  if (claimsDone && effects === 1 && isDone) return { kind: "done", detail: message };
  if (!claimsDone && effects === 0) return { kind: "not done", detail: `${status}: ${message}` };
  return fault(`told "${status}: ${message}", carried out ${effects} times, there: ${isDone}`);
}
