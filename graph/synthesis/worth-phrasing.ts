import type { Plan } from "../../src/domain/plan.ts";
import type { ToolSpec } from "../../src/domain/tool.ts";

/** A template's reply of more characters is long for somebody who reads it on a phone. */
const LONG_REPLY = 700;

const ASKS_FOR_SUMMARY =
  /\b(?:summar\w*|sum (?:it |them |this |that )?up|recap|overview|digest|brief me|briefing|tl;?dr|gist|catch me up|in short|main points|highlights?)\b/iu;

/** Whether a model may word the reply: only where nothing was to be changed, and where it is of use. */
export function isWorthPhrasing(
  plan: Plan,
  { asked, reply }: { readonly asked: string; readonly reply: string },
  specs: ReadonlyMap<string, ToolSpec>,
): boolean {
  const onlyReads =
    plan.steps.length > 0 && plan.steps.every(({ tool }) => specs.get(tool)?.effect === "read");
  return onlyReads && (ASKS_FOR_SUMMARY.test(asked) || reply.length > LONG_REPLY);
}
