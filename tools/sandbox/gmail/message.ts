import { z } from "zod";

import { makeId } from "../ids.ts";
import type { Profile } from "../store/profile.ts";
import { readInstant } from "../calendar/times.ts";
import { zoneOf } from "../store/profile.ts";

/** Labels that every mailbox has; all others are the user's own. */
export const SYSTEM_LABELS = [
  "INBOX",
  "SENT",
  "DRAFT",
  "TRASH",
  "SPAM",
  "UNREAD",
  "STARRED",
  "IMPORTANT",
  "CHAT",
  "CATEGORY_PERSONAL",
  "CATEGORY_SOCIAL",
  "CATEGORY_PROMOTIONS",
  "CATEGORY_UPDATES",
  "CATEGORY_FORUMS",
] as const;

/** A label of the user's own. */
export interface Label {
  readonly id: string;
  readonly name: string;
}

const Attachment = z.looseObject({
  filename: z.string(),
  mimeType: z.string().optional(),
  /** In bytes. */
  size: z.int().nonnegative().optional(),
});

/** One header's addresses: as the header has them, or in a list. */
const Addresses = z
  .union([z.string(), z.array(z.string())])
  .transform((addresses) => (typeof addresses === "string" ? addresses : addresses.join(", ")));

/** A message as a workspace document gives it. */
export const MailMessage = z.looseObject({
  id: z.string().min(1).optional(),
  threadId: z.string().min(1).optional(),
  labelIds: z.array(z.string().min(1)).optional(),
  from: z.string().optional(),
  to: Addresses.optional(),
  cc: Addresses.optional(),
  bcc: Addresses.optional(),
  subject: z.string().optional(),
  date: z.union([z.iso.datetime({ offset: true, local: true }), z.iso.date()]).optional(),
  text: z.string().optional(),
  html: z.string().optional(),
  messageId: z.string().optional(),
  inReplyTo: z.string().optional(),
  references: z.string().optional(),
  replyTo: z.string().optional(),
  draftId: z.string().optional(),
  attachments: z.array(Attachment).optional(),
});
export type MailMessage = z.infer<typeof MailMessage>;

/** A message with everything in it that Gmail fills in. */
export interface StoredMessage {
  readonly id: string;
  readonly threadId: string;
  readonly labelIds: readonly string[];
  readonly from: string;
  readonly to: string;
  readonly cc?: string | undefined;
  readonly bcc?: string | undefined;
  readonly subject: string;
  /** RFC 3339. */
  readonly date: string;
  readonly text: string;
  readonly html?: string | undefined;
  /** RFC 822's Message-ID: the same in every mailbox the message is in. */
  readonly messageId: string;
  readonly inReplyTo?: string | undefined;
  /** The Message-IDs of the thread up to what it answers, oldest first. */
  readonly references?: string | undefined;
  readonly replyTo?: string | undefined;
  /** Set on a draft. */
  readonly draftId?: string | undefined;
  readonly attachments?: readonly z.infer<typeof Attachment>[] | undefined;
}

/** Fills in what Gmail would have filled in when the message came into this user's mailbox. */
export function completeMessage(message: MailMessage, owner: Profile, now: number): StoredMessage {
  const { from, date } = message;
  const at = date === undefined ? now : readInstant(date, "date", zoneOf(owner));
  const id = message.id ?? makeId.message(at);
  const labelIds = message.labelIds ?? ["INBOX"];
  return {
    ...message,
    id,
    threadId: message.threadId ?? id,
    labelIds,
    from: from ?? owner.email,
    to: message.to ?? owner.email,
    subject: message.subject ?? "",
    date: date ?? new Date(at).toISOString(),
    text: message.text ?? "",
    messageId: message.messageId ?? makeId.rfc822(),
    ...(labelIds.includes("DRAFT") && { draftId: message.draftId ?? makeId.draft() }),
  };
}

/** When the message was sent, milliseconds since 1970. */
export function sentAt(message: StoredMessage): number {
  return Date.parse(message.date);
}

/** How large the message is, attachments included, in bytes: about what Gmail reckons. */
export function sizeOf({ text, html = "", attachments = [] }: StoredMessage): number {
  const attached = attachments.reduce((sum, { size = 0 }) => sum + size, 0);
  return Buffer.byteLength(text) + Buffer.byteLength(html) + attached;
}

/** The first words of the text, on one line. */
export function snippetOf(message: StoredMessage): string {
  return message.text.replaceAll(/\s+/gu, " ").trim().slice(0, 200);
}
