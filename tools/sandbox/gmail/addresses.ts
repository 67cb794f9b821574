import emailAddresses from "email-addresses";

import { invalid } from "../refusal.ts";

/** One mailbox: an address and, where it has one, a name. */
export interface Mailbox {
  readonly email: string;
  readonly displayName?: string | undefined;
}

/** The mailboxes of an address header. What cannot be read as addresses is none. */
export function parseMailboxes(header: string | undefined): Mailbox[] {
  if (header === undefined || header.trim() === "") return [];
  const known = parsed.get(header);
  if (known !== undefined) return known;
  const mailboxes = (
    emailAddresses.parseAddressList({ input: header, rfc6532: true }) ?? []
  ).flatMap((each) => (each.type === "group" ? each.addresses : [each]));
  const found = mailboxes.map(({ address, name }) => ({
    email: address.toLowerCase(),
    ...(name !== null && { displayName: name }),
  }));
  if (parsed.size > 5_000) parsed.clear();
  parsed.set(header, found);
  return found;
}
const parsed = new Map<string, Mailbox[]>();

/** As a header has them: `Sam Carter <sam@acme.com>, dana@acme.com`. */
export function formatMailboxes(mailboxes: readonly Mailbox[]): string {
  return mailboxes
    .map(({ email, displayName }) =>
      displayName === undefined || displayName === ""
        ? email
        : `${/^[\w .'-]+$/u.test(displayName) ? displayName : JSON.stringify(displayName)} <${email}>`,
    )
    .join(", ");
}

/** The mailboxes that recipients were given as. @throws Refusal where one of them is none */
export function readRecipients(recipients: readonly (string | undefined)[]): Mailbox[] {
  return recipients
    .filter((recipient) => recipient !== undefined && recipient.trim() !== "")
    .flatMap((recipient) => {
      const found = parseMailboxes(recipient);
      if (found.length === 0) throw invalid(`Invalid To header: ${recipient}`);
      return found;
    });
}
