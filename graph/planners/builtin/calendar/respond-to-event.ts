import type { Clause } from "../clause.ts";
import type { Built } from "../draft.ts";
import { EVENT_WORDS } from "../lexicon.ts";
import { rule } from "../rule.ts";
import type { Rule } from "../rule.ts";
import { scopeOfDay } from "./series-scope.ts";
import { readEventMention } from "../thing.ts";

type Response = "accepted" | "declined" | "tentative";

const INVITATION = "(invitation|invite|invitations|invites)";
const shapes = (verbs: string): string[] => [
  `${verbs} <thing> 's ${INVITATION}`,
  `${verbs} <thing> ${INVITATION}`,
  `${verbs} [the|my|an] ${INVITATION} from <thing>`,
  `${verbs} [the|my] ${INVITATION} (to|for) <thing>`,
  `${verbs} <thing>`,
];

const RESPONSES: ReadonlyMap<string, Response> = new Map([
  ...["yes", "going", "attending", "coming", "in", "accepted"].map(
    (word) => [word, "accepted"] as const,
  ),
  ...["no", "not going", "not attending", "not coming", "out", "declined"].map(
    (word) => [word, "declined"] as const,
  ),
  ...["maybe", "tentative", "tentatively"].map((word) => [word, "tentative"] as const),
]);
/** What somebody else asks one to: nobody is invited to their own dentist. */
const ORGANIZED =
  /\b(?:meeting|stand-?up|sync|review|retro|offsite|off-site|party|wedding|workshop|webinar|conference|kickoff|kick-off|demo|town hall|all[- ]hands|training|planning|seminar|happy hour|huddle|meetup|potluck|bbq|barbecue|fundraiser|retreat|interview|briefing|onboarding|picnic|hackathon|shower|graduation|invite|invitation)\b/iu;
/** What else is accepted, declined and confirmed. */
const NO_INVITATION =
  /\b(?:requests?|terms|offer|orders?|cookies|payments?|jobs?|conditions|policy|apology|challenge|quote|proposal|bid|deal|delivery|purchase|password|receipt|changes?)$|\b(?:offer|quote|order|payment|bid|proposal) (?:from|for|of)\b/iu;
const MAIL_WORDS = /\b(?:emails?|mails?|messages?|texts?)\b/iu;

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
  rule(
    [
      [
        "(mark|put) me [down] as [a] <answer> (for|to|on) <thing>",
        "(rsvp|respond|answer|reply) <answer> (to|for) <thing>",
        "(rsvp|respond|answer|reply) to <thing> with [a] <answer>",
        "say (that i'm|i'm|that i am|i am) <answer> (to|for) <thing>",
      ],
    ],
    ({ answer = "", thing }, clause, text) => {
      const response = RESPONSES.get(answer.toLowerCase());
      const isSaid = /^(?:rsvp|mark|put)\b/iu.test(text) || EVENT_WORDS.test(thing ?? "");
      return response === undefined || !isSaid || MAIL_WORDS.test(thing ?? "")
        ? undefined
        : respond(thing, response, clause);
    },
  ),
  rule(
    [
      [
        "(i can't|i cannot|i won't|i'm not able to) (attend|make|come to|be at|make it to) <thing>",
        "(i'll|i will|i can|i'm going to) (attend|be at|make it to|come to) <thing>",
        "i'm (going|coming) to <thing>",
        "i'm not (going|coming) to <thing>",
      ],
      ["", "[,] [please|so] (accept|decline) (it|that)"],
    ],
    ({ thing = "" }, clause, text) => {
      const declines = /^i(?:'?m not| ?can'?t| cannot| won'?t)/iu.test(text);
      const said = /\b(accept|decline) (?:it|that)$/iu.exec(text)?.[1]?.toLowerCase();
      if (said === undefined || !EVENT_WORDS.test(thing)) return undefined;
      return (said === "decline") === declines
        ? respond(thing, declines ? "declined" : "accepted", clause)
        : undefined;
    },
  ),
  rule(
    [
      [
        "(yes|no|maybe) (to|for) <thing>",
        "(rsvp|reply|respond) to <thing> [:] (yes|no|maybe)",
        "(count|put) me (in|out|down) (for|of|from|on) <thing>",
        "(confirm|cancel) my (attendance|rsvp|spot) (at|to|for) <thing>",
        "i'm (in|out) for <thing>",
      ],
    ],
    ({ thing = "" }, clause, text) => {
      const bare = thing.replace(/'s (?:invite|invitation)$|\s+(?:invite|invitation)$/iu, "");
      if (bare === thing && !ORGANIZED.test(thing) && clause.time(thing)?.time === undefined)
        return undefined;
      const isYes = /\b(?:yes|in|down|confirm)\b/iu.test(text.replace(thing, ""));
      const isMaybe = /\bmaybe\b/iu.test(text.replace(thing, ""));
      return respond(bare, isMaybe ? "tentative" : isYes ? "accepted" : "declined", clause);
    },
  ),
  rule(
    [
      [
        "(i can't|i cannot|i won't|i'm not able to|i'm unable to) (attend|make|come to|be at|make it to|join) <thing>",
        "i'm (going|coming) to <thing>",
        "i'm not (going|coming) to <thing>",
        "i'll (be at|attend|join|make it to) <thing>",
      ],
    ],
    ({ thing = "" }, clause, text) =>
      !ORGANIZED.test(thing) || !/^(?:the|our|\S+'s|today|tomorrow|my \d)/iu.test(thing)
        ? undefined
        : respond(
            thing,
            /^i(?:'?m (?:not|unable)| ?can'?t| cannot| won'?t)/iu.test(text)
              ? "declined"
              : "accepted",
            clause,
          ),
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
    NO_INVITATION.test(thing) ||
    /\b(?:all|every|everything|both|emails?|tasks?)\b|'s invit|^to\b/iu.test(thing)
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
