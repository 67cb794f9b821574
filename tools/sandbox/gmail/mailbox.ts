import { makeId } from "../ids.ts";
import { notFound } from "../refusal.ts";
import type { Workspace } from "../store/workspace.ts";
import { sentAt } from "./message.ts";
import type { StoredMessage } from "./message.ts";

/** @throws Refusal where the user has no such message */
export function messageOf({ messages }: Workspace, id: string): StoredMessage {
  const message = messages.get(id);
  if (message === undefined) throw notFound("Requested entity was not found.");
  return message;
}

/** An id for a message that comes into a mailbox now: none of what is in it, whoever put that there at the same moment. */
export function newMessageId({ messages }: Pick<Workspace, "messages">, now: number): string {
  const id = makeId.message(now);
  return messages.get(id) === undefined ? id : newMessageId({ messages }, now);
}

/** The messages of a thread, oldest first. */
export function threadOf({ messages }: Workspace, threadId: string): StoredMessage[] {
  return [...messages.values()]
    .filter((message) => message.threadId === threadId)
    .toSorted((a, b) => sentAt(a) - sentAt(b));
}

/** What a new message of a thread answers: the last one that was sent, and those before it. */
export function answering(
  workspace: Workspace,
  threadId: string,
):
  | { readonly last: StoredMessage; readonly inReplyTo: string; readonly references: string }
  | undefined {
  const last = threadOf(workspace, threadId).findLast(
    ({ labelIds }) => !labelIds.includes("DRAFT") && !labelIds.includes("TRASH"),
  );
  if (last === undefined) return undefined;
  const references = [last.references ?? last.inReplyTo ?? "", last.messageId].join(" ").trim();
  return { last, inReplyTo: last.messageId, references };
}
