import { AssistantError } from "../src/domain/errors.ts";
import { defineTool } from "./definition.ts";
import type { ToolDefinition } from "./definition.ts";
import { presentSent } from "./email-presentation.ts";
import { ForwardMail, ReplyToMail } from "./inputs.ts";
import { toMailMessage } from "./mail-message.ts";
import { asForwarded, prefixed, withQuotation } from "./mail-quotation.ts";
import { fetchMessage, readBack, recipientsOfReply } from "./mailbox.ts";
import { showArgument } from "./presentation.ts";
import { checkHeader, checkRecipients } from "./recipients.ts";
import { emailOf, MessageOutput, nameOfMessage, recipientFields } from "./sending.ts";
import { sendMail, sentMessage } from "./sending.ts";

/** Answering a message, and passing one on. */
export const answerTools: readonly ToolDefinition[] = [
  defineTool({
    name: "email_reply",
    service: "gmail",
    effect: "write",
    description: "Reply in the thread: to who wrote it, or with replyAll to everybody on it.",
    input: ReplyToMail,
    output: MessageOutput,
    entityFields: { messageId: "message", cc: "person" },
    async run({ messageId, body, replyAll, cc }, provider, context) {
      const original = await fetchMessage(provider, messageId);
      const replied = await recipientsOfReply(provider, original, replyAll ?? false);
      const to = checkRecipients(replied.to);
      if (to.length === 0) {
        throw new AssistantError("ERR_TOOL_REJECTED", "That message has nobody to reply to.");
      }
      const copied = [...new Set(checkRecipients([...replied.cc, ...(cc ?? [])]))].filter(
        (email) => !to.includes(email),
      );
      const { threadId, subject } = toMailMessage(original);
      const data = await provider("GMAIL_REPLY_TO_THREAD", {
        thread_id: threadId,
        message_body: withQuotation(body, original, context),
        ...recipientFields(to),
        cc: copied,
        is_html: false,
      });
      const meant = sentMessage({ to, cc: copied, body }, context);
      const message = await readBack(provider, data, {
        ...meant,
        subject: prefixed("Re", subject),
      });
      return { message };
    },
    title: ({ messageId, replyAll }) =>
      `${replyAll === true ? "Reply to all on" : "Reply to"} ${nameOfMessage(messageId)}`,
    present: ({ output: { message } }) =>
      presentSent("Replied", message.to.map(emailOf), message.cc.map(emailOf), message),
  }),
  defineTool({
    name: "email_forward",
    service: "gmail",
    effect: "write",
    description:
      "Send a message on to others, with a note above it. Its attachments do not go along.",
    input: ForwardMail,
    output: MessageOutput,
    entityFields: { messageId: "message", to: "person" },
    async run({ messageId, to, note }, provider, context) {
      const original = await fetchMessage(provider, messageId);
      const subject = checkHeader(prefixed("Fwd", toMailMessage(original).subject));
      const body = asForwarded(note, original, context);
      return { message: await sendMail({ to, subject, body }, provider, context) };
    },
    title: ({ messageId, to }) => `Forward ${nameOfMessage(messageId)} to ${showArgument(to)}`,
    present: ({ args, output }) => presentSent("Forwarded", args.to, undefined, output.message),
  }),
];
