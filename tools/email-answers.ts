import { AssistantError } from "../src/domain/errors.ts";
import { defineTool } from "./definition.ts";
import type { ToolDefinition } from "./definition.ts";
import { presentSending } from "./hold/presentation.ts";
import { ForwardMail, ReplyToMail } from "./inputs.ts";
import { toMailMessage } from "./mail-message.ts";
import { asForwarded, prefixed, withQuotation } from "./mail-quotation.ts";
import { fetchMessage, recipientsOfReply } from "./mailbox.ts";
import { showArgument } from "./presentation.ts";
import { checkHeader, checkRecipients } from "./recipients.ts";
import { nameOfMessage, sendLetter, SendingOutput } from "./sending.ts";

/** Answering a message, and passing one on. */
export const answerTools: readonly ToolDefinition[] = [
  defineTool({
    name: "email_reply",
    service: "gmail",
    effect: "write",
    description: "Reply in the thread: to who wrote it, or with replyAll to everybody on it.",
    input: ReplyToMail,
    output: SendingOutput,
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
      const answer = {
        to,
        cc: copied,
        subject: prefixed("Re", subject),
        body: withQuotation(body, original, context),
        threadId,
      };
      return await sendLetter(answer, provider, context);
    },
    title: ({ messageId, replyAll }) =>
      `${replyAll === true ? "Reply to all on" : "Reply to"} ${nameOfMessage(messageId)}`,
    present: ({ output }) => presentSending("Replied", output),
  }),
  defineTool({
    name: "email_forward",
    service: "gmail",
    effect: "write",
    description:
      "Send a message on to others, with a note above it. Its attachments do not go along.",
    input: ForwardMail,
    output: SendingOutput,
    entityFields: { messageId: "message", to: "person" },
    async run({ messageId, to, note }, provider, context) {
      const original = await fetchMessage(provider, messageId);
      const subject = checkHeader(prefixed("Fwd", toMailMessage(original).subject));
      const body = asForwarded(note, original, context);
      return await sendLetter({ to, subject, body }, provider, context);
    },
    title: ({ messageId, to }) => `Forward ${nameOfMessage(messageId)} to ${showArgument(to)}`,
    present: ({ output }) => presentSending("Forwarded", output),
  }),
];
