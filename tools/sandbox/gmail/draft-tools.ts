import { z } from "zod";

import { makeId } from "../ids.ts";
import { providerTool } from "../provider-tool.ts";
import type { ProviderTool } from "../provider-tool.ts";
import { notFound } from "../refusal.ts";
import type { Workspace } from "../store/workspace.ts";
import { formatMailboxes, parseMailboxes, readRecipients } from "./addresses.ts";
import { send } from "./delivery.ts";
import { answering, newMessageId } from "./mailbox.ts";
import { sentAt } from "./message.ts";
import type { StoredMessage } from "./message.ts";
import { reference, render } from "./rendering.ts";
import { letterFields, ownerMailbox, subjectOfAnswer, toBody, user_id } from "./sending-tools.ts";

const fields = z.strictObject({ ...letterFields, thread_id: z.string().optional() });

/** Gmail's tools for drafts. A draft keeps its id while each version of it is a new message. */
export const draftTools: readonly ProviderTool[] = [
  providerTool({
    slug: "GMAIL_CREATE_EMAIL_DRAFT",
    service: "gmail",
    description: "Write a draft.",
    input: fields,
    run(args, { workspace, clock }) {
      const message = compose(workspace, args, clock.now(), makeId.draft());
      workspace.messages.put(message);
      return { response_data: { id: message.draftId, message: reference(message) } };
    },
  }),
  providerTool({
    slug: "GMAIL_UPDATE_DRAFT",
    service: "gmail",
    description: "Replace all of a draft.",
    input: fields.extend({ draft_id: z.string() }),
    run({ draft_id, ...args }, { workspace, clock }) {
      const former = draftOf(workspace, draft_id);
      const message = compose(workspace, args, clock.now(), draft_id);
      workspace.messages.delete(former.id);
      workspace.messages.put(message);
      return { response_data: { id: draft_id, message: reference(message) } };
    },
  }),
  providerTool({
    slug: "GMAIL_LIST_DRAFTS",
    service: "gmail",
    description: "List the drafts.",
    input: z.strictObject({
      max_results: z.int().min(1).max(500).default(1),
      page_token: z.string().default(""),
      verbose: z.boolean().default(false),
      user_id,
    }),
    run({ max_results, page_token, verbose }, { workspace }) {
      const all = [...workspace.messages.values()]
        .filter(({ draftId }) => draftId !== undefined)
        .toSorted((a, b) => sentAt(b) - sentAt(a));
      const start = Number(page_token);
      const next = start + max_results;
      return {
        drafts: all.slice(start, next).map((message) => ({
          id: message.draftId,
          message: verbose ? render(message) : { id: message.id, threadId: message.threadId },
        })),
        resultSizeEstimate: all.length,
        ...(next < all.length && { nextPageToken: String(next) }),
      };
    },
  }),
  providerTool({
    slug: "GMAIL_DELETE_DRAFT",
    service: "gmail",
    description: "Delete a draft for good.",
    input: z.strictObject({ draft_id: z.string(), user_id }),
    run({ draft_id }, { workspace }) {
      workspace.messages.delete(draftOf(workspace, draft_id).id);
      return { response_data: {} };
    },
  }),
  providerTool({
    slug: "GMAIL_SEND_DRAFT",
    service: "gmail",
    description: "Send a draft; the draft is gone then.",
    input: z.strictObject({ draft_id: z.string(), user_id }),
    run({ draft_id }, { store, workspace, clock }) {
      const draft = draftOf(workspace, draft_id);
      workspace.messages.delete(draft.id);
      const sent = send(store, workspace, clock.now(), {
        from: ownerMailbox(workspace),
        to: parseMailboxes(draft.to),
        cc: parseMailboxes(draft.cc),
        bcc: parseMailboxes(draft.bcc),
        subject: draft.subject,
        text: draft.text,
        html: draft.html,
        inReplyTo: draft.inReplyTo,
        references: draft.references,
        attachments: draft.attachments,
        threadId: draft.threadId,
      });
      return { response_data: reference(sent) };
    },
  }),
];

function compose(
  workspace: Workspace,
  args: z.infer<typeof fields>,
  now: number,
  draftId: string,
): StoredMessage {
  const id = newMessageId(workspace, now);
  // As Composio has it: in a thread, a draft takes the thread's subject, and one with its own begins another thread.
  const threadId = args.subject === undefined ? args.thread_id : undefined;
  const answered = threadId === undefined ? undefined : answering(workspace, threadId);
  return {
    id,
    threadId: threadId ?? id,
    labelIds: ["DRAFT"],
    from: formatMailboxes([ownerMailbox(workspace)]),
    to: formatMailboxes(readRecipients([args.recipient_email, ...args.extra_recipients])),
    cc: formatMailboxes(readRecipients(args.cc)) || undefined,
    bcc: formatMailboxes(readRecipients(args.bcc)) || undefined,
    subject: args.subject ?? (answered === undefined ? "" : subjectOfAnswer(answered.last)),
    date: new Date(now).toISOString(),
    ...toBody(args.body ?? "", args.is_html),
    messageId: makeId.rfc822(),
    inReplyTo: answered?.inReplyTo,
    references: answered?.references,
    draftId,
  };
}

function draftOf({ messages }: Workspace, id: string): StoredMessage {
  const draft = [...messages.values()].find(({ draftId }) => draftId === id);
  if (draft === undefined) throw notFound("Requested entity was not found.");
  return draft;
}
