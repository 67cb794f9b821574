import { z } from "zod";

import { makeId } from "../ids.ts";
import { providerTool } from "../provider-tool.ts";
import type { ProviderTool } from "../provider-tool.ts";
import { invalid, notFound } from "../refusal.ts";
import type { Workspace } from "../store/workspace.ts";
import { formatMailboxes, parseMailboxes, readRecipients } from "./addresses.ts";
import { send } from "./delivery.ts";
import { sentAt, snippetOf, SYSTEM_LABELS } from "./message.ts";
import type { StoredMessage } from "./message.ts";
import { parseQuery } from "./search.ts";

const user_id = z.string().default("me");
const letterFields = {
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

/** Gmail's tools, as Composio names them. */
export const gmailTools: readonly ProviderTool[] = [
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
      const last = threadOf(workspace, args.thread_id).at(-1);
      if (last === undefined) throw notFound("Requested entity was not found.");
      const to = readRecipients([args.recipient_email, ...args.extra_recipients]);
      if (to.length === 0) throw invalid("Recipient address required");
      const sent = send(store, workspace, clock.now(), {
        from: ownerMailbox(workspace),
        to,
        cc: readRecipients(args.cc),
        bcc: readRecipients(args.bcc),
        subject: /^re:/iu.test(last.subject) ? last.subject : `Re: ${last.subject}`,
        ...toBody(args.message_body, args.is_html),
        threadId: last.threadId,
        inReplyTo: last.messageId,
      });
      return { response_data: reference(sent) };
    },
  }),
  providerTool({
    slug: "GMAIL_CREATE_EMAIL_DRAFT",
    service: "gmail",
    description: "Write a draft.",
    input: z.strictObject({ ...letterFields, thread_id: z.string().optional() }),
    run(args, { workspace, clock }) {
      const now = clock.now();
      const id = makeId.message(now);
      const draftId = makeId.draft();
      const message: StoredMessage = {
        id,
        threadId: args.thread_id ?? id,
        labelIds: ["DRAFT"],
        from: formatMailboxes([ownerMailbox(workspace)]),
        to: formatMailboxes(readRecipients([args.recipient_email, ...args.extra_recipients])),
        cc: formatMailboxes(readRecipients(args.cc)) || undefined,
        bcc: formatMailboxes(readRecipients(args.bcc)) || undefined,
        subject: args.subject ?? "",
        date: new Date(now).toISOString(),
        ...toBody(args.body ?? "", args.is_html),
        messageId: makeId.rfc822(),
        draftId,
      };
      workspace.messages.put(message);
      return { response_data: { id: draftId, message: reference(message) } };
    },
  }),
  providerTool({
    slug: "GMAIL_SEND_DRAFT",
    service: "gmail",
    description: "Send a draft; the draft is gone then.",
    input: z.strictObject({ draft_id: z.string(), user_id }),
    run({ draft_id }, { store, workspace, clock }) {
      const draft = [...workspace.messages.values()].find(({ draftId }) => draftId === draft_id);
      if (draft === undefined) throw notFound("Requested entity was not found.");
      workspace.messages.delete(draft.id);
      const sent = send(store, workspace, clock.now(), {
        from: ownerMailbox(workspace),
        to: parseMailboxes(draft.to),
        cc: parseMailboxes(draft.cc),
        bcc: parseMailboxes(draft.bcc),
        subject: draft.subject,
        text: draft.text,
        html: draft.html,
        threadId: draft.threadId,
      });
      return { response_data: reference(sent) };
    },
  }),
  providerTool({
    slug: "GMAIL_FETCH_EMAILS",
    service: "gmail",
    description: "Find messages.",
    input: z.strictObject({
      query: z.string().nullish(),
      label_ids: z.array(z.string()).optional(),
      max_results: z.int().min(1).max(500).default(1),
      page_token: z.string().nullish(),
      include_payload: z.boolean().default(true),
      include_spam_trash: z.boolean().default(false),
      verbose: z.boolean().default(true),
      ids_only: z.boolean().default(false),
      user_id,
    }),
    run(args, { workspace, clock }) {
      const { matches, reachesSpamAndTrash } = parseQuery(args.query ?? "", workspace, clock.now());
      const everywhere = args.include_spam_trash || reachesSpamAndTrash;
      const all = [...workspace.messages.values()]
        .filter((message) => everywhere || !isHidden(message))
        .filter((message) =>
          (args.label_ids ?? []).every((label) => message.labelIds.includes(label)),
        )
        .filter(matches)
        .toSorted((a, b) => sentAt(b) - sentAt(a));
      const start = Number(args.page_token ?? 0);
      const next = start + args.max_results;
      return {
        messages: all.slice(start, next).map((message) => render(message)),
        resultSizeEstimate: all.length,
        ...(next < all.length && { nextPageToken: String(next) }),
      };
    },
  }),
  providerTool({
    slug: "GMAIL_FETCH_MESSAGE_BY_MESSAGE_ID",
    service: "gmail",
    description: "Get one message.",
    input: z.strictObject({
      message_id: z.string(),
      format: z.enum(["minimal", "full", "raw", "metadata"]).default("full"),
      user_id,
    }),
    run: ({ message_id }, { workspace }) => render(messageOf(workspace, message_id)),
  }),
  providerTool({
    slug: "GMAIL_FETCH_MESSAGE_BY_THREAD_ID",
    service: "gmail",
    description: "Get the messages of a thread.",
    input: z.strictObject({ thread_id: z.string(), page_token: z.string().optional(), user_id }),
    run({ thread_id }, { workspace }) {
      const messages = threadOf(workspace, thread_id);
      if (messages.length === 0) throw notFound("Requested entity was not found.");
      return { id: thread_id, messages: messages.map((message) => render(message)) };
    },
  }),
  providerTool({
    slug: "GMAIL_LIST_LABELS",
    service: "gmail",
    description: "List the labels.",
    input: z.strictObject({ user_id }),
    run: (_args, { workspace }) => ({
      labels: [
        ...SYSTEM_LABELS.map((id) => ({ id, name: id, type: "system" })),
        ...[...workspace.labels.values()].map((label) => ({ ...label, type: "user" })),
      ],
    }),
  }),
  providerTool({
    slug: "GMAIL_CREATE_LABEL",
    service: "gmail",
    description: "Make a label.",
    input: z.strictObject({ label_name: z.string(), user_id }),
    run({ label_name: name }, { workspace }) {
      const label = { id: makeId.label(), name };
      workspace.labels.put(label);
      return { response_data: { ...label, type: "user" } };
    },
  }),
  providerTool({
    slug: "GMAIL_ADD_LABEL_TO_EMAIL",
    service: "gmail",
    description: "Add labels to a message, or take them off it.",
    input: z.strictObject({
      message_id: z.string(),
      add_label_ids: z.array(z.string()).default([]),
      remove_label_ids: z.array(z.string()).default([]),
      user_id,
    }),
    run({ message_id, add_label_ids, remove_label_ids }, { workspace }) {
      const changed = relabel(
        workspace,
        messageOf(workspace, message_id),
        add_label_ids,
        remove_label_ids,
      );
      return { response_data: { ...reference(changed) } };
    },
  }),
  providerTool({
    slug: "GMAIL_MODIFY_THREAD_LABELS",
    service: "gmail",
    description: "Add labels to all messages of a thread, or take them off.",
    input: z.strictObject({
      thread_id: z.string(),
      add_label_ids: z.array(z.string()).default([]),
      remove_label_ids: z.array(z.string()).default([]),
      user_id,
    }),
    run({ thread_id, add_label_ids, remove_label_ids }, { workspace }) {
      const messages = threadOf(workspace, thread_id);
      if (messages.length === 0) throw notFound("Requested entity was not found.");
      const changed = messages.map((message) =>
        relabel(workspace, message, add_label_ids, remove_label_ids),
      );
      return { success: true, response_dict: { id: thread_id, messages: changed.map(reference) } };
    },
  }),
  providerTool({
    slug: "GMAIL_GET_PROFILE",
    service: "gmail",
    description: "Say whose mailbox it is.",
    input: z.strictObject({ user_id }),
    run: (_args, { workspace }) => ({
      response_data: {
        emailAddress: workspace.profile.email,
        messagesTotal: workspace.messages.size,
        threadsTotal: new Set([...workspace.messages.values()].map(({ threadId }) => threadId))
          .size,
        historyId: "1",
      },
    }),
  }),
];

function ownerMailbox({ profile: { email, name } }: Workspace) {
  return { email, ...(name !== undefined && { displayName: name }) };
}

function toBody(body: string, isHtml: boolean): { text: string; html?: string } {
  return isHtml ? { text: body.replaceAll(/<[^>]*>/gu, " ").trim(), html: body } : { text: body };
}

function reference({ id, threadId, labelIds }: StoredMessage) {
  return { id, threadId, labelIds };
}

function messageOf({ messages }: Workspace, id: string): StoredMessage {
  const message = messages.get(id);
  if (message === undefined) throw notFound("Requested entity was not found.");
  return message;
}

function threadOf({ messages }: Workspace, threadId: string): StoredMessage[] {
  return [...messages.values()]
    .filter((message) => message.threadId === threadId)
    .toSorted((a, b) => sentAt(a) - sentAt(b));
}

function isHidden({ labelIds }: StoredMessage): boolean {
  return labelIds.includes("TRASH") || labelIds.includes("SPAM");
}

/** Into the trash is out of the inbox, and the other way round, as in Gmail. */
function relabel(
  workspace: Workspace,
  message: StoredMessage,
  added: readonly string[],
  removed: readonly string[],
): StoredMessage {
  const known = new Set<string>([
    ...SYSTEM_LABELS,
    ...[...workspace.labels.values()].map(({ id }) => id),
  ]);
  const unknown = [...added, ...removed].find((label) => !known.has(label));
  if (unknown !== undefined) throw invalid(`Invalid label: ${unknown}`);
  const gone = new Set([...removed, ...(added.includes("TRASH") ? ["INBOX"] : [])]);
  const labelIds = [...new Set([...message.labelIds, ...added])].filter(
    (label) => !gone.has(label),
  );
  const changed = { ...message, labelIds };
  workspace.messages.put(changed);
  return changed;
}

/** A message as Composio gives it: its own fields beside Gmail's payload. */
function render(message: StoredMessage) {
  const { id, threadId, labelIds, subject, from, to, cc, date, text, html, messageId, inReplyTo } =
    message;
  const headers = {
    From: from,
    To: to,
    Cc: cc,
    Subject: subject,
    Date: date,
    "Message-ID": messageId,
    "In-Reply-To": inReplyTo,
  };
  const part = (mimeType: string, body: string) => ({
    mimeType,
    body: { data: Buffer.from(body).toString("base64url"), size: Buffer.byteLength(body) },
  });
  return {
    messageId: id,
    threadId,
    labelIds,
    subject,
    sender: from,
    to,
    messageTimestamp: new Date(sentAt(message)).toISOString(),
    messageText: text,
    preview: { subject, body: snippetOf(message) },
    attachmentList: (message.attachments ?? []).map(({ filename, mimeType }) => ({
      filename,
      mimeType,
    })),
    payload: {
      mimeType: html === undefined ? "text/plain" : "multipart/alternative",
      headers: Object.entries(headers).flatMap(([name, value]) =>
        value === undefined ? [] : [{ name, value }],
      ),
      ...(html === undefined
        ? { body: part("text/plain", text).body }
        : { parts: [part("text/plain", text), part("text/html", html)] }),
    },
  };
}
