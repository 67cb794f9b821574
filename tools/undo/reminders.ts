import { z } from "zod";

import type { Json } from "../../src/domain/plan.ts";
import { Reminder } from "../../src/domain/reminder.ts";
import { argsOf, reversible } from "./reversal.ts";
import type { Reversal } from "./reversal.ts";

const Output = z.object({ reminder: Reminder });
const ChangeOutput = z.object({ former: Reminder });

/** The reminder becomes what it was, or is there again. */
const putBack = (reminder: Reminder) =>
  reversible({ tool: "assistant_put_back_reminder", args: argsOf({ reminder }) });

export const reminderReversals: Readonly<Record<string, Reversal>> = {
  assistant_set_reminder: {
    undo({ output }) {
      const { reminder } = Output.parse(output);
      return reversible({
        tool: "assistant_cancel_reminder",
        args: { reminderId: mention(reminder) },
      });
    },
  },
  assistant_change_reminder: {
    undo: ({ output }) => putBack(ChangeOutput.parse(output).former),
  },
  assistant_cancel_reminder: {
    undo: ({ output }) => putBack(Output.parse(output).reminder),
  },
};

function mention({ id, text }: Reminder): Json {
  return { $entity: text?.slice(0, 200) ?? "the brief", type: "reminder", id };
}
