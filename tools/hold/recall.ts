import { z } from "zod";

import { AssistantError, toAssistantError } from "../../src/domain/errors.ts";
import { defineTool } from "../definition.ts";
import { showArgument } from "../presentation.ts";
import { nameOf } from "./presentation.ts";

const Recall = z.strictObject({
  effectId: z.string(),
  draftId: z.string(),
  isOwnDraft: z.boolean(),
  to: z.array(z.string()),
  subject: z.string(),
});

/** Stops a held mail before it leaves: how sending is taken back. */
export const recallTool = defineTool({
  name: "email_recall",
  service: "gmail",
  effect: "write",
  forUndo: true,
  description: "Stop a mail that waits to be sent.",
  input: Recall,
  output: z.object({ stopped: z.boolean() }),
  async run({ effectId, draftId, isOwnDraft }, provider, { hold }) {
    if (!(await hold.stop(effectId))) {
      throw new AssistantError("ERR_TOOL_REJECTED", "That mail has left; it can't be taken back.");
    }
    if (isOwnDraft) return { stopped: true };
    try {
      await provider("GMAIL_DELETE_DRAFT", { draft_id: draftId });
    } catch (cause) {
      // The user was faster.
      if (toAssistantError(cause).code !== "ERR_NOT_FOUND") throw cause;
    }
    return { stopped: true };
  },
  title: ({ to = [], subject }) => `Stop “${showArgument(subject)}” to ${showArgument(to)}`,
  present({ args: { to, subject, isOwnDraft } }) {
    const kept = isOwnDraft ? " It is still among your drafts." : "";
    return `Stopped: not sent. It was ${nameOf({ to, subject })}.${kept}`;
  },
});
