import type { CallProvider } from "../definition.ts";
import type { Reader } from "../presentation.ts";

/** A provider write that was sent, and what is needed to look for what came of it. */
export interface SentWrite {
  readonly args: Readonly<Record<string, unknown>>;
  /** Names this one write; what can carry a mark of ours carries it. */
  readonly mark: string;
  /** When its request left; milliseconds since 1970. */
  readonly leftAt: number;
  /** What the arguments do not say of it and its result is recognized by. */
  readonly meant: Readonly<Record<string, unknown>>;
}

/** What a look at the provider says about a write whose answer was lost. */
export type Finding =
  /** It was carried out; `data` stands for the lost answer. */
  | { readonly kind: "done"; readonly data: unknown }
  /** Nothing of it is there. */
  | { readonly kind: "not_done" }
  /** What is there fits neither. */
  | { readonly kind: "unclear" };

/** What is known of one of the provider's writes: how to find it again, and how to tell whether it came out as meant. */
export interface WriteKind {
  /** Adds our mark to what is sent, where the provider keeps one. */
  marked?(args: Readonly<Record<string, unknown>>, mark: string): Record<string, unknown>;
  /** Looks for what came of it. Only reads, and only by what names it for certain. */
  find(sent: SentWrite, read: CallProvider): Promise<Finding>;
  /**
   * Takes away what a second carrying out made twice, where that can be told apart: answers the write that does it.
   * For writes that leave a new thing each time.
   */
  twin?(
    sent: SentWrite,
    read: CallProvider,
  ): Promise<{ readonly slug: string; readonly args: Record<string, unknown> } | undefined>;
  /**
   * How what is there now differs from what was sent, in the user's words; empty where it does not. `answer` is the
   * provider's own: the kinds whose answer is the whole resource compare that, the others read.
   */
  differences?(
    sent: SentWrite,
    answer: unknown,
    read: CallProvider,
    reader: Reader,
  ): Promise<string[]> | string[];
}

export const done = (data: unknown): Finding => ({ kind: "done", data });
export const NOT_DONE: Finding = { kind: "not_done" };
export const UNCLEAR: Finding = { kind: "unclear" };
