import { z } from "zod";

import { MailMessage } from "../src/domain/resources.ts";
import type { Address } from "../src/domain/resources.ts";
import type { ToolContext } from "../src/domain/tool.ts";
import type { CallProvider, RunContext } from "./definition.ts";
import type { DraftToLeave } from "./hold/hold.ts";
import { readBack } from "./mailbox.ts";
import { showArgument } from "./presentation.ts";
import { compact, fieldOf, textField } from "./provider-data.ts";
import { checkHeader, checkRecipients } from "./recipients.ts";
import { showLine } from "./visible-text.ts";

/** What a tool answers that has to do with one message. */
export const MessageOutput = z.object({ message: MailMessage });

/** What a tool answers that sends: the message as it left or, while it waits, as it lies among the drafts. */
export const SendingOutput = MessageOutput.extend({
  held: z
    .object({
      /** When it leaves, RFC 3339. */
      until: z.string(),
      seconds: z.number(),
      draftId: z.string(),
      isOwnDraft: z.boolean(),
      /** The effect by which it is stopped. */
      effectId: z.string(),
    })
    .optional(),
});
export type SendingOutput = z.infer<typeof SendingOutput>;

/** A mail as it is to be. In a thread, Gmail gives it the thread's subject. */
export interface Letter {
  readonly to: readonly string[];
  readonly cc?: readonly string[] | undefined;
  readonly bcc?: readonly string[] | undefined;
  readonly subject: string;
  readonly body: string;
  readonly threadId?: string | undefined;
}

/**
 * Writes a mail as a draft and lets it leave: at once, or when the hold is over. A draft is a token for one sending:
 * whatever happens on the way, what it says can leave once.
 */
export async function sendLetter(
  letter: Letter,
  provider: CallProvider,
  context: RunContext,
): Promise<SendingOutput> {
  const { draftId, message } = await writeDraft(letter, provider, context);
  const { threadId, to, cc, subject } = message;
  const draft = {
    draftId,
    isOwnDraft: false,
    threadId,
    to: to.map(emailOf),
    cc: cc.map(emailOf),
    subject,
  };
  return leave(draft, message, provider, context);
}

/** Lets a draft leave: at once, or when the hold is over. */
export async function leave(
  draft: DraftToLeave,
  message: MailMessage,
  provider: CallProvider,
  { hold, effectId, now }: RunContext,
): Promise<SendingOutput> {
  if (hold.ms === 0) return { message: await sendDraft(provider, draft, now) };
  const { draftId, isOwnDraft } = draft;
  const until = await hold.keep(draft);
  return { message, held: { until, seconds: hold.ms / 1_000, draftId, isOwnDraft, effectId } };
}

/** Sends a draft and answers it as it then lies in the mailbox. */
export async function sendDraft(
  provider: CallProvider,
  draft: DraftToLeave,
  now: string,
): Promise<MailMessage> {
  const { draftId, threadId, to, cc, subject } = draft;
  const data = await provider(
    "GMAIL_SEND_DRAFT",
    { draft_id: draftId },
    { threadId, to, cc, subject },
  );
  return readBack(provider, data, {
    from: { email: "" },
    to: to.map(toAddress),
    cc: cc.map(toAddress),
    subject,
    date: now,
    snippet: "",
    unread: false,
    labels: ["SENT"],
  });
}

/** Writes a draft and answers it as it lies in the mailbox. */
export async function writeDraft(
  { to, cc = [], bcc = [], subject, body, threadId }: Letter,
  provider: CallProvider,
  context: ToolContext,
): Promise<{ readonly draftId: string; readonly message: MailMessage }> {
  const [copied, hidden] = [checkRecipients(cc), checkRecipients(bcc)];
  const data = await provider(
    "GMAIL_CREATE_EMAIL_DRAFT",
    compact({
      ...recipientFields(to),
      cc: copied,
      bcc: hidden,
      // With a subject of its own it would begin another thread.
      subject: threadId === undefined ? checkHeader(subject) : undefined,
      body,
      is_html: false,
      thread_id: threadId,
    }),
  );
  const meant = {
    ...sentMessage({ to: [...to], cc: copied, subject, body }, context),
    labels: ["DRAFT"],
  };
  const message = await readBack(provider, fieldOf(data, "message") ?? data, meant);
  return { draftId: textField(data, ["id", "draft_id"]), message };
}

/** Addressees as Gmail's tools take them: one and the others. */
export function recipientFields(to: readonly string[]): Record<string, unknown> {
  const [first, ...others] = checkRecipients(to);
  return compact({ recipient_email: first, extra_recipients: others });
}

/** A message as it was meant to be sent. */
export function sentMessage(
  sent: Pick<Letter, "to" | "cc" | "body"> & { readonly subject?: string },
  { now }: Pick<ToolContext, "now">,
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

export const emailOf = ({ email }: Address): string => email;
const toAddress = (email: string): Address => ({ email });

/** What stands for a message in a title: the user's own words for it, never its id. */
export function nameOfMessage(messageId: unknown): string {
  if (typeof messageId === "string" || messageId === undefined) return "the message";
  const from = fieldOf(messageId, "from");
  const sender = from === undefined ? "" : ` from ${showArgument(from)}`;
  return `“${showArgument(messageId)}”${sender}`;
}
