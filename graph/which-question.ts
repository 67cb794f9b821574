import type { UserId } from "../src/domain/ids.ts";
import type { Inbound } from "../src/domain/inbound.ts";
import type { SessionStore } from "../src/storage/storage.ts";
import { isBareAnswer } from "./answers.ts";
import { isVerdict } from "./approval-answers.ts";

/**
 * What is said to a bare answer that names no conversation while questions wait in some: which of them it is for is not
 * ours to guess. Undefined where the words are a command, or no question waits.
 */
export async function whichQuestion(
  sessions: Pick<SessionStore, "withOpenQuestion">,
  userId: UserId,
  inbound: Extract<Inbound, { kind: "command" | "text" }>,
): Promise<string | undefined> {
  if (inbound.kind !== "command" || inbound.sessionId !== undefined) return undefined;
  if (!isBareAnswer(inbound.text) && !isVerdict(inbound.text)) return undefined;
  const open = (await sessions.withOpenQuestion(userId)).flatMap(({ question }) => question ?? []);
  if (open.length === 0) return undefined;
  const reasons = open.map(({ reason }) => `- ${reason.split("\n", 1).join("")}`);
  return ["Which question is that for? I did nothing. Still open:", ...reasons].join("\n");
}
