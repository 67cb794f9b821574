import type { MentionContext, Resolution } from "../../src/domain/entity.ts";
import type { Address, MailMessage } from "../../src/domain/resources.ts";
import { showMoment } from "../presentation.ts";
import { showLine } from "../visible-text.ts";
import { toResolution } from "./person.ts";
import { fitsAll, isWhole, tellingWords } from "./word-match.ts";

const GENERIC: ReadonlySet<string> = new Set(
  "email emails e mail mails message messages thread conversation reply note inbox unread new draft drafts trash bin".split(
    " ",
  ),
);
const NEWEST: ReadonlySet<string> = new Set(["last", "latest", "newest", "recent", "most"]);

/** The words to search a mailbox for, and whether only the newest of what is found is meant. */
export function readMessageMention(words: string): {
  readonly telling: readonly string[];
  readonly isNewest: boolean;
} {
  const said = tellingWords(words, GENERIC);
  const telling = said.filter((word) => !NEWEST.has(word));
  return { telling, isNewest: telling.length < said.length };
}

/** Which of these messages, newest first, the words mean; with nothing said of it, the newest. */
export function resolveMessage(
  words: string,
  messages: readonly MailMessage[],
  context: MentionContext,
): Resolution {
  const { telling, isNewest } = readMessageMention(words);
  const bySubject = messages.filter(({ subject }) => fitsAll(telling, subject));
  const fitting =
    bySubject.length > 0
      ? bySubject
      : messages.filter((message) =>
          fitsAll(telling, `${message.subject} ${correspondents(message)} ${message.snippet}`),
        );
  const exact = fitting.filter(({ subject }) => isWhole(telling, subject));
  const likely = telling.length > 1 && exact.length > 0 ? exact : fitting;
  // Which of several drafts is not guessed: it may be one to send.
  const isAny = telling.length === 0 && !likely.some(isDraft);
  const found = isNewest || isAny ? likely.slice(0, 1) : newestOfThreads(likely);
  return toResolution(
    found.map((message) => ({ value: message.id, label: labelOf(message, context) })),
  );
}

function labelOf(message: MailMessage, context: MentionContext): string {
  const { subject, from, to, date } = message;
  const whose = isDraft(message)
    ? `to ${to.map(mailbox).map(showLine).join(", ") || "nobody yet"}`
    : `from ${showLine(from.name ?? from.email)}`;
  return `“${showLine(subject)}” ${whose}, ${showMoment(date, context)}`;
}

function isDraft({ labels }: MailMessage): boolean {
  return labels.includes("DRAFT");
}

/** Who wrote it; whom it is to, where it is a draft of the user's own. */
function correspondents(message: MailMessage): string {
  return (isDraft(message) ? message.to : [message.from]).map(mailbox).join(" ");
}

function mailbox({ name, email }: Address): string {
  return name === undefined ? email : `${name} ${email}`;
}

/** One message for each conversation. */
function newestOfThreads(messages: readonly MailMessage[]): MailMessage[] {
  const threads = new Set<string>();
  return messages.filter(({ threadId }) => {
    const isNew = !threads.has(threadId);
    threads.add(threadId);
    return isNew;
  });
}
