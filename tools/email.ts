import { z } from "zod";

import { AssistantError } from "../src/domain/errors.ts";
import { MailMessage } from "../src/domain/resources.ts";
import type { Address } from "../src/domain/resources.ts";
import type { ToolContext } from "../src/domain/tool.ts";
import { defineTool } from "./definition.ts";
import type { CallProvider, ToolDefinition } from "./definition.ts";
import {
  presentMessage,
  presentMessages,
  presentSent,
  showRecipients,
  titleOfLabels,
} from "./email-presentation.ts";
import {
  CreateDraft,
  ForwardMail,
  ModifyLabels,
  ReadMail,
  ReplyToMail,
  SearchMail,
  SendMail,
  TrashMail,
} from "./inputs.ts";
import { attachmentsOf, textOf, toMailMessage } from "./mail-message.ts";
import type { ProviderMessage } from "./mail-message.ts";
import {
  fetchMessage,
  labelIds,
  readBack,
  recipientsOfReply,
  searchMail,
  toGmailQuery,
} from "./mailbox.ts";
import { showArgument } from "./presentation.ts";
import { compact, fieldOf, textField } from "./provider-data.ts";
import { checkHeader, checkRecipients } from "./recipients.ts";
import { showLine } from "./visible-text.ts";

const DEFAULT_MESSAGES = 10;

const MessageOutput = z.object({ message: MailMessage });
const Draft = z.object({
  id: z.string(),
  to: z.array(z.string()),
  cc: z.array(z.string()),
  subject: z.string(),
  body: z.string(),
});

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
    description: "Read one message, its whole text included.",
    input: ReadMail,
    output: MessageOutput,
    entityFields: { messageId: "message" },
    async run({ messageId }, provider) {
      const message = await fetchMessage(provider, messageId);
      return { message: { ...toMailMessage(message), text: textOf(message) } };
    },
    title: ({ messageId }) => `Read ${nameOf(messageId)}`,
    present: ({ output, context }) => presentMessage(output.message, context),
  }),
  defineTool({
    name: "email_send",
    service: "gmail",
    effect: "write",
    description: "Send a message.",
    input: SendMail,
    output: MessageOutput,
    entityFields: { to: "person", cc: "person", bcc: "person" },
    run: async (input, provider, context) => ({ message: await send(input, provider, context) }),
    title: ({ to, subject }) => `Send “${showArgument(subject)}” to ${showArgument(to)}`,
    present: ({ args, output }) => presentSent("Sent", args.to, args.cc, output.message),
  }),
  defineTool({
    name: "email_reply",
    service: "gmail",
    effect: "write",
    description: "Reply to a message: to who wrote it, or with replyAll to everybody on it.",
    input: ReplyToMail,
    output: MessageOutput,
    entityFields: { messageId: "message", cc: "person" },
    async run({ messageId, body, replyAll, cc }, provider, context) {
      const original = await fetchMessage(provider, messageId);
      const replied = await recipientsOfReply(provider, original, replyAll ?? false);
      const [first, ...others] = checkRecipients(replied.to);
      if (first === undefined) {
        throw new AssistantError("ERR_TOOL_REJECTED", "That message has nobody to reply to.");
      }
      const copied = checkRecipients([...replied.cc, ...(cc ?? [])]);
      const { threadId, subject } = toMailMessage(original);
      const data = await provider("GMAIL_REPLY_TO_THREAD", {
        thread_id: threadId,
        message_body: body,
        recipient_email: first,
        extra_recipients: others,
        cc: copied,
        is_html: false,
      });
      const meant = sentMessage({ to: [first, ...others], cc: copied, body }, context);
      const message = await readBack(provider, data, {
        ...meant,
        subject: prefixed("Re", subject),
      });
      return { message };
    },
    title: ({ messageId, replyAll }) =>
      `${replyAll === true ? "Reply to all on" : "Reply to"} ${nameOf(messageId)}`,
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
      const recipients = checkRecipients(to);
      const original = await fetchMessage(provider, messageId);
      const subject = prefixed("Fwd", toMailMessage(original).subject);
      const body = [...(note === undefined ? [] : [note, ""]), ...quoted(original)].join("\n");
      return { message: await send({ to: recipients, subject, body }, provider, context) };
    },
    title: ({ messageId, to }) => `Forward ${nameOf(messageId)} to ${showArgument(to)}`,
    present: ({ args, output }) => presentSent("Forwarded", args.to, undefined, output.message),
  }),
  defineTool({
    name: "email_create_draft",
    service: "gmail",
    effect: "write",
    description: "Write a message and leave it unsent among the drafts.",
    input: CreateDraft,
    output: z.object({ draft: Draft }),
    entityFields: { to: "person", cc: "person" },
    async run({ to = [], cc = [], subject = "", body }, provider) {
      const [first, ...others] = checkRecipients(to);
      const copied = checkRecipients(cc);
      const data = await provider(
        "GMAIL_CREATE_EMAIL_DRAFT",
        compact({
          recipient_email: first,
          extra_recipients: others,
          cc: copied,
          subject: checkHeader(subject),
          body,
          is_html: false,
        }),
      );
      const id = textField(data, ["id", "draft_id"]);
      return { draft: { id, to, cc: copied, subject, body } };
    },
    title: ({ to = [] }) =>
      to.length === 0 ? "Write a draft" : `Write a draft to ${showArgument(to)}`,
    present({ output: { draft } }) {
      const to = draft.to.length === 0 ? "" : ` to ${showRecipients(draft.to)}`;
      const subject = draft.subject === "" ? "" : `, “${showLine(draft.subject)}”`;
      return `Draft saved${to}${subject}. It has not been sent.`;
    },
  }),
  defineTool({
    name: "email_modify_labels",
    service: "gmail",
    effect: "write",
    description: "Put labels on a message or take them off: archive, star, mark as read.",
    input: ModifyLabels,
    output: MessageOutput,
    entityFields: { messageId: "message" },
    run: async ({ messageId, add = [], remove = [] }, provider) => ({
      message: await changeLabels(provider, messageId, add, remove),
    }),
    title: (args) => titleOfLabels(args, nameOf(args.messageId)),
    present: ({ args, output }) =>
      `${titleOfLabels(args, `“${showLine(output.message.subject)}”`)}: done.`,
  }),
  defineTool({
    name: "email_trash",
    service: "gmail",
    effect: "write",
    description: "Move a message to the trash, where Gmail keeps it for 30 days.",
    input: TrashMail,
    output: MessageOutput,
    entityFields: { messageId: "message" },
    run: async ({ messageId }, provider) => ({
      message: await changeLabels(provider, messageId, ["TRASH"], []),
    }),
    title: ({ messageId }) => `Move ${nameOf(messageId)} to the trash`,
    present: ({ output: { message } }) =>
      `Moved to the trash: “${showLine(message.subject)}” from ${showLine(message.from.name ?? message.from.email)}.`,
  }),
];

async function send(
  input: z.infer<typeof SendMail>,
  provider: CallProvider,
  context: ToolContext,
): Promise<MailMessage> {
  const [first, ...others] = checkRecipients(input.to);
  const [cc, bcc] = [checkRecipients(input.cc ?? []), checkRecipients(input.bcc ?? [])];
  const data = await provider(
    "GMAIL_SEND_EMAIL",
    compact({
      recipient_email: first,
      extra_recipients: others,
      cc,
      bcc,
      subject: checkHeader(input.subject),
      body: input.body,
      is_html: false,
    }),
  );
  return readBack(provider, data, sentMessage({ ...input, cc }, context));
}

/** A message as it was meant to be sent. */
function sentMessage(
  sent: Pick<z.infer<typeof SendMail>, "to" | "cc" | "body"> & { readonly subject?: string },
  { now }: ToolContext,
): Omit<MailMessage, "id" | "threadId"> {
  return {
    from: { email: "" },
    to: sent.to.map(toAddress),
    cc: (sent.cc ?? []).map(toAddress),
    subject: sent.subject ?? "",
    date: now,
    snippet: showLine(sent.body).slice(0, 200),
    unread: false,
    labels: ["SENT"],
  };
}

async function changeLabels(
  provider: CallProvider,
  messageId: string,
  add: readonly string[],
  remove: readonly string[],
): Promise<MailMessage> {
  // Read first: the reply names the message, and an id that is none fails before anything is changed.
  const message = toMailMessage(await fetchMessage(provider, messageId));
  const [added, removed] = [await labelIds(provider, add), await labelIds(provider, remove)];
  const call = { message_id: messageId, add_label_ids: added, remove_label_ids: removed };
  await provider("GMAIL_ADD_LABEL_TO_EMAIL", call);
  const labels = [...new Set([...message.labels, ...added])].filter((id) => !removed.includes(id));
  return { ...message, labels, unread: labels.includes("UNREAD") };
}

/** The original below a forwarded message. */
function quoted(original: ProviderMessage): string[] {
  const { from, to, date, subject } = toMailMessage(original);
  const attachments = attachmentsOf(original);
  return [
    "---------- Forwarded message ---------",
    `From: ${from.name === undefined ? from.email : `${from.name} <${from.email}>`}`,
    `Date: ${new Date(date).toUTCString()}`,
    `Subject: ${subject}`,
    `To: ${to.map(emailOf).join(", ")}`,
    ...(attachments.length === 0 ? [] : [`Attachments, not included: ${attachments.join(", ")}`]),
    "",
    textOf(original),
  ];
}

const PREFIXED = { Re: /^re:/iu, Fwd: /^fwd?:/iu };

function prefixed(prefix: keyof typeof PREFIXED, subject: string): string {
  return PREFIXED[prefix].test(subject) ? subject : `${prefix}: ${subject}`;
}

const emailOf = ({ email }: Address): string => email;
const toAddress = (email: string): Address => ({ email });

/** What stands for a message in a title: the user's own words for it, never its id. */
function nameOf(messageId: unknown): string {
  if (typeof messageId === "string") return "the message";
  const from = fieldOf(messageId, "from");
  const sender = from === undefined ? "" : ` from ${showArgument(from)}`;
  return `“${showArgument(messageId)}”${sender}`;
}
