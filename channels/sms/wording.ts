import { assertNever } from "../../src/domain/assert-never.ts";
import type { Intervention } from "../../src/domain/intervention.ts";
import { SERVICE_TITLES } from "../../src/domain/service.ts";
import type { Service } from "../../src/domain/service.ts";
import type { Outcome, Turn } from "../../src/domain/turn.ts";
import { toConsentCode, toShortCode } from "./codes.ts";

/** What the channel itself says. Carriers send their own confirmations of opting out and in, so there is none here. */
export const NOTICES = {
  help:
    'Errand: text me what you need done in your calendar, mail, tasks or contacts, such as "Lunch with Eden tomorrow at noon". ' +
    "UNDO takes the last change back, STATUS says what is open, FORGET drops it. Msg & data rates may apply.",
  unknownNumber:
    "Errand here. This number is not linked to an account, so I can't do anything for it. Link it on the web first.",
  unreadable: "I can read words only. Please write what you need done.",
  thinking: "your last text, which I am still making sense of.",
  nothingOpen: "Nothing is in progress, and no question is open.",
  nothingToForget: "Nothing is in progress, so there was nothing to drop.",
  wrongCode: "That code belongs to no open question, so nothing was done.",
  tooManyWrongCodes: "Too many wrong codes, so nothing was done. Please try again in ten minutes.",
} as const;

/** Who else waits for an answer, and the secret behind consent codes. */
export interface Asked {
  readonly open: readonly Intervention[];
  readonly secret: string;
}

/** A turn as a text; undefined where it is not worth one. */
export function toText(turn: Turn, asked: Asked): string | undefined {
  switch (turn.kind) {
    case "progress":
      return undefined;
    case "reminder":
      return turn.message;
    case "outcome":
      return [toOutcomeText(turn), ...asked.open.map((one) => toReminder(one, asked))].join("\n");
    case "question":
      return toQuestionText(turn.intervention, asked);
    default:
      return assertNever(turn);
  }
}

/** A question in words, with how to answer it where that does not go without saying. */
export function toQuestionText(question: Intervention, { open, secret }: Asked): string {
  const { kind, reason, options = [], authUrl } = question;
  if (kind === "authorize") return joinSentences(reason, authUrl);
  if (kind === "approve") {
    const code = toConsentCode(question, secret);
    return joinSentences(reason, `Reply OK ${code} to go ahead or NO ${code} to leave it.`);
  }
  const several = open.some(
    ({ sessionId, stepId }) => sessionId !== question.sessionId || stepId !== question.stepId,
  );
  const code = several ? `${toShortCode(question, open)} and ` : "";
  if (options.length === 0) {
    return several ? joinSentences(reason, `Reply ${code}your answer.`) : reason;
  }
  const list = options.map(({ label }, index) => `${index + 1} ${label}`).join("; ");
  return joinSentences(reason, `${list}.`, `Reply with ${code}the number.`);
}

/** One line on a question that went on waiting while something else was done. */
function toReminder(question: Intervention, { open, secret }: Asked): string {
  const { kind, reason } = question;
  if (kind === "authorize" || kind === "approve")
    return `Still open: ${toQuestionText(question, { open, secret })}`;
  const asked = reason.split("\n").at(-1) ?? reason;
  return `Still open (${toShortCode(question, open)}): ${asked.replace(/:\s*$/u, ".")}`;
}

/** Brings the code that links a phone. */
export function toEnrolmentText(code: string): string {
  return `${code} is your Errand code. Enter it where you asked for it, within ten minutes. If you did not ask, leave it.`;
}

/** Asks for an account for which a link was texted a little while ago. */
export function toLinkStandsText(service: Service): string {
  return (
    `I need access to your ${SERVICE_TITLES[service]} for that. Please use the link I texted you less than an hour ago. ` +
    "If it no longer opens, text me again in an hour, or connect it on the web."
  );
}

/** What is in progress and which questions wait, newest question first. */
export function toStatusText(inProgress: string | undefined, asked: Asked): string {
  const lines = [
    ...(inProgress === undefined ? [] : [`In progress: ${inProgress}`]),
    ...asked.open.map((question) => toQuestionText(question, asked)),
  ];
  return lines.length === 0 ? NOTICES.nothingOpen : lines.join("\n");
}

/** Asks which of several open questions was meant. */
export function toWhichText(asked: Asked): string {
  return [
    "Which question is that for?",
    ...asked.open.map((one) => toQuestionText(one, asked)),
  ].join("\n");
}

function toOutcomeText({ message, authUrl }: Outcome): string {
  return authUrl === undefined || message.includes(authUrl)
    ? message
    : joinSentences(message, authUrl);
}

/** Joins with spaces; a colon that no longer leads to anything becomes a full stop. */
function joinSentences(first: string, ...rest: readonly (string | undefined)[]): string {
  const following = rest.filter((part) => part !== undefined);
  const isLink = following[0]?.startsWith("http") === true;
  const opening = isLink || following.length === 0 ? first : first.replace(/:\s*$/, ".");
  return [opening, ...following].join(" ");
}
