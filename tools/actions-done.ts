import { z } from "zod";

import { Action } from "../src/domain/audit.ts";
import { defineTool } from "./definition.ts";
import type { ToolDefinition } from "./definition.ts";
import { ListActions } from "./inputs.ts";
import { showList, showMoment } from "./presentation.ts";
import { showLine } from "./visible-text.ts";

const Output = z.object({
  actions: z.array(Action.pick({ at: true, title: true, channel: true, outcome: true })),
  /** Numbers of records that are missing or were altered, whenever they were made. */
  broken: z.array(z.int()),
});

/** The longest list that is read out; the newest are kept. */
const MOST_SHOWN = 50;

/** What Errand did for the user, for them to ask about. */
export const actionsDoneTools: readonly ToolDefinition[] = [
  defineTool({
    name: "assistant_list_actions",
    service: "assistant",
    effect: "read",
    description: "List what you, the assistant, did or changed for the user, as was kept of it.",
    input: ListActions,
    output: Output,
    async run({ timeMin, timeMax }, _provider, { userId, actions }) {
      const history = await actions.historyOf(userId);
      const [from, to] = [Date.parse(timeMin ?? ""), Date.parse(timeMax ?? "")];
      const wanted = history.actions.filter(({ at }) => !(at < from) && !(at >= to));
      return {
        actions: wanted.map(({ at, title, channel, outcome }) => ({
          at,
          title,
          outcome,
          ...(channel && { channel }),
        })),
        broken: history.faults.map(({ seq }) => seq),
      };
    },
    title: () => "List what I did for you",
    present({ output: { actions, broken }, context }) {
      const shown = actions.slice(-MOST_SHOWN).map(({ at, title, channel, outcome }) => {
        const when = showMoment(new Date(at).toISOString(), context);
        const by = channel === "sms" ? ", by text" : "";
        return `${when}${by}: ${showLine(title)}${ENDINGS[outcome]}`;
      });
      const earlier = actions.length - shown.length;
      return [
        showList("This is what I did:", shown, "I did nothing for you in that time."),
        ...(earlier > 0 ? [`And ${earlier} before that.`] : []),
        ...(broken.length > 0
          ? [`The record is not whole: number ${broken.join(", ")} is missing or was altered.`]
          : []),
      ].join("\n");
    },
  }),
];

const ENDINGS: Readonly<Record<Action["outcome"], string>> = {
  done: "",
  failed: " (that failed)",
  in_doubt: " (I can't tell whether that was done)",
};
