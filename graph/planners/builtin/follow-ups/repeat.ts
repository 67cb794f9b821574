import { EntityMention } from "../../../../src/domain/entity.ts";
import type { Json } from "../../../../src/domain/plan.ts";
import type { Clause } from "../clause.ts";
import type { TimeExpression } from "../dates/time-expression.ts";
import type { Built } from "../draft.ts";
import { readPeople, showPeople } from "../people.ts";
import { refuse } from "../rule.ts";
import { readOnlyTime, showWhen } from "../times.ts";
import { thingsAtHand } from "./at-hand.ts";
import { retime } from "./retime.ts";

const ONCE_MORE = [
  /^(?:and\s+|also\s+)*(?:on\s+|for\s+)?(?<when>.+?)[\s,]+(?:too|as well|also)$/iu,
  /^(?:and\s+|also\s+|then\s+)*(?:(?:do|book|schedule)\s+)?(?:the\s+)?same(?:\s+(?:thing|again))?\s+(?:(?:for|on)\s+)?(?<when>.+)$/iu,
  /^(?:and\s+|then\s+)*(?:do|book|schedule)\s+(?:it|that)\s+again\s+(?:(?:for|on)\s+)?(?<when>.+)$/iu,
];
const SAME_MAIL =
  /^(?:and\s+|also\s+)*(?:send|email|mail)\s+(?:the same|the same (?:thing|message|email|mail))\s+to\s+(?<whom>.+)$/iu;

/** "And on Monday too", "send the same to Priya": what was just made, made once more with one thing changed. */
export function readRepeat(text: string, clause: Clause): Built | undefined {
  const whom = SAME_MAIL.exec(text)?.groups?.["whom"];
  if (whom !== undefined) return mailAgain(whom, clause);
  for (const pattern of ONCE_MORE) {
    const when = pattern.exec(text)?.groups?.["when"];
    const time = when === undefined ? undefined : readOnlyTime(when, clause);
    if (when !== undefined && time !== undefined) return eventAgain(when, time, clause);
  }
  return undefined;
}

/** The event that was just booked, once more at another time; undefined where it was not just booked. */
export function eventAgain(words: string, time: TimeExpression, clause: Clause): Built | undefined {
  const atHand = thingsAtHand(clause.conversation, ["event"]);
  const [thing, ...others] = atHand?.meant ?? [];
  const [step, ...more] = atHand?.exchange.plan.steps ?? [];
  if (thing?.start === undefined || thing.end === undefined || others.length + more.length > 0)
    return undefined;
  if (step?.tool !== "calendar_create_event" || step.args["recurrence"] !== undefined)
    return undefined;
  const moved = retime({ start: thing.start, end: thing.end }, words, time, clause);
  if (moved === undefined) return undefined;
  if (typeof moved === "string") return refuse(moved);
  const { summary, attendees } = step.args;
  const people = Array.isArray(attendees)
    ? attendees.map((person) => asMeant(person, atHand?.exchange.meanings ?? {}))
    : [];
  const name = typeof summary === "string" ? summary : "It";
  return {
    kind: "draft",
    goal: `${name}, ${showWhen(moved.start, moved.end, clause.timezone)}`,
    steps: [
      {
        id: clause.stepId("create"),
        tool: step.tool,
        args: { ...step.args, ...moved, ...(people.length > 0 && { attendees: people }) },
      },
    ],
    ...(people.length > 0 && { people }),
  };
}

/** Whom the words meant then they mean again, without another question. */
function asMeant(person: Json, meanings: Readonly<Record<string, string>>): Json {
  const { data } = EntityMention.safeParse(person);
  const id = data === undefined ? undefined : (data.id ?? meanings[data.$entity]);
  return data === undefined || id === undefined ? person : { $entity: data.$entity, id };
}

function mailAgain(whom: string, clause: Clause): Built | undefined {
  const [step, ...others] = clause.conversation.at(-1)?.plan.steps ?? [];
  const people = readPeople(whom, clause);
  const isSent = clause.conversation.at(-1)?.referents.some(({ effect }) => effect === "write");
  if (step?.tool !== "email_send" || others.length > 0 || people === undefined || !isSent)
    return undefined;
  const { subject, body } = step.args;
  if (subject === undefined || body === undefined) return undefined;
  return {
    kind: "draft",
    goal: `Send the same to ${showPeople(people)}`,
    steps: [{ id: clause.stepId("send"), tool: step.tool, args: { to: people, subject, body } }],
    people,
  };
}
