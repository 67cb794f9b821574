import type { Clause } from "../clause.ts";
import type { Built, Draft } from "../draft.ts";
import type { Bare } from "../politeness.ts";
import { readMatch, tokenize } from "../pattern.ts";
import { refuse } from "../rule.ts";
import { readAbbreviated } from "./abbreviated.ts";
import { bookFoundTime } from "./book-found-time.ts";
import { readOfEarlier } from "./earlier-thing.ts";
import { forEachOfThem } from "./each-of-them.ts";
import { pointingRules } from "./pointing-rules.ts";
import { pointingAtReminderRules } from "../reminders/point-at-reminder.ts";
import { indexRules } from "../rule-index.ts";

const shapesFor = indexRules([...pointingAtReminderRules, ...pointingRules]);

type Read = (bare: Bare, clause: Clause) => Built | undefined;

/**
 * A command that is one only after what was said before: about several things at once, or without saying about what.
 * `read` is the grammar of whole commands, which every follow-up is brought back to.
 */
export function readFollowUp(bare: Bare, clause: Clause, read: Read): Built | undefined {
  return (
    forEachOfThem(bare.text, clause, (text, own) => readWhole(bare, text, own, read)) ??
    bookFoundTime(bare.text, clause) ??
    readOfEarlier(bare.text, clause, (text) => readWhole(bare, text, clause, read)) ??
    readPointing(bare.text, clause) ??
    readAbbreviated(bare.text, clause, (text, own) => readWhole(bare, text, own, read)) ??
    afterLink(bare, clause, read)
  );
}

/** What joins a command to what was said before, and says nothing else. */
const LINK = /^(?:(?:and|then|also|now|next|actually|so)[,\s]+)+/iu;

function afterLink(bare: Bare, clause: Clause, read: Read): Built | undefined {
  const text = bare.text.replace(LINK, "");
  return text === bare.text ? undefined : readWhole(bare, text, clause, read);
}

function readWhole({ ending }: Bare, text: string, clause: Clause, read: Read): Built | undefined {
  const own = { ...clause, words: text };
  return read({ text, ending }, own) ?? readPointing(text, own);
}

function readPointing(text: string, clause: Clause): Draft | undefined {
  const words = tokenize(text);
  for (const { rule, pattern } of shapesFor(words)) {
    const draft = readMatch(pattern, words, (slots) => {
      const built = rule.build(slots, clause, text);
      if (built?.kind === "draft") return built;
      if (built !== undefined) clause.note(built.kind === "refuse" ? refuse(built.reason) : built);
      return undefined;
    });
    if (draft !== undefined) return draft;
  }
  return undefined;
}
