import type { Address } from "../src/domain/resources.ts";
import { toMailMessage, textOf } from "./mail-message.ts";
import type { ProviderMessage } from "./mail-message.ts";
import { showDateAndTime } from "./presentation.ts";
import type { Reader } from "./presentation.ts";
import { showSize } from "./sizes.ts";

/** A reply above what it answers: who wrote that and when, each of its lines marked as quoted. */
export function withQuotation(body: string, original: ProviderMessage, reader: Reader): string {
  const { from, date } = toMailMessage(original);
  const lines = wholeText(original)
    .split("\n")
    .map((line) => (line === "" || line.startsWith(">") ? `>${line}` : `> ${line}`));
  return [
    body.trimEnd(),
    "",
    `On ${showDateAndTime(date, reader)}, ${showMailbox(from)} wrote:`,
    ...lines,
  ].join("\n");
}

/** A message sent on below a note: its head, then its text as it was. Its attachments are named, not included. */
export function asForwarded(
  note: string | undefined,
  original: ProviderMessage,
  reader: Reader,
): string {
  const { from, to, cc, date, subject, attachments = [] } = toMailMessage(original);
  const named = attachments.map(({ name, sizeBytes }) =>
    sizeBytes === undefined ? name : `${name} (${showSize(sizeBytes)})`,
  );
  return [
    ...(note === undefined ? [] : [note.trimEnd(), ""]),
    "---------- Forwarded message ---------",
    `From: ${showMailbox(from)}`,
    `Date: ${showDateAndTime(date, reader)}`,
    `Subject: ${subject}`,
    `To: ${to.map(showMailbox).join(", ")}`,
    ...(cc.length === 0 ? [] : [`Cc: ${cc.map(showMailbox).join(", ")}`]),
    ...(named.length === 0 ? [] : [`Attachments, not included: ${named.join(", ")}`]),
    "",
    wholeText(original),
  ].join("\n");
}

const ATTRIBUTION = /^On .{1,200} wrote:$/u;

/** A text without the quotation it ends with: in a conversation, that is the message before. */
export function withoutQuotation(text: string): string {
  const lines = text.split("\n");
  const at = lines.findIndex(
    (line, i) =>
      ATTRIBUTION.test(line.trim()) &&
      lines.slice(i + 1).every((after) => after.trim() === "" || after.startsWith(">")),
  );
  return at === -1 ? text : lines.slice(0, at).join("\n").trimEnd();
}

const PREFIXED = { Re: /^re:/iu, Fwd: /^fwd?:/iu };

/** A subject with its mark, once. */
export function prefixed(prefix: keyof typeof PREFIXED, subject: string): string {
  return PREFIXED[prefix].test(subject) ? subject : `${prefix}: ${subject}`;
}

function wholeText(message: ProviderMessage): string {
  const { text, omitted } = textOf(message);
  return omitted === 0 ? text : `${text}\n[${omitted} more characters not included]`;
}

function showMailbox({ name, email }: Address): string {
  return name === undefined ? email : `${name} <${email}>`;
}
