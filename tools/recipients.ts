import emailAddresses from "email-addresses";

import { AssistantError } from "../src/domain/errors.ts";
import type { Address } from "../src/domain/resources.ts";

/** Reads one address, with or without a name: `"Chan, Eden" <eden@example.com>`. Undefined where it is none. */
export function parseAddress(text: string): Address | undefined {
  const parsed = emailAddresses.parseOneAddress(text.trim());
  if (parsed?.type !== "mailbox" || !parsed.domain.includes(".")) return undefined;
  return {
    email: parsed.address.toLowerCase(),
    ...(parsed.name !== null && { name: parsed.name }),
  };
}

/** Reads a header's list of addresses; what is none is left out, and groups are opened. */
export function parseAddresses(header: string | undefined): Address[] {
  if (header === undefined || header.trim() === "") return [];
  const parsed = emailAddresses.parseAddressList(header);
  if (parsed === null) return header.split(",").flatMap((part) => parseAddress(part) ?? []);
  return parsed
    .flatMap((entry) => (entry.type === "group" ? entry.addresses : [entry]))
    .map(({ address, name }) => ({
      email: address.toLowerCase(),
      ...(name !== null && { name }),
    }));
}

/**
 * The addresses a mail or an invitation may go to. @throws ERR_INVALID_ARGUMENTS where one is no address or holds a
 * line break, which could add a header of its own.
 */
export function checkRecipients(addresses: readonly string[]): string[] {
  return addresses.map((address) => {
    const parsed = /[\r\n]/u.test(address) ? undefined : parseAddress(address);
    if (parsed === undefined) {
      const shown = JSON.stringify(address.slice(0, 100));
      throw new AssistantError("ERR_INVALID_ARGUMENTS", `${shown} is not an e-mail address.`);
    }
    return parsed.email;
  });
}

/** @throws ERR_INVALID_ARGUMENTS where the text could break out of a mail header. */
export function checkHeader(text: string): string {
  if (/[\r\n]/u.test(text)) {
    throw new AssistantError("ERR_INVALID_ARGUMENTS", "A subject is one line.");
  }
  return text;
}
