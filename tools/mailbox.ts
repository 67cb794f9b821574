import { Temporal } from "temporal-polyfill";
import { z } from "zod";

import { AssistantError } from "../src/domain/errors.ts";
import type { Address, MailMessage } from "../src/domain/resources.ts";
import type { CallProvider } from "./definition.ts";
import type { SearchMail } from "./inputs.ts";
import { headerOf, ProviderMessage, readMessage, toMailMessage } from "./mail-message.ts";
import { compact, nextPageToken, readList, readPages, textField } from "./provider-data.ts";
import { parseAddresses } from "./recipients.ts";

const PAGE_SIZE = 50;
const SYSTEM_LABEL = /^(?:INBOX|SENT|DRAFT|TRASH|SPAM|UNREAD|STARRED|IMPORTANT|CATEGORY_[A-Z]+)$/u;

const Label = z.object({ id: z.string(), name: z.string() });

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

/** Whom a reply goes to: who wrote it (or whom it was written to, where the user wrote it), and with `all` the rest. */
export async function recipientsOfReply(
  provider: CallProvider,
  message: ProviderMessage,
  all: boolean,
): Promise<{ readonly to: string[]; readonly cc: string[] }> {
  const { from, to, cc, labels } = toMailMessage(message);
  const isOwn = labels.includes("SENT");
  const replyTo = parseAddresses(headerOf(message, "Reply-To"));
  const authors = isOwn ? to : replyTo.length > 0 ? replyTo : [from];
  if (!all) return { to: distinct(authors), cc: [] };
  const profile = await provider("GMAIL_GET_PROFILE", {});
  const self = textField(profile, ["emailAddress", "email"]).toLowerCase();
  const taken = [self, ...distinct(authors)];
  const others = isOwn ? [] : distinct(to).filter((email) => !taken.includes(email));
  const copied = distinct(cc).filter((email) => !taken.includes(email) && !others.includes(email));
  return { to: [...distinct(authors), ...others], cc: copied };
}

function distinct(addresses: readonly Address[]): string[] {
  return [...new Set(addresses.map(({ email }) => email).filter((email) => email !== ""))];
}

/** The ids of labels given by name. @throws ERR_NOT_FOUND where the user has no such label */
export async function labelIds(
  provider: CallProvider,
  names: readonly string[],
): Promise<string[]> {
  if (names.every((name) => SYSTEM_LABEL.test(name.toUpperCase()))) {
    return names.map((name) => name.toUpperCase());
  }
  const labels = readList(Label, await provider("GMAIL_LIST_LABELS", {}), ["labels"]);
  return names.map((name) => {
    if (SYSTEM_LABEL.test(name.toUpperCase())) return name.toUpperCase();
    const wanted = name.toLowerCase();
    const label = labels.find((each) => each.name.toLowerCase() === wanted || each.id === name);
    if (label !== undefined) return label.id;
    throw new AssistantError("ERR_NOT_FOUND", `You have no label “${name}”.`);
  });
}
