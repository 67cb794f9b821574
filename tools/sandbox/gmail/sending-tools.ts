import { z } from "zod";

import { providerTool } from "../provider-tool.ts";
import type { ProviderTool } from "../provider-tool.ts";
import { invalid, notFound } from "../refusal.ts";
import type { Workspace } from "../store/workspace.ts";
import { readRecipients } from "./addresses.ts";
import type { Mailbox } from "./addresses.ts";
import { send } from "./delivery.ts";
import { answering } from "./mailbox.ts";
import type { StoredMessage } from "./message.ts";
import { reference } from "./rendering.ts";

export const user_id = z.string().default("me");
/** What a letter is given as. */
export const letterFields = {
  recipient_email: z.string().optional(),
  extra_recipients: z.array(z.string()).default([]),
  cc: z.array(z.string()).default([]),
  bcc: z.array(z.string()).default([]),
  subject: z.string().optional(),
  body: z.string().optional(),
  is_html: z.boolean().default(false),
  attachment: z.unknown().optional(),
  user_id,
};

/** Gmail's tools that send. */
export const sendingTools: readonly ProviderTool[] = [
  providerTool({
    slug: "GMAIL_SEND_EMAIL",
    service: "gmail",
    description: "Send a mail.",
    input: z.strictObject({ ...letterFields, from_email: z.string().optional() }),
    run(args, { store, workspace, clock }) {
      const to = readRecipients([args.recipient_email, ...args.extra_recipients]);
      const cc = readRecipients(args.cc);
      const bcc = readRecipients(args.bcc);
      if (to.length + cc.length + bcc.length === 0) throw invalid("Recipient address required");
      const { body = "", subject = "" } = args;
      const sent = send(store, workspace, clock.now(), {
        from: ownerMailbox(workspace),
        to,
        cc,
        bcc,
        subject,
        ...toBody(body, args.is_html),
      });
      return { response_data: reference(sent) };
    },
  }),
  providerTool({
    slug: "GMAIL_REPLY_TO_THREAD",
    service: "gmail",
    description: "Answer in a thread.",
    input: z.strictObject({
      thread_id: z.string(),
      message_body: z.string(),
      recipient_email: z.string().optional(),
      extra_recipients: z.array(z.string()).default([]),
      cc: z.array(z.string()).default([]),
      bcc: z.array(z.string()).default([]),
      is_html: z.boolean().default(false),
      attachment: z.unknown().optional(),
      user_id,
    }),
    run(args, { store, workspace, clock }) {
      const answered = answering(workspace, args.thread_id);
      if (answered === undefined) throw notFound("Requested entity was not found.");
      const { last, inReplyTo, references } = answered;
      const to = readRecipients([args.recipient_email, ...args.extra_recipients]);
      if (to.length === 0) throw invalid("Recipient address required");
      const sent = send(store, workspace, clock.now(), {
        from: ownerMailbox(workspace),
        to,
        cc: readRecipients(args.cc),
        bcc: readRecipients(args.bcc),
        subject: subjectOfAnswer(last),
        ...toBody(args.message_body, args.is_html),
        threadId: last.threadId,
        inReplyTo,
        references,
      });
      return { response_data: reference(sent) };
    },
  }),
];

/** The subject of what answers a message. */
export function subjectOfAnswer({ subject }: Pick<StoredMessage, "subject">): string {
  return /^re:/iu.test(subject) ? subject : `Re: ${subject}`;
}

/** Whose mailbox it is, as a sender. */
export function ownerMailbox({ profile: { email, name } }: Workspace): Mailbox {
  return { email, ...(name !== undefined && { displayName: name }) };
}

/** A body as it is kept: its text, and the HTML it was given as. */
export function toBody(body: string, isHtml: boolean): { text: string; html?: string } {
  return isHtml ? { text: body.replaceAll(/<[^>]*>/gu, " ").trim(), html: body } : { text: body };
}
