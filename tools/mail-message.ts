import { z } from "zod";

import type { Attachment, MailMessage } from "../src/domain/resources.ts";
import { htmlToText, looksLikeHtml } from "./html-text.ts";
import { readResource } from "./provider-data.ts";
import { parseAddress, parseAddresses } from "./recipients.ts";
import { shorten, showLine, visibleText } from "./visible-text.ts";

interface Part {
  readonly mimeType?: string | undefined;
  readonly filename?: string | undefined;
  readonly headers?: readonly { readonly name: string; readonly value: string }[] | undefined;
  readonly body?:
    { readonly data?: string | undefined; readonly size?: number | undefined } | undefined;
  readonly parts?: readonly Part[] | undefined;
}

const Part: z.ZodType<Part> = z.object({
  mimeType: z.string().optional(),
  filename: z.string().optional(),
  headers: z.array(z.object({ name: z.string(), value: z.string() })).optional(),
  body: z.object({ data: z.string().optional(), size: z.number().optional() }).optional(),
  get parts() {
    return z.array(Part).optional();
  },
});

/** A message as Composio gives it: its own fields, beside Gmail's where they were asked for. */
export const ProviderMessage = z.preprocess(
  withMessageId,
  z.object({
    messageId: z.string(),
    threadId: z.string().default(""),
    subject: z.string().nullish(),
    sender: z.string().nullish(),
    to: z.string().nullish(),
    messageTimestamp: z.string().nullish(),
    internalDate: z.string().nullish(),
    messageText: z.string().nullish(),
    labelIds: z.array(z.string()).nullish(),
    preview: z.looseObject({ body: z.string().nullish() }).nullish().catch(undefined),
    payload: Part.nullish().catch(undefined),
    attachmentList: z.array(z.looseObject({ filename: z.string().nullish() })).nullish(),
  }),
);
export type ProviderMessage = z.infer<typeof ProviderMessage>;

const SNIPPET_LENGTH = 200;
/** More than this of one message is not carried along. */
const TEXT_LENGTH = 20_000;
const NO_ADDRESS = { email: "" };

/** Reads one message out of a provider's answer. */
export function readMessage(data: unknown): ProviderMessage {
  return readResource(ProviderMessage, data, ["message"]);
}

/** The message as the rest of the program knows messages, without its text. */
export function toMailMessage(message: ProviderMessage): MailMessage {
  const labels = message.labelIds ?? [];
  const text = message.preview?.body ?? textOf(message).text;
  const attachments = attachmentsOf(message);
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
    ...(attachments.length > 0 && { attachments }),
  };
}

/** The same with its text; of a very long one the beginning, and how much is missing. */
export function toWholeMessage(message: ProviderMessage): MailMessage {
  const { text, omitted } = textOf(message);
  return {
    ...toMailMessage(message),
    text,
    ...(omitted > 0 && { omittedCharacters: omitted }),
  };
}

/** A header of the message, where the payload came with it. */
export function headerOf({ payload }: ProviderMessage, name: string): string | undefined {
  return payload?.headers?.find((header) => header.name.toLowerCase() === name.toLowerCase())
    ?.value;
}

/** What is attached to it: names, and sizes where the provider tells them. */
export function attachmentsOf({ payload, attachmentList }: ProviderMessage): Attachment[] {
  const parts = payload ? partsOf(payload) : [];
  const inPayload = parts.flatMap(({ filename, body }) =>
    filename
      ? [{ name: showLine(filename), ...(body?.size !== undefined && { sizeBytes: body.size }) }]
      : [],
  );
  const listed = (attachmentList ?? []).flatMap(({ filename }) =>
    filename ? [{ name: showLine(filename) }] : [],
  );
  return inPayload.length > 0 ? inPayload : listed;
}

/** The message's text: its plain part, or its HTML turned to text. Nothing in it hides or runs backwards. */
export function textOf(message: ProviderMessage): {
  readonly text: string;
  readonly omitted: number;
} {
  const { payload, messageText } = message;
  const plain = payload && bodyOf(payload, "text/plain");
  if (plain) return cut(plain, 0);
  const html = (payload && bodyOf(payload, "text/html")) || messageText || "";
  if (!looksLikeHtml(html)) return cut(html, 0);
  const { text, omitted } = htmlToText(html);
  return cut(text, omitted);
}

/** The HTML a message was written in, where it was. */
export function htmlOf({ payload }: ProviderMessage): string | undefined {
  return payload ? bodyOf(payload, "text/html") : undefined;
}

function cut(given: string, omitted: number): { text: string; omitted: number } {
  const text = visibleText(given).trim();
  const kept = text.slice(0, TEXT_LENGTH).replace(/[\uD800-\uDBFF]$/u, "");
  return { text: kept.trimEnd(), omitted: omitted + text.length - kept.length };
}

function bodyOf(payload: Part, mimeType: string): string | undefined {
  const part = partsOf(payload).find(
    (each) => each.mimeType === mimeType && !each.filename && each.body?.data,
  );
  return part?.body?.data && Buffer.from(part.body.data, "base64url").toString("utf8");
}

/** The part and all within it, outermost first. */
function partsOf(part: Part): Part[] {
  return [part, ...(part.parts ?? []).flatMap(partsOf)];
}

/** Of a thread, some versions answer Gmail's own messages, whose id has another name. */
function withMessageId(value: unknown): unknown {
  if (typeof value !== "object" || value === null || "messageId" in value) return value;
  return "id" in value ? { ...value, messageId: value.id } : value;
}

/** RFC 3339, from milliseconds or any form of date that a mail may carry. */
function dateOf(message: ProviderMessage): string {
  const given = message.messageTimestamp ?? message.internalDate ?? headerOf(message, "Date") ?? "";
  const date = new Date(/^\d+$/u.test(given) ? Number(given) : given);
  return Number.isNaN(date.getTime()) ? "1970-01-01T00:00:00Z" : date.toISOString();
}
