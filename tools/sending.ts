import { z } from "zod";

import { MailMessage } from "../src/domain/resources.ts";
import type { Address } from "../src/domain/resources.ts";
import type { ToolContext } from "../src/domain/tool.ts";
import type { CallProvider } from "./definition.ts";
import type { SendMail } from "./inputs.ts";
import { readBack } from "./mailbox.ts";
import { showArgument } from "./presentation.ts";
import { compact, fieldOf } from "./provider-data.ts";
import { checkHeader, checkRecipients } from "./recipients.ts";
import { showLine } from "./visible-text.ts";

/** What a tool answers that has to do with one message. */
export const MessageOutput = z.object({ message: MailMessage });

/** Sends a new message and answers it as it now lies in the mailbox. */
export async function sendMail(
  input: z.infer<typeof SendMail>,
  provider: CallProvider,
  context: ToolContext,
): Promise<MailMessage> {
  const [cc, bcc] = [checkRecipients(input.cc ?? []), checkRecipients(input.bcc ?? [])];
  const data = await provider(
    "GMAIL_SEND_EMAIL",
    compact({
      ...recipientFields(input.to),
      cc,
      bcc,
      subject: checkHeader(input.subject),
      body: input.body,
      is_html: false,
    }),
  );
  return readBack(provider, data, sentMessage({ ...input, cc }, context));
}

/** Addressees as Gmail's tools take them: one and the others. */
export function recipientFields(to: readonly string[]): Record<string, unknown> {
  const [first, ...others] = checkRecipients(to);
  return compact({ recipient_email: first, extra_recipients: others });
}

/** A message as it was meant to be sent. */
export function sentMessage(
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

export const emailOf = ({ email }: Address): string => email;
const toAddress = (email: string): Address => ({ email });

/** What stands for a message in a title: the user's own words for it, never its id. */
export function nameOfMessage(messageId: unknown): string {
  if (typeof messageId === "string" || messageId === undefined) return "the message";
  const from = fieldOf(messageId, "from");
  const sender = from === undefined ? "" : ` from ${showArgument(from)}`;
  return `“${showArgument(messageId)}”${sender}`;
}
