import { z } from "zod";

import { MailMessage } from "../../src/domain/resources.ts";
import { fetchMessage } from "../mailbox.ts";
import { toMailMessage } from "../mail-message.ts";
import { showLine } from "../visible-text.ts";
import { irreversible, reversible } from "./reversal.ts";
import type { Reversal } from "./reversal.ts";

const Output = z.object({ message: MailMessage });

const sent: Reversal = {
  undo({ output }) {
    const { subject } = Output.parse(output).message;
    return irreversible(`The mail “${showLine(subject)}” has been sent and cannot be called back.`);
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
      messageId: {
        $entity: message.subject.slice(0, 200) || "the message",
        type: "message",
        id: message.id,
      },
      add: was.filter((label) => !message.labels.includes(label)),
      remove: message.labels.filter((label) => !was.includes(label)),
    };
    return reversible({ tool: "email_modify_labels", args });
  },
};

export const emailReversals: Readonly<Record<string, Reversal>> = {
  email_send: sent,
  email_reply: sent,
  email_forward: sent,
  email_modify_labels: relabelled,
  email_trash: relabelled,
};
