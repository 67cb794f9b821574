import { Temporal } from "temporal-polyfill";
import { z } from "zod";

import { AssistantError, toAssistantError } from "../src/domain/errors.ts";
import type { Address, MailMessage } from "../src/domain/resources.ts";
import type { CallProvider } from "./definition.ts";
import type { SearchMail } from "./inputs.ts";
import { headerOf, ProviderMessage, readMessage, toMailMessage } from "./mail-message.ts";
import {
  compact,
  fieldOf,
  nextPageToken,
  readList,
  readPages,
  readResource,
  textField,
} from "./provider-data.ts";
import { parseAddresses } from "./recipients.ts";

const PAGE_SIZE = 50;
const MESSAGES_OF_THREAD = 100;
const SYSTEM_LABEL = /^(?:INBOX|SENT|DRAFT|TRASH|SPAM|UNREAD|STARRED|IMPORTANT|CATEGORY_[A-Z]+)$/u;

/** A label of the user's own. */
export const Label = z.object({ id: z.string(), name: z.string(), type: z.string().optional() });
export type Label = z.infer<typeof Label>;

/** A search in Gmail's syntax; days begin at midnight in the user's zone, and not in California as Gmail has it. */
export function toGmailQuery(search: z.infer<typeof SearchMail>, timezone: string): string {
  const { query, from, to, subject, unread, after, before } = search;
  const midnight = (day: string): number =>
    Math.floor(Temporal.PlainDate.from(day).toZonedDateTime(timezone).epochMilliseconds / 1000);
  const terms = [
    ...(query === undefined ? [] : [query]),
    ...(from === undefined ? [] : [`from:${quote(from)}`]),
    ...(to === undefined ? [] : [`to:${quote(to)}`]),
    ...(subject === undefined ? [] : [`subject:${quote(subject)}`]),
    ...(unread === undefined ? [] : [unread ? "is:unread" : "is:read"]),
    ...(after === undefined ? [] : [`after:${midnight(after)}`]),
    ...(before === undefined ? [] : [`before:${midnight(before)}`]),
  ];
  const isNarrowed = [query, from, to, subject].some((part) => part !== undefined);
  return isNarrowed ? terms.join(" ") : ["in:inbox", ...terms].join(" ");
}

function quote(words: string): string {
  const bare = words.replaceAll('"', " ").trim();
  return /^[\w.@+-]+$/u.test(bare) ? bare : `"${bare}"`;
}

/** The newest messages that fit, newest first. */
export async function searchMail(
  provider: CallProvider,
  query: string,
  limit: number,
): Promise<MailMessage[]> {
  const found = await readPages(limit, async (pageToken) => {
    const call = {
      query,
      max_results: Math.min(limit, PAGE_SIZE),
      include_payload: true,
      page_token: pageToken,
    };
    const data = await provider("GMAIL_FETCH_EMAILS", compact(call));
    return { items: readList(ProviderMessage, data, ["messages"]), next: nextPageToken(data) };
  });
  return found.map(toMailMessage).toSorted((a, b) => Date.parse(b.date) - Date.parse(a.date));
}

/** One message, its text and headers included. @throws ERR_NOT_FOUND */
export async function fetchMessage(provider: CallProvider, id: string): Promise<ProviderMessage> {
  const call = { message_id: id, format: "full" };
  return readMessage(await provider("GMAIL_FETCH_MESSAGE_BY_MESSAGE_ID", call));
}

/** The messages of a conversation, oldest first. What is in the trash or was never sent is not of it. */
export async function fetchThread(
  provider: CallProvider,
  threadId: string,
): Promise<ProviderMessage[]> {
  const messages = await readPages(MESSAGES_OF_THREAD, async (pageToken) => {
    const call = { thread_id: threadId, page_token: pageToken };
    const data = await provider("GMAIL_FETCH_MESSAGE_BY_THREAD_ID", compact(call));
    const inner = fieldOf(data, "thread") ?? data;
    return { items: readList(ProviderMessage, inner, ["messages"]), next: nextPageToken(data) };
  });
  return messages
    .filter((message) => !(message.labelIds ?? []).some((label) => NOT_OF_THREAD.has(label)))
    .toSorted((a, b) => sentAt(a) - sentAt(b));
}
const NOT_OF_THREAD: ReadonlySet<string> = new Set(["DRAFT", "TRASH"]);

function sentAt(message: ProviderMessage): number {
  return Date.parse(toMailMessage(message).date);
}

const DraftEntry = z.object({
  id: z.string(),
  message: z.looseObject({ id: z.string().optional(), messageId: z.string().optional() }),
});
const DRAFTS_PAGE = 100;
const DRAFTS_LOOKED_AT = 1_000;

/** The drafts, newest first: their ids, and those of the messages they are kept as, which change with each version. */
export async function listDrafts(
  provider: CallProvider,
  limit = DRAFTS_LOOKED_AT,
): Promise<{ readonly id: string; readonly messageId: string }[]> {
  const drafts = await readPages(limit, async (pageToken) => {
    const max_results = Math.min(limit, DRAFTS_PAGE);
    const call = { max_results, verbose: false, page_token: pageToken };
    const data = await provider("GMAIL_LIST_DRAFTS", compact(call));
    return { items: readList(DraftEntry, data, ["drafts"]), next: nextPageToken(data) };
  });
  return drafts.map(({ id, message }) => ({
    id,
    messageId: message.id ?? message.messageId ?? "",
  }));
}

/** A message that has just been written, as Gmail now has it; as it was meant where that cannot be read. */
export async function readBack(
  provider: CallProvider,
  data: unknown,
  meant: Omit<MailMessage, "id" | "threadId">,
): Promise<MailMessage> {
  const id = textField(data, ["id", "messageId", "message_id"]);
  try {
    return toMailMessage(await fetchMessage(provider, id));
  } catch {
    return { ...meant, id, threadId: textField(data, ["threadId", "thread_id"]) };
  }
}

/**
 * Whom a reply goes to: who wrote it (where they said to, or whom it was written to, where the user wrote it), and with
 * `all` the rest. Never the user, unless nobody else is on it.
 */
export async function recipientsOfReply(
  provider: CallProvider,
  message: ProviderMessage,
  all: boolean,
): Promise<{ readonly to: string[]; readonly cc: string[] }> {
  const { from, to, cc, labels } = toMailMessage(message);
  const profile = await provider("GMAIL_GET_PROFILE", {});
  const self = textField(profile, ["emailAddress", "email"]).toLowerCase();
  const others = (addresses: readonly Address[], taken: readonly string[] = []): string[] =>
    distinct(addresses).filter((email) => email !== self && !taken.includes(email));
  const isOwn = from.email === self || (self === "" && labels.includes("SENT"));
  const replyTo = others(parseAddresses(headerOf(message, "Reply-To")));
  const named = isOwn ? others(to) : replyTo.length > 0 ? replyTo : others([from]);
  const authors = named.length > 0 || !isOwn ? named : distinct([from]);
  if (!all) return { to: authors, cc: [] };
  const first = [...authors, ...others(isOwn ? [] : to, authors)];
  return { to: first, cc: others(cc, first) };
}

function distinct(addresses: readonly Address[]): string[] {
  return [...new Set(addresses.map(({ email }) => email).filter((email) => email !== ""))];
}

/** The user's own labels; Gmail's are left out. */
export async function listLabels(provider: CallProvider): Promise<Label[]> {
  const labels = readList(Label, await provider("GMAIL_LIST_LABELS", {}), ["labels"]);
  return labels.filter(({ id, type }) => type !== "system" && !SYSTEM_LABEL.test(id));
}

/** Makes a label, or answers the one that has this name already. */
export async function ensureLabel(
  provider: CallProvider,
  name: string,
): Promise<{ readonly label: Label; readonly created: boolean }> {
  if (SYSTEM_LABEL.test(name.toUpperCase())) {
    throw new AssistantError("ERR_INVALID_ARGUMENTS", `“${name}” is a label of Gmail's own.`);
  }
  const known = findLabel(await listLabels(provider), name);
  if (known !== undefined) return { label: known, created: false };
  try {
    const data = await provider("GMAIL_CREATE_LABEL", { label_name: name });
    return { label: readResource(Label, data, ["label"]), created: true };
  } catch (cause) {
    // Another call of the same plan may have made it in the meantime.
    if (toAssistantError(cause).code !== "ERR_TOOL_REJECTED") throw cause;
    const made = findLabel(await listLabels(provider), name);
    if (made === undefined) throw cause;
    return { label: made, created: false };
  }
}

/** The ids of labels given by name. @throws ERR_NOT_FOUND where the user has no such label */
export async function labelIds(
  provider: CallProvider,
  names: readonly string[],
): Promise<string[]> {
  const isSystem = (name: string): boolean => SYSTEM_LABEL.test(name.toUpperCase());
  const own = names.every(isSystem) ? [] : await listLabels(provider);
  return names.map((name) => {
    if (isSystem(name)) return name.toUpperCase();
    const label = findLabel(own, name);
    if (label !== undefined) return label.id;
    throw new AssistantError("ERR_NOT_FOUND", `You have no label “${name}”.`);
  });
}

/** The label of this name, or with this id. */
export function findLabel(labels: readonly Label[], name: string): Label | undefined {
  const wanted = name.toLowerCase();
  return labels.find((each) => each.name.toLowerCase() === wanted || each.id === name);
}
