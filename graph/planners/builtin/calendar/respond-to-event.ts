import type { Clause } from "../clause.ts";
import type { Built } from "../draft.ts";
import { rule } from "../rule.ts";
import type { Rule } from "../rule.ts";
import { scopeOfDay } from "./series-scope.ts";
import { readEventMention } from "../thing.ts";

type Response = "accepted" | "declined" | "tentative";

const INVITATION = "(invitation|invite|invitations|invites)";
const shapes = (verbs: string): string[] => [
  `${verbs} <thing> ${INVITATION}`,
  `${verbs} [the|my] ${INVITATION} (to|for) <thing>`,
  `${verbs} <thing>`,
];

/** Answers to invitations. */
export const respondRules: readonly Rule[] = [
  rule(
    [
      [
        "accept all [my|the] [pending|open] (invitations|invites|meeting invitations)",
        "decline all [my|the] [pending|open] (invitations|invites|meeting invitations)",
      ],
    ],
    (_slots, clause, text) =>
      respondToAll(/^decline/iu.test(text) ? "declined" : "accepted", clause),
  ),
  rule(
    [shapes("(tentatively accept|say maybe to|rsvp maybe to|reply maybe to|maybe for)")],
    ({ thing }, clause) => respond(thing, "tentative", clause),
  ),
  rule([shapes("(accept|say yes to|rsvp yes to|rsvp yes for|confirm)")], ({ thing }, clause) =>
    respond(thing, "accepted", clause),
  ),
  rule(
    [shapes("(decline|say no to|rsvp no to|rsvp no for|turn down|reject)")],
    ({ thing }, clause) => respond(thing, "declined", clause),
  ),
];

function respond(thing: string | undefined, response: Response, clause: Clause): Built | undefined {
  if (
    thing === undefined ||
    /\b(?:all|every|everything|both|emails?|tasks?)\b|'s invit/iu.test(thing)
  )
    return undefined;
  const eventId = readEventMention(thing, clause);
  if (eventId === undefined) return undefined;
  return {
    kind: "draft",
    goal: `Answer ${clause.prepared.restore(thing)}: ${response}`,
    steps: [
      {
        id: clause.stepId("respond"),
        tool: "calendar_respond_to_event",
        args: { eventId, ...scopeOfDay(thing, eventId), response },
      },
    ],
  };
}

function respondToAll(response: Response, clause: Clause): Built {
  const find = clause.stepId("find");
  return {
    kind: "draft",
    goal: `Answer every open invitation: ${response}`,
    steps: [
      { id: find, tool: "calendar_list_events", args: { timeMin: clause.now } },
      {
        id: clause.stepId("respond"),
        tool: "calendar_respond_to_event",
        forEach: `${find}.events[?myResponse=='needsAction']`,
        args: { eventId: { $ref: "item.id" }, response },
      },
    ],
  };
}
