import type { z } from "zod";

import type { Address, Attachment, MailMessage } from "../src/domain/resources.ts";
import type { ModifyLabels, SearchMail } from "./inputs.ts";
import { showArgument, showList, showMoment, showSeries } from "./presentation.ts";
import type { Reader } from "./presentation.ts";
import { withoutQuotation } from "./mail-quotation.ts";
import { showSize } from "./sizes.ts";
import { shorten, showLine, visibleText } from "./visible-text.ts";

const SUBJECT_LENGTH = 100;
const TEXT_LENGTH = 4_000;

/** Messages that were found, one a line. */
export function presentMessages(
  args: z.input<typeof SearchMail>,
  messages: readonly MailMessage[],
  reader: Reader,
): string {
  const about = [
    ...(args.from === undefined ? [] : [`from ${showLine(args.from)}`]),
    ...(args.to === undefined ? [] : [`to ${showLine(args.to)}`]),
    ...(args.subject === undefined ? [] : [`about “${showLine(args.subject)}”`]),
    ...(args.query === undefined || args.query === DRAFTS
      ? []
      : [`that fit “${showLine(args.query)}”`]),
  ];
  const noun = args.query === DRAFTS ? "drafts" : "messages";
  const kind = args.unread === true ? `unread ${noun}` : noun;
  const which = [kind, ...about].join(" ");
  const unread = (message: MailMessage): string =>
    message.unread && args.unread !== true ? " (unread)" : "";
  return showList(
    `${messages.length} ${messages.length === 1 ? which.replace(noun, noun.slice(0, -1)) : which}:`,
    messages.map(
      (message) =>
        `${showMoment(message.date, reader)}, ${showCorrespondent(message)}: ${showSubject(message)}${unread(message)}${showAttached(message)}`,
    ),
    `No ${which}.`,
  );
}
const DRAFTS = "in:drafts";

/** Whose message it is; whom it is to, where the user wrote it. */
function showCorrespondent({ from, to, labels }: MailMessage): string {
  const isOwn = labels.includes("DRAFT") || labels.includes("SENT");
  if (!isOwn) return showAddress(from);
  return to.length === 0 ? "to nobody yet" : `to ${showSeries(to.map(showAddress))}`;
}

/** One message with its text, and what else is in its conversation: in full where their texts are there. */
export function presentRead(
  message: MailMessage,
  others: readonly MailMessage[],
  reader: Reader,
): string {
  if (others.length === 0) return presentMessage(message, reader);
  if (others.some(({ text }) => text !== undefined)) {
    const all = [...others, message].toSorted((a, b) => Date.parse(a.date) - Date.parse(b.date));
    const parts = all.map((each) =>
      presentMessage({ ...each, text: withoutQuotation(each.text ?? "") }, reader),
    );
    return [`${all.length} messages, oldest first:`, ...parts].join("\n\n");
  }
  const lines = others.map(
    ({ date, from, snippet }) =>
      `- ${showMoment(date, reader)}, ${showAddress(from)}: ${shorten(showLine(snippet), 80)}`,
  );
  const count = others.length === 1 ? "one more message" : `${others.length} more messages`;
  return [presentMessage(message, reader), "", `${count} in this conversation:`, ...lines].join(
    "\n",
  );
}

function presentMessage(message: MailMessage, reader: Reader): string {
  const { from, to, cc, date, text = "", attachments = [], omittedCharacters = 0 } = message;
  const visible = visibleText(text);
  const shown = shorten(visible, TEXT_LENGTH);
  const left = Math.max(0, visible.length - shown.length) + omittedCharacters;
  return [
    `From ${showAddress(from)} <${showLine(from.email)}>, ${showMoment(date, reader)}`,
    `To ${showSeries(to.map(showAddress))}`,
    ...(cc.length === 0 ? [] : [`Cc ${showSeries(cc.map(showAddress))}`]),
    `Subject: ${showSubject(message)}`,
    ...(attachments.length === 0
      ? []
      : [`Attached: ${showSeries(attachments.map(showAttachment))}`]),
    "",
    text === "" ? "(No text.)" : shown,
    ...(left === 0 ? [] : [`(${left.toLocaleString("en-US")} more characters are not shown.)`]),
  ].join("\n");
}

function showAttachment({ name, sizeBytes }: Attachment): string {
  const shown = shorten(showLine(name), SUBJECT_LENGTH);
  return sizeBytes === undefined ? shown : `${shown} (${showSize(sizeBytes)})`;
}

function showAttached({ attachments = [] }: MailMessage): string {
  return attachments.length === 0
    ? ""
    : `, attached: ${showSeries(attachments.map(showAttachment))}`;
}

/** `Draft saved to eden@example.com, “Lunch”. It has not been sent.` */
export function presentDraft(done: string, to: readonly string[], subject: string): string {
  const addressed = to.length === 0 ? "" : ` to ${showRecipients(to)}`;
  const about = subject === "" ? "" : `, “${showLine(subject)}”`;
  return `${done}${addressed}${about}. It has not been sent.`;
}

/** `Sent to eden@example.com: “Lunch”.` */
export function presentSent(
  done: string,
  to: readonly string[],
  cc: readonly string[] | undefined,
  message: MailMessage,
): string {
  const copied = cc === undefined || cc.length === 0 ? "" : ` (cc ${showRecipients(cc)})`;
  return `${done} to ${showRecipients(to)}${copied}: ${showSubject(message)}.`;
}

/** Addresses in a sentence. */
export function showRecipients(addresses: readonly string[]): string {
  return showSeries(addresses.map(showLine));
}

function showAddress({ name, email }: Address): string {
  const shown = showLine(name ?? "");
  return shown === "" ? showLine(email) : shown;
}

function showSubject({ subject }: MailMessage): string {
  const shown = shorten(showLine(subject), SUBJECT_LENGTH);
  return shown === "" ? "(no subject)" : `“${shown}”`;
}

const ADDING: Readonly<Record<string, string>> = {
  STARRED: "Star",
  UNREAD: "Mark as unread",
  INBOX: "Move to the inbox",
  IMPORTANT: "Mark as important",
  SPAM: "Mark as spam",
};
const REMOVING: Readonly<Record<string, string>> = {
  STARRED: "Unstar",
  UNREAD: "Mark as read",
  INBOX: "Archive",
  IMPORTANT: "Mark as not important",
  SPAM: "Mark as not spam",
};

/** What a change of labels comes to: "Archive and mark as read “Invoice”". */
export function titleOfLabels(
  { add = [], remove = [], createMissing = false }: Partial<z.input<typeof ModifyLabels>>,
  message: string,
): string {
  const ifNone = createMissing ? " (made where there is none)" : "";
  const actions = [
    ...asList(add).map((label) => ADDING[label] ?? `Put the label “${label}”${ifNone} on`),
    ...asList(remove).map((label) => REMOVING[label] ?? `Take the label “${label}” off`),
  ].map((action, i) => (i === 0 ? action : action.charAt(0).toLowerCase() + action.slice(1)));
  return `${showSeries(actions.length === 0 ? ["Change the labels of"] : actions)} ${message}`;
}

// In a plan, a list may still be a reference to what an earlier step will give.
function asList(labels: unknown): string[] {
  return Array.isArray(labels) ? labels.map(showArgument) : [showArgument(labels)];
}
