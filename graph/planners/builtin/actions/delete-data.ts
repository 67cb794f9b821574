import type { Clause } from "../clause.ts";
import type { Built } from "../draft.ts";
import { rule } from "../rule.ts";
import type { Rule } from "../rule.ts";

const DELETE = "(delete|erase|remove|wipe|clear|forget)";
const KNOW = "(know|have|remember|learned|learnt|store|stored|keep|kept|saved|save|collected)";

/** Having everything deleted that the assistant keeps about the user. */
export const deleteDataRules: readonly Rule[] = [
  rule(
    [
      [
        `${DELETE} [all] [of] my [personal] (data|information)`,
        `${DELETE} (everything|anything|all|what|all data|all the data|the data|all information) [that] you [have] ${KNOW} (about|on|of) me`,
        `${DELETE} (everything|all data|all information) (about|on) me`,
        "forget (me|about me) [completely|entirely]",
      ],
    ],
    (_slots, clause) => draft(clause),
  ),
];

function draft(clause: Clause): Built {
  const step = { id: clause.stepId("delete_data"), tool: "assistant_delete_data", args: {} };
  return { kind: "draft", goal: "Delete everything I keep about you", steps: [step] };
}
