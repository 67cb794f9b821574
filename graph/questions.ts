import type { EntityMention, EntityType, Resolution } from "../src/domain/entity.ts";
import type { Question } from "../src/domain/intervention.ts";
import type { Clarify } from "../src/domain/planner.ts";
import { SERVICE_TITLES } from "../src/domain/service.ts";
import type { Service } from "../src/domain/service.ts";

/** The question a mention leads to that means several things, or nobody known. */
export function askAbout(
  mention: EntityMention & { readonly type: EntityType },
  resolution: Extract<Resolution, { kind: "ambiguous" | "unknown" }>,
  words = mention.$entity,
): Question {
  if (resolution.kind === "unknown") {
    return {
      kind: "resolve_entity",
      reason: `I don't recognize '${words}'. Please provide their email:`,
      entity: { type: "UNKNOWN", value: mention.$entity },
      mention,
      schema: { type: "string", format: "email" },
    };
  }
  return {
    kind: "choose_entity",
    reason: `Which “${words}” do you mean?`,
    entity: { type: mention.type.toUpperCase(), value: mention.$entity },
    options: [...resolution.options],
    mention,
    schema: { type: "string", enum: resolution.options.map(({ value }) => value) },
  };
}

/** What the planner needs to know before there is a plan. */
export function askToClarify({ slot, question, options }: Clarify): Question {
  return {
    kind: "clarify",
    reason: question,
    slot,
    schema: { type: "string" },
    ...(options && { options: [...options] }),
  };
}

/** An account to connect: for the first time, or again because its grant no longer works. */
export function askToConnect(service: Service, authUrl: string, again = false): Question {
  const title = SERVICE_TITLES[service];
  const reason = again
    ? `Your ${title} is no longer connected. Open this link to connect it again; I'll go on by myself:`
    : `I need access to your ${title} for that. Open this link to connect it; I'll go on by myself:`;
  return { kind: "authorize", service, authUrl, reason };
}

/** The same question once more, saying why the answer did not settle it. */
export function askAgain(question: Question, answer: string): Question {
  const said = answer.length > 80 ? `${answer.slice(0, 80)}…` : answer;
  const about = question.entity?.value ?? "that";
  switch (question.kind) {
    case "resolve_entity":
      return {
        ...question,
        reason: `“${said}” is neither an email address nor anyone I know. What is the email address of ${about}?`,
      };
    case "choose_entity":
      return { ...question, reason: `“${said}” is none of these. Which “${about}” do you mean?` };
    case "clarify":
    case "approve":
    case "authorize":
      return question;
    default:
      return question;
  }
}
