import { EntityMention } from "../../../../src/domain/entity.ts";
import type { Json } from "../../../../src/domain/plan.ts";
import type { Clause } from "../clause.ts";
import { readPhone } from "../contacts/contact-fields.ts";
import type { Built } from "../draft.ts";
import { isAddress } from "../prepared-text.ts";
import { refuse, rule } from "../rule.ts";
import type { Rule } from "../rule.ts";
import { readOnlyTime } from "../times.ts";
import { readTitle } from "../title.ts";
import { readPointer } from "./pointer.ts";
import { mentionOf, pointAt } from "./point.ts";

/** Commands that say what to do with a thing only by pointing at it; what it is says which tool that takes. */
export const pointingRules: readonly Rule[] = [
  rule(
    [
      [
        "(when|where|what time|what day|what date) (is|was|'s) <it> [again]",
        "(when|where|what time|what day) does <it> (start|begin|end)",
        "how long is <it>",
        "who (is|'s) (coming|invited|going) [to <it>]",
        "who (is|'s) <it> with",
        "(show|open|check|see) [me] <it> [to me] [again]",
        "tell me (about|more about) <it>",
        "(details|more details|more) (of|on|about) <it>",
      ],
    ],
    ({ it = "it" }, clause) =>
      act("look_up", "calendar_get_event", "event", it, {}, clause) ??
      act("read", "email_read", "message", it, {}, clause),
  ),
  rule([["<it>"]], ({ it = "" }, clause) => {
    const points = readPointer(it)?.points;
    if (points !== "places" && points !== "one with") return undefined;
    return (
      act("look_up", "calendar_get_event", "event", it, {}, clause) ??
      act("read", "email_read", "message", it, {}, clause)
    );
  }),
  rule(
    [
      [
        "[what (is|'s|about)] <whose> (number|phone number|phone|mobile|email|email address|address)",
      ],
    ],
    ({ whose = "" }, clause) => {
      const people = /^(?:her|his|their)$/iu.test(whose) ? clause.antecedent() : [];
      const [query, ...others] = people.map(nameOf);
      if (query === undefined || others.length > 0) return undefined;
      return {
        kind: "draft",
        goal: `Find ${query}`,
        steps: [{ id: clause.stepId("search"), tool: "contacts_search", args: { query } }],
        people,
      };
    },
  ),
  rule(
    [
      [
        "<whose> [new|mobile|phone|email] (number|phone|mobile|email|address) (is|should be) [now] <value>",
      ],
    ],
    ({ whose = "", value = "" }, clause) => {
      if (!/^(?:her|his|their)$/iu.test(whose)) return undefined;
      const phone = readPhone(value, clause);
      const changes = isAddress(value)
        ? { email: clause.prepared.restore(value) }
        : phone !== undefined && { phone };
      return changes === false
        ? undefined
        : act("update", "contacts_update", "contact", "it", changes, clause);
    },
  ),
  rule(
    [["(delete|remove|drop|get rid of|scrap|erase|trash|bin) <it>"]],
    ({ it = "" }, clause) =>
      act("delete", "tasks_delete", "task", it, {}, clause) ??
      act("delete", "contacts_delete", "contact", it, {}, clause),
  ),
  rule(
    [
      [
        "(move|push|push back|reschedule|postpone|shift|delay|change) <it> (to|until|till) <when>",
        "(make|set) <it> (due|for) [on|by] <when>",
      ],
    ],
    ({ it = "", when = "" }, clause) => {
      const time = readOnlyTime(when, clause);
      if (time?.fault !== undefined) return refuse(time.fault);
      if (time?.date === undefined || time.endDate !== undefined || time.recurrence !== undefined)
        return undefined;
      return act("update", "tasks_update", "task", it, { due: time.date }, clause, time.time);
    },
  ),
  rule([["rename <it> (to|as) <title>"]], ({ it = "", title = "" }, clause) => {
    const name = readTitle(title, clause);
    return name === undefined
      ? undefined
      : act("update", "tasks_update", "task", it, { title: name }, clause);
  }),
];

function act(
  id: string,
  tool: string,
  kind: "event" | "message" | "task" | "contact",
  words: string,
  changes: Record<string, Json>,
  clause: Clause,
  unkept?: string,
): Built | undefined {
  const thing = pointAt(words, kind, clause);
  if (thing == null) return undefined;
  return {
    kind: "draft",
    goal: clause.prepared.restore(clause.words),
    steps: [
      {
        id: clause.stepId(id),
        tool,
        args: { [ID_FIELD[kind]]: mentionOf(thing, words, clause), ...changes },
      },
    ],
    ...(unkept !== undefined && { assumed: ["Google Tasks keeps only the day, not the time."] }),
  };
}

function nameOf(person: Json): string {
  return typeof person === "string"
    ? person
    : (EntityMention.safeParse(person).data?.$entity ?? "");
}

const ID_FIELD = {
  event: "eventId",
  message: "messageId",
  task: "taskId",
  contact: "resourceName",
} as const;
