import { setTimeout as delay } from "node:timers/promises";

import type { Clock } from "../src/domain/clock.ts";
import { AssistantError, isStorageFault, toAssistantError } from "../src/domain/errors.ts";
import type { Logger } from "../src/domain/logger.ts";
import type { CallProvider } from "./definition.ts";
import type { Journal } from "./journal.ts";
import { writeKindOf } from "./reconcile/write-kinds.ts";
import type { Finding, SentWrite, WriteKind } from "./reconcile/write-kind.ts";

/** How often a write that certainly came to nothing is begun anew. */
const REPEATS = 3;

export interface CertainWriteOptions {
  readonly journal: Journal;
  /** Sends the request once, or more often where the provider says that nothing was done. */
  readonly send: (slug: string, args: Record<string, unknown>) => Promise<unknown>;
  /** Reads for looking what came of a write: each time anew, and through a time when the provider is down. */
  readonly look: CallProvider;
  readonly clock: Clock;
  readonly logger: Logger;
  /** How long after it left a request may still be at work at the provider, where its end was not seen. */
  readonly inFlightMs: number;
}

/** One provider write: what it is, and the key under which the journal has it. */
export interface ProviderWrite {
  readonly slug: string;
  readonly args: Record<string, unknown>;
  readonly key: string;
  /** Names it for the provider, where that keeps a mark of ours. */
  readonly mark: string;
  readonly meant: Readonly<Record<string, unknown>>;
}

/**
 * Carries a provider write out once, whatever becomes of its answer: it is in the journal before it leaves, and where
 * its answer is lost (in this run or in one that was killed) the provider is looked at. What was done is answered as if
 * nothing had happened; what was not is done now; where that cannot be told, nothing is repeated.
 *
 * A request whose end was not seen may still be at work while we look, so "nothing is there" is believed only when the
 * request left `inFlightMs` ago, and looked for once more then. A provider that takes longer is beyond what a look can
 * settle: an event that comes twice all the same is told by its mark, and the second one is taken away; a draft is a
 * token for one sending; changes and deletions come to the same twice. A task or a contact could come twice.
 */
export function createCertainWrite(
  options: CertainWriteOptions,
): (write: ProviderWrite) => Promise<unknown> {
  const { journal, send, look, clock, logger, inFlightMs } = options;

  async function carryOut(write: ProviderWrite): Promise<unknown> {
    const { slug, key } = write;
    const kind = writeKindOf(slug);
    const args = kind.marked?.(write.args, write.mark) ?? write.args;
    const begun = journal.write(key);
    if (begun?.answered !== undefined) return begun.answered.answer;

    let sent: SentWrite = { ...write, args, leftAt: begun?.at ?? clock.now() };
    let isOver = false;
    if (begun === undefined) {
      const first = await attempt(write, sent);
      if (first.kind === "answered") return first.answer;
      isOver = first.isOver;
    }
    for (let repeat = 0; ; repeat += 1) {
      const found = await settle(kind, sent, isOver);
      logger.warn(
        { slug, found: found.kind },
        "a write's answer was lost; its outcome was looked up",
      );
      if (found.kind === "unclear") throw unclear();
      if (found.kind === "done") return await keep(write, found.data);
      if (repeat === REPEATS) {
        await journal.forget(key);
        throw new AssistantError("ERR_TOOL_UNAVAILABLE", "Google keeps failing; nothing was done.");
      }
      sent = { ...sent, leftAt: clock.now() };
      const again = await attempt(write, sent);
      if (again.kind === "answered") {
        await removeTwin(kind, sent);
        return again.answer;
      }
      isOver = again.isOver;
    }
  }

  /** Begins the write and sends it. @throws where certainly nothing was done */
  async function attempt(write: ProviderWrite, { args, leftAt }: SentWrite) {
    await journal.begin(write.key, leftAt);
    try {
      const answer = await keep(write, await send(write.slug, { ...args }));
      return { kind: "answered", answer } as const;
    } catch (cause) {
      // What could not be noted may have been done all the same.
      if (isStorageFault(cause)) throw cause;
      const { code, isOver } = toAssistantError(cause);
      if (code === "ERR_OUTCOME_UNKNOWN") return { kind: "lost", isOver } as const;
      if (code !== "ERR_INTERNAL") await journal.forget(write.key);
      throw cause;
    }
  }

  async function keep({ key }: ProviderWrite, answer: unknown): Promise<unknown> {
    await journal.answer(key, answer);
    return answer;
  }

  /** Looks until what is found can be believed. @throws ERR_OUTCOME_UNKNOWN where it cannot be looked at all */
  async function settle(kind: WriteKind, sent: SentWrite, isOver: boolean): Promise<Finding> {
    const found = await find(kind, sent);
    if (found.kind === "done" || isOver) return found;
    const leftMs = Math.min(inFlightMs, sent.leftAt + inFlightMs - clock.now());
    if (leftMs <= 0) return found;
    await delay(leftMs);
    return await find(kind, sent);
  }

  async function find(kind: WriteKind, sent: SentWrite): Promise<Finding> {
    try {
      return await kind.find(sent, look);
    } catch (cause) {
      // To be connected again is something the user can do; it is looked up then.
      if (toAssistantError(cause).code === "ERR_NOT_CONNECTED" || isStorageFault(cause))
        throw cause;
      throw unclear(cause);
    }
  }

  async function removeTwin(kind: WriteKind, sent: SentWrite): Promise<void> {
    try {
      const twin = await kind.twin?.(sent, look);
      if (twin !== undefined) await send(twin.slug, twin.args);
    } catch (cause) {
      logger.warn({ err: cause }, "what may have been made twice could not be looked for");
    }
  }

  return carryOut;
}

function unclear(cause?: unknown): AssistantError {
  return new AssistantError(
    "ERR_OUTCOME_UNKNOWN",
    "I was interrupted while doing this, and can't tell whether it was done. Please check; I won't do it twice.",
    { cause },
  );
}
