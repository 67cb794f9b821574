import { isGroup, isRelation } from "../../../../src/domain/people-words.ts";
import type { Json } from "../../../../src/domain/plan.ts";
import type { Clause } from "../clause.ts";
import type { Built } from "../draft.ts";
import { readGroup, readName } from "../people.ts";
import { rule } from "../rule.ts";
import type { Rule } from "../rule.ts";

const KNOW = "(know|remember)";
const LEARNED = "(know|remember|learned|learnt|saved|remembered)";

/** Questions about whom the user's own words mean, and forgetting it. */
export const rememberedPeopleRules: readonly Rule[] = [
  rule(
    [
      [
        "who (do|did) you [all] (know|remember|learn)",
        `(show|list|tell) [me] [all] [of] [the] (people|names|nicknames|aliases) [that|who|whom] you ${LEARNED}`,
        `(what|which) (people|names|nicknames|aliases) (do|have) you ${LEARNED}`,
        "(show|list) [me] [all] [of] my (nicknames|aliases)",
        `(show|list|tell) [me] (who|whom) you ${KNOW}`,
      ],
    ],
    (_slots, clause) =>
      draft("People you told me about", "people", "assistant_list_people", {}, clause),
  ),
  rule(
    [
      [
        "who (is|'s|are) <whom>",
        "who (is|'s|are) (in|on) <group>",
        "[do you (know|remember)] who <whom> (is|are)",
      ],
    ],
    ({ whom, group = "" }, clause) => {
      const name = whom === undefined ? readGroup(group, clause) : ownWordFor(whom, clause);
      return name === undefined
        ? undefined
        : draft(`Who ${name} is`, "who_is", "assistant_who_is", { name }, clause);
    },
  ),
  rule(
    [
      [
        `what do you ${KNOW} about <whom>`,
        `(what|who) do you think <whom> is`,
        `(show|tell) [me] what you ${KNOW} about <whom>`,
      ],
    ],
    ({ whom = "" }, clause) => {
      const name = personIn(whom, clause);
      return name === undefined
        ? undefined
        : draft(`Who ${name} is`, "who_is", "assistant_who_is", { name }, clause);
    },
  ),
  rule(
    [
      [
        "forget [about] <whom>",
        "forget (who|what) <whom> (is|are)",
        "forget (what|who|everything|all|anything) [that] [you] [have] (know|remember|learned|learnt|saved) about <whom>",
        "forget (what|everything) [that] i told you about <whom>",
        "(delete|remove|drop|forget) [the|my] (alias|nickname) [of|for] <whom>",
      ],
    ],
    ({ whom = "" }, clause) => {
      const name = personIn(whom, clause);
      return name === undefined
        ? undefined
        : draft(`Forget who ${name} is`, "forget", "assistant_forget_person", { name }, clause);
    },
  ),
];

/** A word for somebody that only the user can have given a meaning: everybody else is looked up in the contacts. */
function ownWordFor(text: string, clause: Clause): string | undefined {
  return isRelation(text) || isGroup(text) ? personIn(text, clause) : undefined;
}

function personIn(text: string, clause: Clause): string | undefined {
  return readGroup(text, clause) ?? readName(text, clause);
}

function draft(
  goal: string,
  id: string,
  tool: string,
  args: Record<string, Json>,
  clause: Clause,
): Built {
  return { kind: "draft", goal, steps: [{ id: clause.stepId(id), tool, args }] };
}
