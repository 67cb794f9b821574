import type { Clause } from "./clause.ts";
import { plainVerb } from "./verb-synonyms.ts";

/** Commands to which a time, a place or company that was said first belongs as if it had been said last. */
const TAKES_DETAILS =
  /^(?:please\s+)?(?:schedule|book|set up|create|add|put|block|reserve|arrange|organi[sz]e|plan|set|make|meet|(?:i|we) have|(?:i|we)'ve got|i'm (?:meeting|seeing)|(?:remind|nudge|alert|notify|brief|text|message|send|give) me|(?:have|do|grab) (?:an? )?(?:lunch|dinner|coffee|drinks))\s/iu;
const TAKES_TIME =
  /^(?:please\s+)?(?:cancel|delete|remove|clear|what|what's|show|am i|do i|is|are|who|who's|when|how|find|any|anything)\s/iu;
const LEADING_LIST =
  /^((?:to|on|in|onto)\s(?:my|the|our)\s[\p{L} ]{1,30}?\b(?:list|tasks|todos|calendar))[,:\s]+(?=(?:add|put)\s)/iu;
const LEADING_DETAIL = /^((?:with|at|in)\s[^,]{1,60}),\s+(?=\p{L})/iu;
const COURTESY =
  /^[\s,:–-]*(?:(?:please|can you|could you|i'd like to|i need to|i want to|let's)\s+)*/iu;

/** The same command with what was said before its verb put behind it: "tomorrow at 3 book a call". Undefined where nothing was. */
export function verbFirst(text: string, clause: Clause): string | undefined {
  const detail = LEADING_LIST.exec(text) ?? LEADING_DETAIL.exec(text);
  if (detail !== null) {
    const [whole, words = ""] = detail;
    const command = plainVerb(text.slice(whole.length));
    return TAKES_DETAILS.test(command) ? `${command} ${words}` : undefined;
  }
  const [span] = clause.time(text)?.spans ?? [];
  if (span?.start !== 0 || text.startsWith("'s", span.end)) return undefined;
  const command = plainVerb(text.slice(span.end).replace(COURTESY, ""));
  if (!TAKES_DETAILS.test(command) && !TAKES_TIME.test(command)) return undefined;
  return `${command} ${text.slice(0, span.end)}`;
}
