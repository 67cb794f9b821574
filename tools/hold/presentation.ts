import type { HeldMail } from "../../src/domain/held-mail.ts";
import { presentSent, showRecipients } from "../email-presentation.ts";
import { emailOf } from "../sending.ts";
import type { SendingOutput } from "../sending.ts";
import { showLine } from "../visible-text.ts";

type Addressed = Pick<HeldMail, "to" | "subject"> & Partial<Pick<HeldMail, "cc">>;

/** `Sent to eden@example.com: “Lunch”.`, or while it waits: `Sending in 10 s: “Lunch” to … Say undo to stop it.` */
export function presentSending(done: string, { message, held }: SendingOutput): string {
  const [to, cc] = [message.to.map(emailOf), message.cc.map(emailOf)];
  if (held === undefined) return presentSent(done, to, cc, message);
  const what = nameOf({ to, cc, subject: message.subject });
  return `Sending in ${showSeconds(held.seconds)}: ${what}. Say undo to stop it.`;
}

/** What is said where a mail is to be taken back that has left. */
export function hasLeft(mail: Addressed): string {
  return `That mail has left; it can't be taken back: ${nameOf(mail)}.`;
}

/** `“Lunch” to eden@example.com` */
export function nameOf({ to, cc = [], subject }: Addressed): string {
  const shown = showLine(subject);
  const copied = cc.length === 0 ? "" : ` (cc ${showRecipients(cc)})`;
  return `${shown === "" ? "the mail without a subject" : `“${shown}”`} to ${showRecipients(to)}${copied}`;
}

function showSeconds(seconds: number): string {
  return seconds < 120 ? `${seconds} s` : `${Math.round(seconds / 60)} min`;
}
