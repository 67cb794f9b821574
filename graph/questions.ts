import { assertNever } from "../src/domain/assert-never.ts";
import type { Mention, Resolution } from "../src/domain/entity.ts";
import type { Question } from "../src/domain/intervention.ts";
import { isGroup, isPhoneNumber } from "../src/domain/people-words.ts";
import type { Clarify } from "../src/domain/planner.ts";
import { SERVICE_TITLES } from "../src/domain/service.ts";
import type { Service } from "../src/domain/service.ts";
import type { Invitation } from "./account-linking.ts";
import type { Unsettled } from "./answers.ts";

/** A mention, and what stands in the way of knowing what it means. */
export interface UnsettledMention {
  readonly mention: Mention;
  readonly resolution: Extract<Resolution, { kind: "ambiguous" | "unknown" }>;
}

/** Whether nothing but somebody's address is missing: several such are asked for at once. */
export function asksForAnAddress({ mention, resolution }: UnsettledMention): boolean {
  const { $entity: words } = mention;
  return resolution.kind === "unknown" && !isGroup(words) && !isPhoneNumber(words);
}

/** The question a mention leads to that means several things, or nobody known. */
export function askAbout(
  mention: Mention,
  resolution: UnsettledMention["resolution"],
  words = mention.$entity,
): Question {
  if (resolution.kind === "unknown") {
    return {
      kind: "resolve_entity",
      ...askWho(words),
      entity: { type: "UNKNOWN", value: mention.$entity },
      mention,
      ...(resolution.options && { options: [...resolution.options] }),
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

function askWho(words: string): Pick<Question, "reason" | "schema"> {
  if (isGroup(words)) {
    return {
      reason: `I don't know who '${words}' are. ${NAME_THEM}`,
      schema: { type: "array", items: { type: "string" } },
    };
  }
  const reason = isPhoneNumber(words)
    ? `'${words}' is a phone number, and I can only reach people by email. Please provide their email:`
    : `I don't recognize '${words}'. Please provide their email:`;
  return { reason, schema: EMAIL };
}

const EMAIL = { type: "string", format: "email" };

/** One question about several people whom nobody knows: a form where there can be one, a sentence where not. */
export function askForAddresses(mentions: readonly Mention[]): Question {
  const names = mentions.map(({ $entity }) => $entity);
  const quoted = names.map((name) => `'${name}'`);
  return {
    kind: "resolve_entity",
    reason: `I don't recognize ${listOf(quoted)}. Please provide their emails:`,
    entity: { type: "UNKNOWN", value: names.join(", ") },
    mentions: [...mentions],
    schema: {
      type: "object",
      properties: Object.fromEntries(names.map((name) => [name, EMAIL])),
      required: names,
      additionalProperties: false,
    },
  };
}

function listOf(parts: readonly string[]): string {
  return parts.length < 2 ? parts.join("") : `${parts.slice(0, -1).join(", ")} and ${parts.at(-1)}`;
}

/** What the planner needs to know before there is a plan. */
export function askToClarify({ slot, question, options, verbatim }: Clarify): Question {
  return {
    kind: "clarify",
    reason: question,
    slot,
    schema: { type: "string" },
    ...(options && { options: [...options] }),
    ...(verbatim === true && { verbatim }),
  };
}

/** For the first time, or again because its grant no longer works. */
function askToConnect(service: Service, authUrl: string, again = false): Question {
  const title = SERVICE_TITLES[service];
  const reason = again
    ? `Your ${title} is no longer connected. Open this link to connect it again; I'll go on by myself:`
    : `I need access to your ${title} for that. Open this link to connect it; I'll go on by myself:`;
  return { kind: "authorize", service, authUrl, reason };
}

/** What has to be said by the user before a service can be used: by connecting it, or about what was connected. */
export function askForAccount(service: Service, invitation: Invitation, again = false): Question {
  return invitation.kind === "link"
    ? askToConnect(service, invitation.url, again)
    : askWhose(service, invitation);
}

function askWhose(
  service: Service,
  { account, known }: Extract<Invitation, { kind: "confirm" }>,
): Question {
  const title = SERVICE_TITLES[service];
  const { id, address } = account;
  const whose =
    address === undefined
      ? `I could not find out whose ${title} you connected`
      : `The ${title} you connected is ${address}'s`;
  const reason = `${whose}${known === undefined ? "" : `, and I know you as ${known}`}. Shall I use it?`;
  return {
    kind: "clarify",
    reason,
    service,
    account: { id, ...(address !== undefined && { address }) },
    options: [
      { value: "yes", label: "Yes" },
      { value: "no", label: "No" },
    ],
  };
}

const NAME_THEM = "Please provide their names or email addresses:";

/** The same question once more, after a correction of the plan that could not be made. */
export function askStill(
  question: Question,
  why = "I can't tell what that should change.",
): Question {
  return { ...question, reason: `${why}\n${question.reason.split("\n").at(-1) ?? ""}` };
}

/** The same question once more, after an answer that settled on nobody and nothing. */
export function askToSettle(question: Question, why: Unsettled): Question {
  const about = question.entity?.value ?? "that";
  const isPerson = question.mention?.type === "person";
  switch (why.kind) {
    case "several": {
      const labels = why.options.map(({ label }) => label);
      const fitting = labels.length === question.options?.length ? "all of these" : listOf(labels);
      return { ...question, reason: `That fits ${fitting}. Which “${about}” do you mean?` };
    }
    case "several_addresses":
      return {
        ...question,
        reason: `You gave ${listOf(why.addresses)}. Which one is the email address of ${about}?`,
      };
    case "none_of_them":
      return {
        ...question,
        reason: isPerson
          ? `None of these, then. What is the full name or the email address of ${about}?`
          : `None of these, then. What else is “${about}” called?`,
      };
    default:
      return assertNever(why);
  }
}

/** The same question once more, saying why the answer did not settle it. */
export function askAgain(question: Question, answer: string): Question {
  const said = answer.length > 80 ? `${answer.slice(0, 80)}…` : answer;
  const about = question.entity?.value ?? "that";
  switch (question.kind) {
    case "resolve_entity":
      if (isPhoneNumber(answer)) {
        return {
          ...question,
          reason: `“${said}” is a phone number, and I can only reach people by email. What is the email address of ${about}?`,
        };
      }
      if (isGroup(about)) {
        return {
          ...question,
          reason: `I can't tell from “${said}” who ${about} are. ${NAME_THEM}`,
        };
      }
      if (question.mentions !== undefined) {
        return {
          ...question,
          reason: `I found no email address in “${said}”. What are those of ${listOf(question.mentions.map(({ $entity }) => $entity))}?`,
        };
      }
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
