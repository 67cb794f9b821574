import type { Assistant } from "../../src/domain/assistant.ts";
import type { SessionId, UserId } from "../../src/domain/ids.ts";
import type { OutboxEntry } from "../../src/domain/turn.ts";
import { toFrame } from "./server-frames.ts";
import type { ServerFrame } from "./server-frames.ts";

/** What a session said before, sent again, and then what it goes on to say: in order, each once. */
export interface Replay {
  /** Sends what the session said after `afterSeq`. @throws ERR_UNKNOWN_SESSION */
  run(userId: UserId, sessionId: SessionId, afterSeq: number): Promise<void>;
  /** True where a replay has sent this entry, or is about to. */
  holds(entry: OutboxEntry): boolean;
}

/** `send` tells its second argument when the network has taken the frame: a long past must not look like a client that does not read. */
export function createReplay({
  assistant,
  send,
}: {
  readonly assistant: Assistant;
  readonly send: (frame: ServerFrame, taken?: () => void) => void;
}): Replay {
  /** Sessions being replayed, with what they said meanwhile. */
  const running = new Map<SessionId, OutboxEntry[]>();
  /** The last that was replayed of a session: storage may tell of an entry after a replay has read it. */
  const replayedTo = new Map<SessionId, number>();

  return {
    async run(userId, sessionId, afterSeq) {
      const meanwhile: OutboxEntry[] = [];
      let last = afterSeq;
      async function sendAfterLast(entry: OutboxEntry): Promise<void> {
        if (entry.seq <= last) return;
        last = entry.seq;
        replayedTo.set(sessionId, last);
        await new Promise<void>((resolve) => send(toFrame(entry), resolve));
      }

      running.set(sessionId, meanwhile);
      try {
        for (const entry of await assistant.replay(userId, sessionId, afterSeq)) {
          await sendAfterLast(entry);
        }
        for (let entry = meanwhile.shift(); entry !== undefined; entry = meanwhile.shift()) {
          await sendAfterLast(entry);
        }
      } finally {
        running.delete(sessionId);
        // Left over only where the past could not be read: what is new is still told.
        for (const entry of meanwhile) send(toFrame(entry));
      }
    },
    holds(entry) {
      const meanwhile = running.get(entry.sessionId);
      if (meanwhile === undefined) return entry.seq <= (replayedTo.get(entry.sessionId) ?? 0);
      meanwhile.push(entry);
      return true;
    },
  };
}
