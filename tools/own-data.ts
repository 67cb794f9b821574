import { z } from "zod";

import { DELETE_DATA } from "../src/domain/own-data.ts";
import { defineTool } from "./definition.ts";
import type { ToolDefinition } from "./definition.ts";
import { DeleteData } from "./inputs.ts";

/** What Errand itself keeps about the user. */
export const ownDataTools: readonly ToolDefinition[] = [
  defineTool({
    name: DELETE_DATA,
    service: "assistant",
    effect: "write",
    description:
      "Delete everything you, the assistant, keep about the user. Nothing in their Google accounts is touched.",
    input: DeleteData,
    output: z.object({}),
    // Whoever tells the outcome deletes it all as they do: the turn itself is part of what is deleted.
    run: async () => ({}),
    title: () => "Delete everything I keep about you",
    present: () =>
      [
        "I deleted everything I kept about you: our conversations, the people you told me about, your phone number, and what I did for you.",
        "Nothing in your Google accounts was touched. They stay connected until you remove the access at https://myaccount.google.com/permissions.",
      ].join("\n"),
  }),
];
