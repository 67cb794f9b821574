import { z } from "zod";

import { AssistantError } from "../src/domain/errors.ts";
import { MailMessage } from "../src/domain/resources.ts";
import { defineTool } from "./definition.ts";
import type { CallProvider, ToolDefinition } from "./definition.ts";
import { titleOfLabels } from "./email-presentation.ts";
import { CreateLabel, ListLabels, ModifyLabels, RestoreMail, TrashMail } from "./inputs.ts";
import { toMailMessage } from "./mail-message.ts";
import { ensureLabel, fetchMessage, Label, labelIds, listLabels } from "./mailbox.ts";
import { showArgument, showList, showSeries } from "./presentation.ts";
import { MessageOutput, nameOfMessage } from "./sending.ts";
import { showLine } from "./visible-text.ts";

/** Labels, the archive and the trash. */
export const sortingTools: readonly ToolDefinition[] = [
  defineTool({
    name: "email_modify_labels",
    service: "gmail",
    effect: "write",
    description: "Put labels on a message or take them off: archive, star, mark as read.",
    input: ModifyLabels,
    output: z.object({ message: MailMessage, createdLabels: z.array(z.string()) }),
    entityFields: { messageId: "message" },
    async run({ messageId, add = [], remove = [], createMissing = false }, provider) {
      // Read first: the reply names the message, and an id that is none fails before anything is changed.
      const message = toMailMessage(await fetchMessage(provider, messageId));
      const removed = await labelIds(provider, remove);
      const { ids, created } = createMissing
        ? await makeLabels(provider, add)
        : { ids: await labelIds(provider, add), created: [] };
      return {
        message: await changeLabels(provider, message, ids, removed),
        createdLabels: created,
      };
    },
    title: (args) => titleOfLabels(args, nameOfMessage(args.messageId)),
    present({ args, output: { message, createdLabels } }) {
      const done = `${titleOfLabels({ ...args, createMissing: false }, `“${showLine(message.subject)}”`)}: done.`;
      const names = showSeries(createdLabels.map((name) => `“${showLine(name)}”`));
      return createdLabels.length === 0
        ? done
        : `There was no label ${names}, so I made it. ${done}`;
    },
  }),
  defineTool({
    name: "email_list_labels",
    service: "gmail",
    effect: "read",
    description: "List the user's own labels.",
    input: ListLabels,
    output: z.object({ labels: z.array(Label) }),
    run: async (_input, provider) => ({ labels: await listLabels(provider) }),
    title: () => "Look at your labels",
    present: ({ output: { labels } }) =>
      showList(
        "Your labels:",
        labels.map(({ name }) => showLine(name)),
        "You have no labels of your own.",
      ),
  }),
  defineTool({
    name: "email_create_label",
    service: "gmail",
    effect: "write",
    description: "Make a label, where there is none of that name.",
    input: CreateLabel,
    output: z.object({ label: Label, created: z.boolean() }),
    irreversible: () => "I cannot delete a label again.",
    run: ({ name }, provider) => ensureLabel(provider, name),
    title: ({ name }) => `Make the label “${showArgument(name)}”`,
    present: ({ output: { label, created } }) =>
      created
        ? `Label made: “${showLine(label.name)}”.`
        : `There already is a label “${showLine(label.name)}”.`,
  }),
  defineTool({
    name: "email_trash",
    service: "gmail",
    effect: "write",
    description: "Move a message to the trash, where Gmail keeps it for 30 days.",
    input: TrashMail,
    output: MessageOutput,
    entityFields: { messageId: "message" },
    async run({ messageId }, provider) {
      const message = toMailMessage(await fetchMessage(provider, messageId));
      return { message: await changeLabels(provider, message, ["TRASH"], ["INBOX"]) };
    },
    title: ({ messageId }) => `Move ${nameOfMessage(messageId)} to the trash`,
    present: ({ output: { message } }) => `Moved to the trash: ${showMessage(message)}.`,
  }),
  defineTool({
    name: "email_restore",
    service: "gmail",
    effect: "write",
    description: "Take a message out of the trash or spam.",
    input: RestoreMail,
    output: MessageOutput,
    entityFields: { messageId: "message" },
    async run({ messageId }, provider) {
      const message = toMailMessage(await fetchMessage(provider, messageId));
      const away = ["TRASH", "SPAM"].filter((label) => message.labels.includes(label));
      if (away.length === 0) {
        throw new AssistantError("ERR_TOOL_REJECTED", "That message is not in the trash.");
      }
      const isOwn = message.labels.includes("SENT") || message.labels.includes("DRAFT");
      return { message: await changeLabels(provider, message, isOwn ? [] : ["INBOX"], away) };
    },
    title: ({ messageId }) => `Take ${nameOfMessage(messageId)} out of the trash`,
    present: ({ output: { message } }) => `Out of the trash again: ${showMessage(message)}.`,
  }),
];

async function makeLabels(
  provider: CallProvider,
  names: readonly string[],
): Promise<{ ids: string[]; created: string[] }> {
  const ids: string[] = [];
  const created: string[] = [];
  for (const name of names) {
    try {
      ids.push(...(await labelIds(provider, [name])));
    } catch (cause) {
      if (!(cause instanceof AssistantError) || cause.code !== "ERR_NOT_FOUND") throw cause;
      const made = await ensureLabel(provider, name);
      ids.push(made.label.id);
      if (made.created) created.push(made.label.name);
    }
  }
  return { ids, created };
}

async function changeLabels(
  provider: CallProvider,
  message: MailMessage,
  added: readonly string[],
  removed: readonly string[],
): Promise<MailMessage> {
  const call = { message_id: message.id, add_label_ids: added, remove_label_ids: removed };
  await provider("GMAIL_ADD_LABEL_TO_EMAIL", call);
  const labels = [...new Set([...message.labels, ...added])].filter((id) => !removed.includes(id));
  return { ...message, labels, unread: labels.includes("UNREAD") };
}

function showMessage({ subject, from }: MailMessage): string {
  return `“${showLine(subject)}” from ${showLine(from.name ?? from.email)}`;
}
