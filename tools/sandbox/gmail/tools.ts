import { z } from "zod";

import { makeId } from "../ids.ts";
import { providerTool } from "../provider-tool.ts";
import type { ProviderTool } from "../provider-tool.ts";
import { invalid, notFound, Refusal } from "../refusal.ts";
import type { Workspace } from "../store/workspace.ts";
import { draftTools } from "./draft-tools.ts";
import { messageOf, threadOf } from "./mailbox.ts";
import { sentAt, SYSTEM_LABELS } from "./message.ts";
import type { StoredMessage } from "./message.ts";
import { reference, render } from "./rendering.ts";
import { parseQuery } from "./search.ts";
import { sendingTools, user_id } from "./sending-tools.ts";

/** Gmail's tools, as Composio names them. */
export const gmailTools: readonly ProviderTool[] = [
  ...sendingTools,
  ...draftTools,
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
      const taken = [...SYSTEM_LABELS, ...[...workspace.labels.values()].map((each) => each.name)];
      if (taken.some((each) => each.toLowerCase() === name.toLowerCase())) {
        throw new Refusal(409, "aborted", "Label name exists or conflicts");
      }
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
