import { rule } from "./rule.ts";
import type { Rule } from "./rule.ts";

const TOLD =
  "(emailing|mailing|sending|inviting|writing|doing) [anything|anyone|anybody|it|that|things|mail|emails|people]";

/** What the user need not be asked about any more, and wanting to be asked again. */
export const standingConsentRules: readonly Rule[] = [
  rule(
    [
      [
        "(what|which things) (can|may|do|will) you do without asking [me] [first]",
        "(who|whom) (can|may|do|will) you (email|mail|write to|invite) without asking [me] [first]",
        "(show|list|tell) [me] what you (can|may) do without asking [me] [first]",
      ],
    ],
    (_slots, clause) => ({
      kind: "draft",
      goal: "What I may do without asking",
      steps: [{ id: clause.stepId("consents"), tool: "assistant_list_consents", args: {} }],
    }),
  ),
  rule(
    [
      [
        "[always] ask me (again|first|every time|each time) [from now on]",
        `[always] ask me [first|again] [every time] before ${TOLD}`,
        `(stop|quit) ${TOLD} without asking [me] [first]`,
        `(don't|do not|never) (email|mail|send|invite|write|do) [anything|anyone|anybody|it|that|people] without asking [me] [first]`,
      ],
    ],
    (_slots, clause) => ({
      kind: "draft",
      goal: "Ask before every mail and invitation again",
      steps: [{ id: clause.stepId("ask_again"), tool: "assistant_ask_again", args: {} }],
    }),
  ),
];
