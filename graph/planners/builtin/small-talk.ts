import { Temporal } from "temporal-polyfill";

import type { Clause } from "./clause.ts";
import type { Built } from "./draft.ts";
import { rule } from "./rule.ts";
import type { Rule } from "./rule.ts";

const WHAT_I_DO =
  "I look after your Google Calendar, Gmail, Tasks and Contacts. For example:\n" +
  "- Schedule lunch with Eden Chan tomorrow at noon\n" +
  "- Any unread mail from Dana?\n" +
  "- Add buy milk to my tasks\n" +
  "- Remind me to call Dana at 5pm\n" +
  "- What's Dana's number?";

/** Talk that asks for nothing to be done. */
export const smallTalkRules: readonly Rule[] = [
  rule(
    [
      [
        "(hi|hello|hey|hiya|howdy|yo) [there|errand|again|all]",
        "good (morning|afternoon|evening|day)",
      ],
    ],
    saying("Greeting", "Hello! What can I do for you?"),
  ),
  rule(
    [
      [
        "(thanks|thank you|ty|cheers|great|perfect|awesome|cool|nice|got it|ok|okay|ok thanks|great thanks|perfect thanks) [so much|very much|a lot|again|errand]",
        "thanks [for] [your|the] help",
        "thank you for your help",
        "(well done|good job|nice work)",
      ],
    ],
    saying("Thanks", "You're welcome."),
  ),
  rule(
    [
      [
        "(thanks|thank you|ok thanks) (anyway|anyways|though|but no thanks|all the same)",
        "(no thanks|no thank you|never mind|nevermind|nvm|all good|that's all|that is all|that's it|nothing else)",
      ],
    ],
    saying("No more for now", "All right."),
  ),
  rule(
    [["(bye|goodbye|good night|see you|see you later|talk later)"]],
    saying("Goodbye", "Goodbye!"),
  ),
  rule(
    [["how are you [doing] [today]", "how (is|'s) it going", "what (is|'s) up"]],
    saying("Greeting", "All in order, thank you. What can I do for you?"),
  ),
  rule(
    [
      [
        "help [me]",
        "what can you do [for me]",
        "what can i (ask|say) [you]",
        "how does this work",
        "how do i use (this|you)",
        "what do you do",
        "commands",
        "options",
      ],
    ],
    saying("Help", WHAT_I_DO),
  ),
  rule(
    [
      [
        "who are you",
        "what are you",
        "what (is|'s) your name",
        "are you (a|an) (bot|robot|human|ai|person)",
      ],
    ],
    saying("Who this is", `I'm Errand, an assistant program. ${WHAT_I_DO}`),
  ),
  rule(
    [
      [
        "what time is it [now]",
        "what (is|'s) the time [now]",
        "what (day|date) is it [today]",
        "what (is|'s) the (date|day) [today]",
        "what (is|'s) today 's date",
        "what day is today",
      ],
    ],
    (_slots, clause) => {
      const now = Temporal.Instant.from(clause.now).toZonedDateTimeISO(clause.timezone);
      const day = now.toLocaleString("en-GB", {
        weekday: "long",
        day: "numeric",
        month: "long",
        year: "numeric",
      });
      const clock = now.toPlainTime().toString({ smallestUnit: "minute" });
      return reply("Date and time", `It is ${day}, ${clock} (${clause.timezone}).`);
    },
  ),
];

function saying(goal: string, text: string): (slots: unknown, clause: Clause) => Built {
  return () => reply(goal, text);
}

function reply(goal: string, text: string): Built {
  return { kind: "draft", goal, steps: [], reply: text };
}
