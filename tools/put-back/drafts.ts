import { z } from "zod";

import { MailMessage } from "../../src/domain/resources.ts";
import { defineTool } from "../definition.ts";
import { presentDraft } from "../email-presentation.ts";
import { listDrafts, readBack } from "../mailbox.ts";
import { showArgument } from "../presentation.ts";
import { compact, fieldOf } from "../provider-data.ts";
import { emailOf, recipientFields, sentMessage } from "../sending.ts";

/** A draft as it was. */
export const FormerDraft = z.strictObject({
  draftId: z.string(),
  to: z.array(z.string()),
  cc: z.array(z.string()),
  bcc: z.array(z.string()),
  subject: z.string(),
  body: z.string(),
  isHtml: z.boolean(),
  /** Of the conversation it answers in. */
  threadId: z.string().optional(),
});

/** Makes a draft what it was; one that is gone is written again. */
export const putBackDraft = defineTool({
  name: "email_put_back_draft",
  service: "gmail",
  effect: "write",
  forUndo: true,
  description: "Make a draft what it was.",
  input: FormerDraft,
  output: z.object({ message: MailMessage }),
  async run({ draftId, to, cc, bcc, subject, body, isHtml, threadId }, provider, context) {
    const isThere = (await listDrafts(provider)).some(({ id }) => id === draftId);
    const content = { ...recipientFields(to), cc, bcc, subject, body, is_html: isHtml };
    const data = isThere
      ? await provider(
          "GMAIL_UPDATE_DRAFT",
          compact({ ...content, draft_id: draftId, thread_id: threadId }),
        )
      : await provider(
          "GMAIL_CREATE_EMAIL_DRAFT",
          // With a subject of its own it would begin another thread.
          compact({
            ...content,
            subject: threadId === undefined ? subject : undefined,
            thread_id: threadId,
          }),
        );
    const meant = { ...sentMessage({ to, cc, subject, body }, context), labels: ["DRAFT"] };
    return { message: await readBack(provider, fieldOf(data, "message") ?? data, meant) };
  },
  title: ({ subject }) => `Put the draft “${showArgument(subject)}” back as it was`,
  present: ({ output: { message } }) =>
    presentDraft("Draft as it was", message.to.map(emailOf), message.subject),
});
