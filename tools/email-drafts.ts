import { z } from "zod";

import { AssistantError } from "../src/domain/errors.ts";
import type { MailMessage } from "../src/domain/resources.ts";
import { defineTool } from "./definition.ts";
import type { CallProvider, ToolDefinition } from "./definition.ts";
import { presentDraft, showRecipients } from "./email-presentation.ts";
import { presentSending } from "./hold/presentation.ts";
import { CreateDraft, DeleteDraft, SendDraft, UpdateDraft } from "./inputs.ts";
import { headerOf, htmlOf, textOf, toMailMessage } from "./mail-message.ts";
import type { ProviderMessage } from "./mail-message.ts";
import { prefixed, withQuotation } from "./mail-quotation.ts";
import { fetchMessage, listDrafts, readBack, recipientsOfReply } from "./mailbox.ts";
import { showArgument } from "./presentation.ts";
import { compact, fieldOf, textField } from "./provider-data.ts";
import { checkHeader, checkRecipients, parseAddresses } from "./recipients.ts";
import { emailOf, leave, MessageOutput, nameOfMessage, recipientFields } from "./sending.ts";
import { SendingOutput, sentMessage } from "./sending.ts";

const Draft = z.object({
  id: z.string(),
  /** Of the message it is kept as; "" where the provider does not tell. */
  messageId: z.string(),
  to: z.array(z.string()),
  cc: z.array(z.string()),
  subject: z.string(),
  body: z.string(),
});

/** Messages that are written and not sent. They are found like other mail, with `in:drafts`. */
export const draftTools: readonly ToolDefinition[] = [
  defineTool({
    name: "email_create_draft",
    service: "gmail",
    effect: "write",
    description: "Write a message, or a reply to one, and leave it unsent among the drafts.",
    input: CreateDraft,
    output: z.object({ draft: Draft }),
    entityFields: { to: "person", cc: "person", replyTo: "message" },
    async run({ replyTo, ...given }, provider, context) {
      const original = replyTo === undefined ? undefined : await fetchMessage(provider, replyTo);
      const answered = original && (await recipientsOfReply(provider, original, false));
      const to = checkRecipients(given.to ?? answered?.to ?? []);
      const cc = checkRecipients(given.cc ?? []);
      const about = original && toMailMessage(original);
      const subject = checkHeader(given.subject ?? "");
      const isAnswer = about !== undefined && given.subject === undefined;
      const body = original ? withQuotation(given.body, original, context) : given.body;
      const data = await provider(
        "GMAIL_CREATE_EMAIL_DRAFT",
        compact({
          ...recipientFields(to),
          cc,
          // With a subject of its own it would begin another thread.
          subject: isAnswer ? undefined : subject,
          body,
          is_html: false,
          thread_id: about?.threadId,
        }),
      );
      const id = textField(data, ["id", "draft_id"]);
      const kept = textField(fieldOf(data, "message"), ["id", "messageId"]);
      const shown = isAnswer ? prefixed("Re", about.subject) : subject;
      return { draft: { id, messageId: kept, to, cc, subject: shown, body } };
    },
    title: ({ to = [], replyTo }) =>
      replyTo !== undefined
        ? `Write a reply to ${nameOfMessage(replyTo)}, unsent`
        : to.length === 0
          ? "Write a draft"
          : `Write a draft to ${showArgument(to)}`,
    present: ({ output: { draft } }) => presentDraft("Draft saved", draft.to, draft.subject),
  }),
  defineTool({
    name: "email_update_draft",
    service: "gmail",
    effect: "write",
    description: "Change a draft: what is not given stays as it is.",
    input: UpdateDraft,
    output: MessageOutput,
    entityFields: { messageId: "message", to: "person", cc: "person" },
    async run({ messageId, ...changes }, provider, context) {
      const former = await fetchDraft(provider, messageId);
      const { to, cc, subject, threadId, attachments = [] } = toMailMessage(former);
      // The provider replaces a draft whole and takes no attachment over.
      if (attachments.length > 0) {
        throw new AssistantError(
          "ERR_TOOL_REJECTED",
          "That draft has attachments, which would be lost. Please change it in Gmail.",
        );
      }
      const draftId = await findDraftId(provider, messageId);
      const html = changes.body === undefined ? htmlOf(former) : undefined;
      const meant = {
        to: checkRecipients(changes.to ?? to.map(emailOf)),
        cc: checkRecipients(changes.cc ?? cc.map(emailOf)),
        subject: checkHeader(changes.subject ?? subject),
        body: html ?? changes.body ?? textOf(former).text,
      };
      const data = await provider(
        "GMAIL_UPDATE_DRAFT",
        compact({
          draft_id: draftId,
          ...recipientFields(meant.to),
          cc: meant.cc,
          bcc: parseAddresses(headerOf(former, "Bcc")).map(emailOf),
          subject: meant.subject,
          body: meant.body,
          is_html: html !== undefined,
          thread_id: threadId === messageId ? undefined : threadId,
        }),
      );
      const message = fieldOf(data, "message") ?? data;
      return {
        message: await readBack(provider, message, {
          ...sentMessage(meant, context),
          labels: ["DRAFT"],
        }),
      };
    },
    title: ({ messageId }) => `Change the draft ${nameOfMessage(messageId)}`,
    present: ({ output: { message } }) =>
      presentDraft("Draft changed", message.to.map(emailOf), message.subject),
  }),
  defineTool({
    name: "email_send_draft",
    service: "gmail",
    effect: "write",
    description: "Send a draft as it is.",
    input: SendDraft,
    output: SendingOutput,
    entityFields: { messageId: "message" },
    async run({ messageId }, provider, context) {
      const draft: MailMessage = toMailMessage(await fetchDraft(provider, messageId));
      if (draft.to.length === 0) {
        throw new AssistantError("ERR_TOOL_REJECTED", "That draft is not addressed to anybody.");
      }
      const draftId = await findDraftId(provider, messageId);
      const { threadId, subject } = draft;
      const [to, cc] = [draft.to.map(emailOf), draft.cc.map(emailOf)];
      const toLeave = { draftId, isOwnDraft: true, threadId, to, cc, subject };
      return await leave(toLeave, draft, provider, context);
    },
    title: ({ messageId }) => `Send the draft ${nameOfMessage(messageId)}`,
    present: ({ output }) => presentSending("Sent", output),
  }),
  defineTool({
    name: "email_delete_draft",
    service: "gmail",
    effect: "write",
    description: "Delete a draft for good. Answers what was deleted.",
    input: DeleteDraft,
    output: MessageOutput,
    entityFields: { messageId: "message" },
    async run({ messageId }, provider) {
      const message = toMailMessage(await fetchDraft(provider, messageId));
      const draftId = await findDraftId(provider, messageId);
      await provider("GMAIL_DELETE_DRAFT", { draft_id: draftId });
      return { message };
    },
    title: ({ messageId }) => `Delete the draft ${nameOfMessage(messageId)}`,
    present({ output: { message } }) {
      const to = message.to.length === 0 ? "" : ` to ${showRecipients(message.to.map(emailOf))}`;
      return `Draft deleted${to}${message.subject === "" ? "" : `: “${message.subject}”`}.`;
    },
  }),
];

/** @throws ERR_NOT_FOUND where the message is no draft (any more) */
async function fetchDraft(provider: CallProvider, messageId: string): Promise<ProviderMessage> {
  const message = await fetchMessage(provider, messageId);
  if ((message.labelIds ?? []).includes("DRAFT")) return message;
  throw new AssistantError("ERR_NOT_FOUND", "That message is not a draft.");
}

/** @throws ERR_NOT_FOUND where no draft is kept as that message (any more) */
async function findDraftId(provider: CallProvider, messageId: string): Promise<string> {
  const found = (await listDrafts(provider)).find((draft) => draft.messageId === messageId);
  if (found !== undefined) return found.id;
  throw new AssistantError("ERR_NOT_FOUND", "There is no such draft (any more).");
}
