import type { Clause } from "../clause.ts";
import { beginsCommandInside } from "../clauses.ts";
import { isQuotation } from "../prepared-text.ts";
import { upperFirst } from "../title.ts";

/** What a message should say: a quotation to the letter, other words with a capital. */
export interface Body {
  readonly text: string;
  /** Nothing marks where it ends. */
  readonly isOpen: boolean;
}

/** Reads the words of a message; undefined where they may hold the next command. */
export function readBody(words: string, clause: Clause): Body | undefined {
  const body = words.trim().replace(/^[,:]\s*/u, "");
  if (body === "") return undefined;
  if (isQuotation(body)) return { text: clause.prepared.restore(body), isOpen: false };
  if (beginsCommandInside(body) && !/[.!?]\s/u.test(body)) return undefined;
  return { text: upperFirst(clause.prepared.restoreQuoted(body)), isOpen: true };
}

/** The user's own answer to "What should it say?": all of it is the text. */
export function answeredBody(clause: Clause): Body | undefined {
  const answer = clause.answer("body");
  if (answer === undefined || answer.text === "") return undefined;
  const text = isQuotation(answer.text)
    ? answer.restore(answer.text)
    : upperFirst(answer.restoreQuoted(answer.text));
  return { text, isOpen: false };
}

/** A subject for a message that was given none: how it begins. */
export function subjectOf(body: string): string {
  const [sentence = body] = body.split(/(?<=[.!?])\s|\n/u);
  const short = sentence.replace(/[.!,;:\s]+$/u, "");
  if (short.length <= 60) return short;
  return `${short.slice(0, 60).replace(/\s+\S*$/u, "")}…`;
}
