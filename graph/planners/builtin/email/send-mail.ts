import type { Json } from "../../../../src/domain/plan.ts";
import type { Clause } from "../clause.ts";
import { beginsCommandInside } from "../clauses.ts";
import type { Built } from "../draft.ts";
import { eventAtHand } from "../follow-ups/point.ts";
import { readPeople, showPeople } from "../people.ts";
import { isQuotation } from "../prepared-text.ts";
import { rule } from "../rule.ts";
import type { Rule } from "../rule.ts";
import type { Slots } from "../pattern.ts";
import { readTitle, upperFirst } from "../title.ts";
import { answeredBody, readBody, subjectOf } from "./body.ts";
import type { Body } from "./body.ts";

const NOTE = "(email|mail|message|note|line)";
const SEND = [
  "(email|mail|message|write|write to) [to] <to>",
  `(send|write|shoot|drop) [a|an] [quick|new|short] ${NOTE} to <to>`,
  `(send|write|shoot|drop) <to> [a|an] [quick|new|short] ${NOTE}`,
];
const SEND_TO_NOBODY = [`(send|write|compose) [a|an] [quick|new|short] ${NOTE}`];
const DRAFT = [
  `(draft|compose|prepare|write) [a|an] ${NOTE} to <to>`,
  `(save|write|create|make|start|prepare) [a|an] [email] draft [email] (to|for) <to>`,
  `(draft|compose|prepare) <to> [a|an] ${NOTE}`,
];
const ABOUT = "(about|regarding|re :|re|with subject|with the subject|subject :|subject|titled)";
const SAYING =
  "(saying that|saying|that says|to say that|to say|with the message|with the text|with body|with the body|and say|and tell (him|her|them) that|and tell (him|her|them)|:)";
const CONTENT = [
  `${ABOUT} <subject> (and body|and the body|body :|body|with body|and message|, body) [:] <body>`,
  `${ABOUT} <subject> ${SAYING} <body>`,
  `${ABOUT} <subject> body [:] <body>`,
  `${SAYING} <body>`,
  `${ABOUT} <subject>`,
  "",
];
/** Whom else it goes to, said before what it says. */
const COPY_FIRST = ["", "[,] [and] (cc|copy|cc'ing|copying) <cc>", "[,] [and] bcc <bcc>"];
const COPY = ["and cc <cc>", "cc <cc>", "and copy <cc>", ""];
const UNSENT = [
  "[,] but (don't|do not) send it [yet|now]",
  "[,] (don't|do not) send it [yet|now]",
  "",
];
const FREE = ["body", "subject"];
/** How what is to be passed on begins: what comes before it is then whom to. */
const STATEMENT_START =
  /^(?:i|i'm|im|i'll|i've|i'd|we|we're|we'll|the|my|our|it's|there's|you|your)\b/iu;

/** A sentence, not a thing to be sent: "the door is open", not "the report". */
const HAS_VERB =
  /\b(?:is|are|was|were|am|will|can|could|would|should|has|have|had|needs?|works?|arrived|got|won't|can't|isn't|aren't|didn't|doesn't)\b|\p{L}'(?:s|m|re|ll|ve|d)\b/iu;

/** Commands that write a new message. */
export const sendMailRules: readonly Rule[] = [
  rule(
    ["(email|mail|message) <to> and tell (him|her|them) to <task>"],
    ({ to, task = "" }, clause) =>
      onBehalf(to, task, (words) => `Could you please ${words}?`, clause),
    ["task"],
  ),
  rule(
    [
      [
        "(email|send|mail|message) <to> (the|all the) (details|info|information)",
        `(send|write) [a|an] ${NOTE} to <to> with the (details|info|information)`,
        `(send|write) <to> [a|an] ${NOTE} with the (details|info|information)`,
        "(email|tell|message|mail) <to> about it",
        "let <to> know [about it]",
        "(email|send) the (details|info|information) to <to>",
      ],
    ],
    ({ to = "" }, clause) => details(to, clause),
  ),
  rule(
    [DRAFT, CONTENT, COPY, UNSENT],
    (slots, clause) => write("email_create_draft", slots, clause),
    FREE,
  ),
  rule(
    [SEND, COPY_FIRST, CONTENT, COPY],
    (slots, clause) => write("email_send", slots, clause),
    FREE,
  ),
  rule(
    [["(email|mail|message) <to> that <body>", "(email|mail|message) <to> <body>"]],
    (slots, clause, text) => {
      const { body = "" } = slots;
      const head = text.slice(0, text.length - body.length);
      const isSaid =
        isQuotation(body) ||
        (/\bthat\s*$/iu.test(head) && (STATEMENT_START.test(body) || HAS_VERB.test(body))) ||
        (STATEMENT_START.test(body) && HAS_VERB.test(body.split(/\s+/u).slice(0, 6).join(" ")));
      return isSaid ? write("email_send", slots, clause) : undefined;
    },
    FREE,
  ),
  rule(
    [
      [
        "send <to> (this|the following) [message|email] : <body>",
        "send (this|the following) [message|email] to <to> : <body>",
        "send <to> : <body>",
        `(send|write|draft) ${NOTE} to <to> that <body>`,
        `(send|write|shoot|drop) [a|an] [quick|short] ${NOTE} to <to> that <body>`,
        `(send|write|shoot|drop) <to> [a|an] [quick|short] ${NOTE} that <body>`,
      ],
    ],
    (slots, clause) => write("email_send", slots, clause),
    FREE,
  ),
  rule(
    [
      [
        `(write|save|create|make|start|prepare|draft) [a|an] [email] draft (to|for) <to> that <body>`,
        `(draft|compose|prepare) [a|an] ${NOTE} to <to> that <body>`,
      ],
    ],
    (slots, clause) => write("email_create_draft", slots, clause),
    FREE,
  ),
  rule(
    [
      [
        "(email|mail|message) <to> [and] (asking|to ask|and ask) [him|her|them] (if|whether) <question>",
        "ask <to> (if|whether) <question> (by|via|over) (email|mail)",
        "ask <to> (if|whether) <question>",
        `(send|write) <to> [a|an] ${NOTE} asking (if|whether) <question>`,
      ],
    ],
    ({ to, question = "" }, clause) => {
      const body = toQuestion(question);
      return body === undefined ? undefined : write("email_send", { to, body }, clause);
    },
    ["question"],
  ),
  rule(
    [
      [
        "thank <to> for <thing> (by|via|over|in an) (email|mail)",
        "(email|mail) <to> [to] (thank|thanking) (him|her|them) for <thing>",
        "(send|write) <to> a (thank you|thank-you) (email|note|mail|message) for <thing>",
      ],
    ],
    ({ to, thing = "" }, clause) =>
      onBehalf(to, thing, (words) => `Thank you for ${words}.`, clause),
    ["thing"],
  ),
  rule(
    [
      [
        "(email|mail) <to> [and] (asking|ask|to ask) (him|her|them) to <task>",
        "ask <to> to <task> (by|via|over) (email|mail)",
        "ask <to> to <task>",
      ],
    ],
    ({ to, task = "" }, clause) =>
      onBehalf(to, task, (words) => `Could you please ${words}?`, clause),
    ["task"],
  ),
  rule(
    [
      [
        "(email|mail) <to> [and] (asking|ask|to ask) [him|her|them] for <thing>",
        "ask <to> for <thing> (by|via|over) (email|mail)",
      ],
    ],
    ({ to, thing = "" }, clause) =>
      onBehalf(to, thing, (words) => `Could you please send me ${words}?`, clause),
    ["thing"],
  ),
  rule(
    [["send <body> to <to>", "send <to> <body>"]],
    (slots, clause) =>
      isQuotation(slots["body"] ?? "") ? write("email_send", slots, clause) : undefined,
    FREE,
  ),
  rule(
    [["(email|mail|message) <to> [and] (cc|copy) <cc> that <body>"]],
    (slots, clause) => write("email_send", slots, clause),
    FREE,
  ),
  rule([SEND_TO_NOBODY, CONTENT], (slots, clause) => write("email_send", slots, clause), FREE),
  rule(
    [
      [
        "(tell|notify|inform) <to> that <body>",
        "let <to> know that <body>",
        "let <to> know <body>",
        "(tell|inform) <to> <body>",
      ],
    ],
    (slots, clause, text) => {
      const { body = "" } = slots;
      const starts =
        /\bthat\b|\blet\b/iu.test(text.slice(0, text.length - body.length)) ||
        STATEMENT_START.test(body) ||
        isQuotation(body);
      return starts && !/^(?:about|if|when|whether|to|what|how)\b/iu.test(body)
        ? write("email_send", slots, clause)
        : undefined;
    },
    FREE,
  ),
];

/** "she can cover my shift" as it is asked of her: "Can you cover my shift?" */
function toQuestion(words: string): string | undefined {
  const spelled = words.replace(/^(he|she)'s\b/iu, "$1 is").replace(/^(they|you)'re\b/iu, "$1 are");
  const asked =
    /^(?:he|she|they|you)\s+(can|could|will|would|should|might|has|have|is|are)\s+(.+)$/iu.exec(
      spelled,
    );
  if (asked === null) return undefined;
  const [, verb = "", rest = ""] = asked;
  if (/\b(?:him|his|her|their|them)\b/iu.test(rest)) return undefined;
  const plain = verb.replace(/^has$/iu, "have").replace(/^is$/iu, "are");
  return `${plain} you ${rest.replace(/[?.!]+$/u, "")}?`;
}

/** A message in words of ours around the user's own; those that speak of others than the two of them are left to others. */
function onBehalf(
  to: string | undefined,
  words: string,
  phrase: (words: string) => string,
  clause: Clause,
): Built | undefined {
  const isOther = /\b(?:him|his|her|hers|their|them|he|she|they|me|i)\b/iu.test(
    words.replace(/\b(?:send|give|tell|call|let|show|email|text|help|bring|get) me\b/giu, ""),
  );
  if (isOther || to === undefined || /^(?:me|you)$/iu.test(to)) return undefined;
  const body = phrase(words.replace(/[?.!\s]+$/u, ""));
  return beginsCommandInside(words) ? undefined : write("email_send", { to, body }, clause);
}

function write(
  tool: "email_send" | "email_create_draft",
  slots: Slots,
  clause: Clause,
): Built | undefined {
  const to = recipients(slots, clause);
  if (to === undefined) return undefined;
  const cc = slots["cc"] === undefined ? [] : readPeople(slots["cc"], clause);
  const bcc = slots["bcc"] === undefined ? [] : readPeople(slots["bcc"], clause);
  if (bcc === undefined) return undefined;
  const subjectSaid = slots["subject"];
  const topic =
    subjectSaid === undefined
      ? undefined
      : (readTitle(subjectSaid, clause) ?? clause.time(subjectSaid)) &&
        subjectText(subjectSaid, clause);
  if (cc === undefined || (subjectSaid !== undefined && topic === undefined)) return undefined;
  const body: Body | undefined =
    slots["body"] === undefined ? answeredBody(clause) : readBody(slots["body"], clause);
  if (slots["body"] !== undefined && body === undefined) return undefined;
  if (to.length === 0) return clause.ask("to", "Who should it go to?");
  if (body === undefined)
    return clause.ask("body", `What should the message to ${showPeople(to)} say?`);
  const subject = topic ?? subjectOf(body.text);
  return {
    kind: "draft",
    goal: `${tool === "email_send" ? "Send" : "Draft"} “${subject}” to ${showPeople(to)}`,
    steps: [
      {
        id: clause.stepId(tool === "email_send" ? "send" : "draft"),
        tool,
        args: {
          to,
          ...(cc.length > 0 && { cc }),
          ...(bcc.length > 0 && { bcc }),
          subject,
          body: body.text,
        },
      },
    ],
    people: to,
    openEnded: body.isOpen && slots["cc"] === undefined,
  };
}

/** Whom it goes to; empty where that was left out and not answered yet, undefined where the words name nobody. */
function recipients({ to }: Slots, clause: Clause): Json[] | undefined {
  if (to !== undefined) return readPeople(to, clause);
  const answer = clause.answer("to");
  return (
    (answer && readPeople(answer.text.replace(/^to\s+/iu, ""), { ...clause, prepared: answer })) ??
    []
  );
}

function subjectText(words: string, clause: Clause): string {
  const subject = clause.prepared.restore(words.replace(/[,:\s]+$/u, ""));
  return isQuotation(words) ? subject : upperFirst(subject);
}

/** "… and email her the details": what was just planned, in words that hold anywhere. */
function details(to: string, clause: Clause): Built | undefined {
  const event =
    clause.earlier.findLast((draft) => draft.event !== undefined)?.event ?? eventAtHand(clause);
  const people = readPeople(to, clause);
  if (event === undefined || people === undefined) return undefined;
  const place = event.location === undefined ? "" : `\nWhere: ${event.location}`;
  return {
    kind: "draft",
    goal: `Send the details to ${showPeople(people)}`,
    steps: [
      {
        id: clause.stepId("send"),
        tool: "email_send",
        args: {
          to: people,
          subject: event.summary,
          body: `${event.summary}\nWhen: ${event.when}${place}`,
        },
      },
    ],
    people,
  };
}
