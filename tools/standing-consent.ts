import { z } from "zod";

import { defineTool } from "./definition.ts";
import type { ToolDefinition } from "./definition.ts";
import { AskAgain, ListConsents } from "./inputs.ts";
import { showList } from "./presentation.ts";
import { showLine } from "./visible-text.ts";

const Output = z.object({ mail: z.array(z.string()), invitation: z.array(z.string()) });

/** What the user need not be asked about any more: to be seen, and to be taken back. */
export const standingConsentTools: readonly ToolDefinition[] = [
  defineTool({
    name: "assistant_list_consents",
    service: "assistant",
    effect: "read",
    description: "List whom mail and invitations may go to without asking the user first.",
    input: ListConsents,
    output: Output,
    run: async (_input, _provider, { userId, standing }) => shapeOf(await standing.all(userId)),
    title: () => "List what I may do without asking",
    present: ({ output }) =>
      showList(
        "I don't ask you first before:",
        linesOf(output),
        "I ask you first whenever others will see what I do.",
      ),
  }),
  defineTool({
    name: "assistant_ask_again",
    service: "assistant",
    effect: "write",
    description: "Ask the user again, from now on, before every mail and invitation.",
    input: AskAgain,
    output: Output,
    async run(_input, _provider, { userId, standing }) {
      const former = shapeOf(await standing.all(userId));
      await standing.clear(userId);
      return former;
    },
    title: () => "Ask before every mail and invitation again",
    present: ({ output }) =>
      linesOf(output).length === 0
        ? "I ask you first already, whenever others will see what I do."
        : "From now on I ask you first again, whenever others will see what I do.",
  }),
];

function shapeOf(stored: Readonly<Record<string, readonly string[]>>): z.infer<typeof Output> {
  return { mail: [...(stored["mail"] ?? [])], invitation: [...(stored["invitation"] ?? [])] };
}

function linesOf({ mail, invitation }: z.infer<typeof Output>): string[] {
  return [
    ...mail.map((address) => `writing to ${showLine(address)}`),
    ...invitation.map((address) => `inviting ${showLine(address)}`),
  ];
}
