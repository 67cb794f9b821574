import { z } from "zod";

import type { Json } from "../src/domain/plan.ts";

/** What the user said to a question that needs their yes. */
export type ApprovalReading =
  | { readonly kind: "approved"; readonly always?: boolean }
  | { readonly kind: "cancelled" }
  /** Words that are neither: what they change is for the planner to say, and where it cannot, nothing is done. */
  | { readonly kind: "revision"; readonly text: string };

/** Agent Inbox answers `[{ type: "accept", args }]`. */
const InboxAnswer = z.object({
  type: z.enum(["accept", "ignore", "response", "edit"]),
  args: z.json().optional(),
});

/** agent-chat-ui answers `{ decisions: [{ type: "approve" }] }`, one for each action. */
const Decisions = z.object({
  decisions: z
    .array(
      z.object({ type: z.enum(["approve", "reject", "edit"]), message: z.string().optional() }),
    )
    .min(1),
});

const YES_WORDS =
  "yes|yep|yeah|yup|ya|y|ok|okay|k|sure|sure thing|go|go ahead|go for it|do it|do that|please do|send|send it|send them|confirm|confirmed|approve|approved|agreed|sounds good|looks good|looks great|lgtm|perfect|great|good|correct|right|absolutely|definitely|of course|fine|that's fine|that's right|all good|👍";
const POLITE =
  "please|pls|thanks|thank you|thx|do it|go ahead|send it|that's right|sounds good|looks good|fine";
const YES = new RegExp(`^(?:${YES_WORDS})(?:[\\s,.!-]+(?:${POLITE}|${YES_WORDS}))*[\\s.!]*$`, "iu");
const YES_BUT = new RegExp(
  `^(?:${YES_WORDS})[\\s,.;:!-]+(?:but|just|only|except|though|and|with|make|change|please)?\\b[\\s,]*`,
  "iu",
);
const ALWAYS = new RegExp(
  `^(?:(?:${YES_WORDS})[\\s,.!-]+(?:and\\s+)?)?always(?:\\s+(?:for|to|with|invite|mail|email|send to|write to)\\s+[^,;]{1,80})?(?:[\\s,.!-]+(?:${POLITE}))*[\\s.!]*$`,
  "iu",
);
const NO_WORDS =
  "no|nope|nah|n|no way|don't|dont|do not|don't do (?:it|that)|don't send (?:it|that|them)|not now|cancel|cancel (?:it|that)|stop|never ?mind|forget (?:it|that)|drop (?:it|that)|leave (?:it|that)(?: alone| as it is| be)?|reject|rejected|deny|decline";
const NO = new RegExp(
  `^(?:${NO_WORDS})(?:[\\s,.!-]+(?:${NO_WORDS}|please|thanks|thank you|send(?: it)?|do (?:it|that)))*[\\s.!]*$`,
  "iu",
);

/** Reads an answer in words, or in the shape of LangGraph's own pages. Whatever is not plainly a yes is none. */
export function readApproval(
  answer: Json,
  options: readonly { readonly value: string }[] = [],
): ApprovalReading {
  const number = typeof answer === "number" ? String(answer) : answer;
  if (typeof number === "string" && /^\s*#?\d{1,2}[.)]?\s*$/u.test(number)) {
    const chosen = options[Number(/\d+/u.exec(number)?.[0]) - 1];
    return readWords(chosen?.value ?? number);
  }
  const [first] = Array.isArray(answer) && answer.length === 1 ? answer : [answer];
  const inbox = InboxAnswer.safeParse(first);
  if (inbox.success) {
    const { type, args } = inbox.data;
    if (type === "accept") return { kind: "approved" };
    if (type === "ignore") return { kind: "cancelled" };
    return readWords(typeof args === "string" ? args : "");
  }
  const reviewed = Decisions.safeParse(answer);
  if (reviewed.success) {
    const { decisions } = reviewed.data;
    const message = decisions.find(({ type }) => type !== "approve")?.message;
    if (decisions.every(({ type }) => type === "approve")) return { kind: "approved" };
    return message === undefined ? { kind: "cancelled" } : readWords(message);
  }
  return readWords(wordsOf(answer));
}

/** Whether a text is a yes or a no and nothing else. */
export function isVerdict(text: string): boolean {
  return [YES, ALWAYS, NO].some((pattern) => pattern.test(text.trim()));
}

/** Whether a text on its own is to be taken as the answer to such a question. */
export function readsAsApproval(text: string): boolean {
  return isVerdict(text) || YES_BUT.test(text.trim());
}

function readWords(text: string): ApprovalReading {
  const said = text.trim();
  if (YES.test(said)) return { kind: "approved" };
  if (ALWAYS.test(said)) return { kind: "approved", always: true };
  if (NO.test(said)) return { kind: "cancelled" };
  return { kind: "revision", text: said.replace(YES_BUT, "") };
}

function wordsOf(answer: Json): string {
  if (typeof answer === "string") return answer;
  if (typeof answer === "boolean") return answer ? "yes" : "no";
  if (typeof answer !== "object" || answer === null || Array.isArray(answer)) return "";
  const { value, text, approved } = answer;
  const own = value ?? text ?? approved;
  return own === undefined ? "" : wordsOf(own);
}
