import { sentAt, snippetOf } from "./message.ts";
import type { StoredMessage } from "./message.ts";

/** What Gmail says of a message that it has just written. */
export function reference({ id, threadId, labelIds }: StoredMessage) {
  return { id, threadId, labelIds };
}

/** A message as Composio gives it: its own fields beside Gmail's payload. */
export function render(message: StoredMessage) {
  const { id, threadId, labelIds, subject, from, to, cc, bcc, date, text, html } = message;
  const { messageId, inReplyTo, references, replyTo, attachments = [] } = message;
  const headers = {
    From: from,
    To: to,
    Cc: cc,
    Bcc: bcc,
    "Reply-To": replyTo,
    Subject: subject,
    Date: date,
    "Message-ID": messageId,
    "In-Reply-To": inReplyTo,
    References: references,
  };
  const part = (mimeType: string, body: string) => ({
    mimeType,
    body: { data: Buffer.from(body).toString("base64url"), size: Buffer.byteLength(body) },
  });
  const content =
    html === undefined
      ? part("text/plain", text)
      : {
          mimeType: "multipart/alternative",
          parts: [part("text/plain", text), part("text/html", html)],
        };
  return {
    messageId: id,
    threadId,
    labelIds,
    subject,
    sender: from,
    to,
    messageTimestamp: new Date(sentAt(message)).toISOString(),
    messageText: text,
    preview: { subject, body: snippetOf(message) },
    attachmentList: attachments.map(({ filename, mimeType }, i) => ({
      attachmentId: `ANGjdJ_${id}_${i}`,
      filename,
      mimeType,
    })),
    payload: {
      mimeType: attachments.length > 0 ? "multipart/mixed" : content.mimeType,
      headers: Object.entries(headers).flatMap(([name, value]) =>
        value === undefined || value === "" ? [] : [{ name, value }],
      ),
      ...(attachments.length === 0
        ? content
        : {
            parts: [
              content,
              ...attachments.map(({ filename, mimeType, size }, i) => ({
                partId: String(i + 1),
                filename,
                mimeType: mimeType ?? "application/octet-stream",
                body: { attachmentId: `ANGjdJ_${id}_${i}`, size: size ?? 0 },
              })),
            ],
          }),
    },
  };
}
