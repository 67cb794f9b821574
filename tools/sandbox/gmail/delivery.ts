import { makeId } from "../ids.ts";
import type { Store } from "../store/store.ts";
import type { Workspace } from "../store/workspace.ts";
import { formatMailboxes } from "./addresses.ts";
import type { Mailbox } from "./addresses.ts";
import { newMessageId } from "./mailbox.ts";
import type { StoredMessage } from "./message.ts";

/** A message on its way. */
export interface Letter {
  readonly from: Mailbox;
  readonly to: readonly Mailbox[];
  readonly cc?: readonly Mailbox[];
  readonly bcc?: readonly Mailbox[];
  readonly subject: string;
  readonly text: string;
  readonly html?: string | undefined;
  readonly messageId?: string;
  /** Message-ID of what it answers. */
  readonly inReplyTo?: string | undefined;
  readonly references?: string | undefined;
  readonly attachments?: StoredMessage["attachments"];
}

/** Puts a letter, unread, into the INBOX of every addressee that has a mailbox here; the sender's is not touched. */
export function deliver(store: Store, now: number, letter: Letter): void {
  const addressees = [...letter.to, ...(letter.cc ?? []), ...(letter.bcc ?? [])];
  const message = toMessage(letter, now);
  const mailboxes = new Set(
    addressees
      .filter(({ email }) => email !== letter.from.email)
      .flatMap(({ email }) => store.byEmail(email) ?? []),
  );
  for (const mailbox of mailboxes) {
    mailbox.messages.put({
      ...message,
      // Nobody but the sender sees who else got a copy in secret.
      bcc: undefined,
      ...place(mailbox, message, now),
      labelIds: ["INBOX", "UNREAD"],
    });
  }
}

/** Sends from the user's mailbox: keeps the copy in SENT and delivers. Answers the kept copy. */
export function send(
  store: Store,
  sender: Workspace,
  now: number,
  letter: Letter & { readonly threadId?: string | undefined },
): StoredMessage {
  const message = toMessage(letter, now);
  const toSelf = [...letter.to, ...(letter.cc ?? []), ...(letter.bcc ?? [])].some(
    ({ email }) => email === letter.from.email,
  );
  const kept = {
    ...message,
    ...place(sender, message, now, letter.threadId),
    labelIds: toSelf ? ["SENT", "INBOX", "UNREAD"] : ["SENT"],
  };
  sender.messages.put(kept);
  deliver(store, now, { ...letter, messageId: kept.messageId });
  return kept;
}

function toMessage(
  letter: Letter,
  now: number,
): Omit<StoredMessage, "id" | "threadId" | "labelIds"> {
  const header = (mailboxes: readonly Mailbox[] | undefined) =>
    mailboxes === undefined || mailboxes.length === 0 ? undefined : formatMailboxes(mailboxes);
  return {
    from: formatMailboxes([letter.from]),
    to: formatMailboxes(letter.to),
    cc: header(letter.cc),
    bcc: header(letter.bcc),
    subject: letter.subject,
    date: new Date(now).toISOString(),
    text: letter.text,
    html: letter.html,
    messageId: letter.messageId ?? makeId.rfc822(),
    inReplyTo: letter.inReplyTo,
    references: letter.references,
    attachments: letter.attachments,
  };
}

/** Where a message goes in a mailbox: the thread that is asked for, that of what it answers, or one of its own. */
function place(
  mailbox: Workspace,
  message: { readonly inReplyTo?: string | undefined },
  now: number,
  threadId?: string,
): { id: string; threadId: string } {
  const id = newMessageId(mailbox, now);
  if (threadId !== undefined) return { id, threadId };
  if (message.inReplyTo !== undefined) {
    for (const each of mailbox.messages.values()) {
      if (each.messageId === message.inReplyTo) return { id, threadId: each.threadId };
    }
  }
  return { id, threadId: id };
}
