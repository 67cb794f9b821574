import { convert } from "html-to-text";
import { z } from "zod";

import type { MailMessage } from "../src/domain/resources.ts";
import { readResource } from "./provider-data.ts";
import { parseAddress, parseAddresses } from "./recipients.ts";
import { shorten, showLine, visibleText } from "./visible-text.ts";

interface Part {
  readonly mimeType?: string | undefined;
  readonly filename?: string | undefined;
  readonly headers?: readonly { readonly name: string; readonly value: string }[] | undefined;
  readonly body?: { readonly data?: string | undefined } | undefined;
  readonly parts?: readonly Part[] | undefined;
}

const Part: z.ZodType<Part> = z.object({
  mimeType: z.string().optional(),
  filename: z.string().optional(),
  headers: z.array(z.object({ name: z.string(), value: z.string() })).optional(),
  body: z.object({ data: z.string().optional() }).optional(),
  get parts() {
    return z.array(Part).optional();
  },
});

/** A message as Composio gives it: its own fields, beside Gmail's where they were asked for. */
export const ProviderMessage = z.object({
  messageId: z.string(),
  threadId: z.string().default(""),
  subject: z.string().nullish(),
  sender: z.string().nullish(),
  to: z.string().nullish(),
  messageTimestamp: z.string().nullish(),
  messageText: z.string().nullish(),
  labelIds: z.array(z.string()).nullish(),
  preview: z.looseObject({ body: z.string().nullish() }).nullish().catch(undefined),
  payload: Part.nullish().catch(undefined),
  attachmentList: z.array(z.looseObject({ filename: z.string().nullish() })).nullish(),
});
export type ProviderMessage = z.infer<typeof ProviderMessage>;

const SNIPPET_LENGTH = 200;
const NO_ADDRESS = { email: "" };

/** Reads one message out of a provider's answer. */
export function readMessage(data: unknown): ProviderMessage {
  return readResource(ProviderMessage, data, ["message"]);
}

/** The message as the rest of the program knows messages, without its text. */
export function toMailMessage(message: ProviderMessage): MailMessage {
  const labels = message.labelIds ?? [];
  const text = message.preview?.body ?? textOf(message);
  return {
    id: message.messageId,
    threadId: message.threadId,
    from: parseAddress(headerOf(message, "From") ?? message.sender ?? "") ?? NO_ADDRESS,
    to: parseAddresses(headerOf(message, "To") ?? message.to ?? ""),
    cc: parseAddresses(headerOf(message, "Cc")),
    subject: showLine(headerOf(message, "Subject") ?? message.subject ?? ""),
    date: dateOf(message),
    snippet: shorten(showLine(text), SNIPPET_LENGTH),
    unread: labels.includes("UNREAD"),
    labels,
  };
}

/** A header of the message, where the payload came with it. */
export function headerOf({ payload }: ProviderMessage, name: string): string | undefined {
  return payload?.headers?.find((header) => header.name.toLowerCase() === name.toLowerCase())
    ?.value;
}

/** The names of what is attached to it. */
export function attachmentsOf({ attachmentList }: ProviderMessage): string[] {
  return (attachmentList ?? []).flatMap(({ filename }) => (filename ? [showLine(filename)] : []));
}

/** The message's text: its plain part, or its HTML turned to text. Nothing in it hides or runs backwards. */
export function textOf(message: ProviderMessage): string {
  const { payload, messageText } = message;
  const plain = payload && bodyOf(payload, "text/plain");
  if (plain) return visibleText(plain).trim();
  const html = (payload && bodyOf(payload, "text/html")) || messageText || "";
  return visibleText(looksLikeHtml(html) ? htmlToText(html) : html).trim();
}

// The limits are what keeps thousands of nested elements from overflowing the stack.
function htmlToText(html: string): string {
  return convert(html, {
    wordwrap: false,
    limits: { maxDepth: 60, maxInputLength: 100_000 },
    selectors: [
      { selector: "a", options: { hideLinkHrefIfSameAsText: true, ignoreHref: false } },
      { selector: "img", format: "skip" },
    ],
  });
}

function looksLikeHtml(text: string): boolean {
  return /<(?:!doctype|html|head|body|div|p|br|table|span|a|ul|ol|h[1-6])\b[^>]*>/iu.test(text);
}

function bodyOf(part: Part, mimeType: string): string | undefined {
  if (part.mimeType === mimeType && !part.filename && part.body?.data) {
    return Buffer.from(part.body.data, "base64url").toString("utf8");
  }
  for (const child of part.parts ?? []) {
    const found = bodyOf(child, mimeType);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** RFC 3339, from milliseconds or any form of date that a mail may carry. */
function dateOf(message: ProviderMessage): string {
  const given = message.messageTimestamp ?? headerOf(message, "Date") ?? "";
  const date = new Date(/^\d+$/u.test(given) ? Number(given) : given);
  return Number.isNaN(date.getTime()) ? "1970-01-01T00:00:00Z" : date.toISOString();
}
