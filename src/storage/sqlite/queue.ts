import type { SessionId } from "../../domain/ids.ts";
import type { InboxStore, SessionQueue, SessionWorker } from "../storage.ts";

/** After so long a session that could not be worked on is taken up again. */
const RETRY_MS = 1_000;

/** What is being done for one session. */
interface Work {
  /** Something has come meanwhile. */
  again: boolean;
  readonly finished: Promise<void>;
}

/** The queue of one process, which works on all sessions itself. */
export function createSessionQueue(inbox: Pick<InboxStore, "unfinishedSessions">): SessionQueue {
  const working = new Map<SessionId, Work>();
  const never = new AbortController().signal;
  /** Woken before there was a worker. */
  const early = new Set<SessionId>();
  const retries = new Set<NodeJS.Timeout>();
  let worker: SessionWorker | undefined;

  function take(sessionId: SessionId, isRecovering: boolean): void {
    const current = working.get(sessionId);
    if (current !== undefined) current.again = true;
    else if (worker === undefined) early.add(sessionId);
    else {
      const work: Work = { again: false, finished: workOn(worker, sessionId, isRecovering) };
      working.set(sessionId, work);
    }
  }

  async function workOn(
    by: SessionWorker,
    sessionId: SessionId,
    isRecovering: boolean,
  ): Promise<void> {
    try {
      await by.work({ sessionId, isRecovering, lost: never });
    } catch {
      // Whoever works says why; what was begun is not lost.
      retryLater(sessionId);
    }
    const isAgain = working.get(sessionId)?.again === true;
    working.delete(sessionId);
    if (isAgain) take(sessionId, false);
  }

  function retryLater(sessionId: SessionId): void {
    const retry = setTimeout(() => {
      retries.delete(retry);
      take(sessionId, true);
    }, RETRY_MS).unref();
    retries.add(retry);
  }

  return {
    wake: async (sessionId) => take(sessionId, false),
    interrupt: async (sessionId) => worker?.interrupt(sessionId),
    depth: async () => (await inbox.unfinishedSessions()).length,
    async start(by) {
      worker = by;
      for (const sessionId of await inbox.unfinishedSessions()) take(sessionId, true);
      for (const sessionId of early) take(sessionId, false);
      early.clear();
      return async () => {
        worker = undefined;
        for (const retry of retries) clearTimeout(retry);
        await Promise.all([...working.values()].map(({ finished }) => finished));
      };
    },
  };
}
