import type { MentionContext, Resolution } from "../../src/domain/entity.ts";
import type { MailMessage } from "../../src/domain/resources.ts";
import { showMoment } from "../presentation.ts";
import { showLine } from "../visible-text.ts";
import { toResolution } from "./person.ts";
import { fitsAll, isWhole, tellingWords } from "./word-match.ts";

const GENERIC: ReadonlySet<string> = new Set(
  "email emails e mail mails message messages thread reply note inbox unread new".split(" "),
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
      : messages.filter(({ subject, from, snippet }) =>
          fitsAll(telling, `${subject} ${from.name ?? ""} ${from.email} ${snippet}`),
        );
  const exact = fitting.filter(({ subject }) => isWhole(telling, subject));
  const likely = telling.length > 1 && exact.length > 0 ? exact : fitting;
  const found = isNewest || telling.length === 0 ? likely.slice(0, 1) : newestOfThreads(likely);
  return toResolution(
    found.map(({ id, subject, from, date }) => ({
      value: id,
      label: `“${showLine(subject)}” from ${showLine(from.name ?? from.email)}, ${showMoment(date, context)}`,
    })),
  );
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
