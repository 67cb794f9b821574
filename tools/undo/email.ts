import { z } from "zod";

import type { Json } from "../../src/domain/plan.ts";
import { MailMessage } from "../../src/domain/resources.ts";
import { hasLeft } from "../hold/presentation.ts";
import { headerOf, htmlOf, textOf, toMailMessage } from "../mail-message.ts";
import { fetchMessage, listDrafts } from "../mailbox.ts";
import { FormerDraft } from "../put-back/drafts.ts";
import { parseAddresses } from "../recipients.ts";
import { emailOf, SendingOutput } from "../sending.ts";
import { argsOf, irreversible, reversible } from "./reversal.ts";
import type { Reversal } from "./reversal.ts";

const Output = z.object({ message: MailMessage });
const DraftOutput = z.object({
  draft: z.object({ messageId: z.string(), subject: z.string() }),
});

const Former = z.object({ draft: FormerDraft, hasAttachments: z.boolean() });

/** A mail that waits is stopped; one that has left has left. */
const sent: Reversal = {
  undo({ output }) {
    const { message, held } = SendingOutput.parse(output);
    const { subject } = message;
    const to = message.to.map(emailOf);
    if (held === undefined) return irreversible(hasLeft({ to, subject }));
    const { effectId, draftId, isOwnDraft } = held;
    return reversible({
      tool: "email_recall",
      args: { effectId, draftId, isOwnDraft, to, subject },
    });
  },
};

/** The draft a tool made is deleted again; found by its message, as drafts are. */
const drafted: Reversal = {
  undo({ output }) {
    const { messageId, subject } = DraftOutput.parse(output).draft;
    if (messageId === "") return irreversible("The draft can be deleted among your drafts.");
    const args = { messageId: mention({ id: messageId, subject }) };
    return reversible({ tool: "email_delete_draft", args });
  },
};

/** The draft becomes what it was; one that was deleted is written again. */
const redrafted: Reversal = {
  async before({ messageId }, provider): Promise<z.infer<typeof Former>> {
    const id = z.string().parse(messageId);
    const message = await fetchMessage(provider, id);
    const { to, cc, subject, threadId, attachments = [] } = toMailMessage(message);
    const draft = (await listDrafts(provider)).find((each) => each.messageId === id);
    const html = htmlOf(message);
    return {
      hasAttachments: attachments.length > 0,
      draft: {
        draftId: draft?.id ?? "",
        to: to.map(emailOf),
        cc: cc.map(emailOf),
        bcc: parseAddresses(headerOf(message, "Bcc")).map(emailOf),
        subject,
        body: html ?? textOf(message).text,
        isHtml: html !== undefined,
        ...(threadId !== "" && threadId !== id && { threadId }),
      },
    };
  },
  undo({ before }) {
    const { draft, hasAttachments } = Former.parse(before);
    if (hasAttachments)
      return irreversible("That draft had attachments, which I can't bring back.");
    return reversible({ tool: "email_put_back_draft", args: argsOf(draft) });
  },
};

/** Puts a message's labels back to what they were. */
const relabelled: Reversal = {
  async before({ messageId }, provider) {
    return toMailMessage(await fetchMessage(provider, z.string().parse(messageId))).labels;
  },
  undo({ before, output }) {
    const { message } = Output.parse(output);
    const was = z.array(z.string()).parse(before);
    const args = {
      messageId: mention(message),
      add: was.filter((label) => !message.labels.includes(label)),
      remove: message.labels.filter((label) => !was.includes(label)),
    };
    return reversible({ tool: "email_modify_labels", args });
  },
};

function mention({ id, subject }: Pick<MailMessage, "id" | "subject">): Json {
  return { $entity: subject.slice(0, 200) || "the message", type: "message", id };
}

export const emailReversals: Readonly<Record<string, Reversal>> = {
  email_send: sent,
  email_reply: sent,
  email_forward: sent,
  email_send_draft: sent,
  email_create_draft: drafted,
  email_update_draft: redrafted,
  email_delete_draft: redrafted,
  email_create_label: {
    undo: () => irreversible("The label stays: I cannot delete a label."),
  },
  email_modify_labels: relabelled,
  email_restore: relabelled,
  email_trash: relabelled,
};
