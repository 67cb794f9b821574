import type { z } from "zod";

import type { Address, MailMessage } from "../src/domain/resources.ts";
import type { ModifyLabels, SearchMail } from "./inputs.ts";
import { showArgument, showList, showMoment, showSeries } from "./presentation.ts";
import type { Reader } from "./presentation.ts";
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
    ...(args.query === undefined ? [] : [`that fit “${showLine(args.query)}”`]),
  ];
  const kind = args.unread === true ? "unread messages" : "messages";
  const which = [kind, ...about].join(" ");
  const unread = (message: MailMessage): string =>
    message.unread && args.unread !== true ? " (unread)" : "";
  return showList(
    `${messages.length} ${messages.length === 1 ? which.replace("messages", "message") : which}:`,
    messages.map(
      (message) =>
        `${showMoment(message.date, reader)}, ${showAddress(message.from)}: ${showSubject(message)}${unread(message)}`,
    ),
    `No ${which}.`,
  );
}

/** One message with its text. */
export function presentMessage(message: MailMessage, reader: Reader): string {
  const { from, to, date, text = "" } = message;
  return [
    `From ${showAddress(from)} <${showLine(from.email)}>, ${showMoment(date, reader)}`,
    `To ${showSeries(to.map(showAddress))}`,
    `Subject: ${showSubject(message)}`,
    "",
    text === "" ? "(No text.)" : shorten(visibleText(text), TEXT_LENGTH),
  ].join("\n");
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
  { add = [], remove = [] }: Partial<z.input<typeof ModifyLabels>>,
  message: string,
): string {
  const actions = [
    ...asList(add).map((label) => ADDING[label] ?? `Label ${label}`),
    ...asList(remove).map((label) => REMOVING[label] ?? `Take off label ${label}`),
  ].map((action, i) => (i === 0 ? action : action.charAt(0).toLowerCase() + action.slice(1)));
  return `${showSeries(actions.length === 0 ? ["Change the labels of"] : actions)} ${message}`;
}

// In a plan, a list may still be a reference to what an earlier step will give.
function asList(labels: unknown): string[] {
  return Array.isArray(labels) ? labels.map(showArgument) : [showArgument(labels)];
}
