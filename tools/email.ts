import { z } from "zod";

import { MailMessage } from "../src/domain/resources.ts";
import { defineTool } from "./definition.ts";
import type { ToolDefinition } from "./definition.ts";
import { answerTools } from "./email-answers.ts";
import { draftTools } from "./email-drafts.ts";
import { presentMessages, presentRead } from "./email-presentation.ts";
import { sortingTools } from "./email-sorting.ts";
import { ReadMail, SearchMail, SendMail } from "./inputs.ts";
import { toWholeMessage } from "./mail-message.ts";
import { fetchMessage, fetchThread, searchMail, toGmailQuery } from "./mailbox.ts";
import { showArgument } from "./presentation.ts";
import { presentSending } from "./hold/presentation.ts";
import { nameOfMessage, sendLetter, SendingOutput } from "./sending.ts";

const DEFAULT_MESSAGES = 10;
/** The rest of a conversation is told of, not read out, beyond this. */
const MESSAGES_READ = 20;

/** Gmail. */
export const emailTools: readonly ToolDefinition[] = [
  defineTool({
    name: "email_search",
    service: "gmail",
    effect: "read",
    description: "Find messages, newest first; the newest in the inbox where nothing narrows it.",
    input: SearchMail,
    output: z.object({ messages: z.array(MailMessage) }),
    entityFields: { from: "person", to: "person" },
    run: async ({ maxResults, ...search }, provider, { timezone }) => ({
      messages: await searchMail(
        provider,
        toGmailQuery(search, timezone),
        maxResults ?? DEFAULT_MESSAGES,
      ),
    }),
    title: ({ from }) =>
      from === undefined ? "Look through your mail" : `Look for mail from ${showArgument(from)}`,
    present: ({ args, output, context }) => presentMessages(args, output.messages, context),
  }),
  defineTool({
    name: "email_read",
    service: "gmail",
    effect: "read",
    description:
      "Read one message whole, with its attachments' names and the other messages of its conversation.",
    input: ReadMail,
    output: z.object({
      message: MailMessage,
      /** The other messages of its conversation, oldest first; with their text where that was asked for. */
      others: z.array(MailMessage),
    }),
    entityFields: { messageId: "message" },
    async run({ messageId, conversation }, provider) {
      const read = toWholeMessage(await fetchMessage(provider, messageId));
      const thread = read.threadId === "" ? [] : await fetchThread(provider, read.threadId);
      const others = thread
        .filter((each) => each.messageId !== read.id)
        .slice(-MESSAGES_READ)
        .map(toWholeMessage);
      return {
        message: read,
        others: conversation === true ? others : others.map(({ text: _text, ...rest }) => rest),
      };
    },
    title: ({ messageId, conversation }) =>
      `Read ${conversation === true ? "the conversation of " : ""}${nameOfMessage(messageId)}`,
    present: ({ output, context }) => presentRead(output.message, output.others, context),
  }),
  defineTool({
    name: "email_send",
    service: "gmail",
    effect: "write",
    description: "Send a new message.",
    input: SendMail,
    output: SendingOutput,
    entityFields: { to: "person", cc: "person", bcc: "person" },
    run: (input, provider, context) => sendLetter(input, provider, context),
    title: ({ to, subject }) => `Send “${showArgument(subject)}” to ${showArgument(to)}`,
    present: ({ output }) => presentSending("Sent", output),
  }),
  ...answerTools,
  ...draftTools,
  ...sortingTools,
];
