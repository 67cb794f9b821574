import type { Inbound } from "./inbound.ts";
import type { SessionId, UserId } from "./ids.ts";
import type { Intervention } from "./intervention.ts";
import type { Service } from "./service.ts";
import type { Channel, OutboxEntry } from "./turn.ts";

/** What became of a message when it was taken in. */
export type Accepted =
  | { readonly kind: "accepted"; readonly sessionId: SessionId }
  /** The same message came before: these are its outcome or open question, to be sent again; empty while it runs. */
  | {
      readonly kind: "repeated";
      readonly sessionId: SessionId;
      readonly entries: readonly OutboxEntry[];
    };

/** All that a channel may do with the assistant. */
export interface Assistant {
  /**
   * Stores a message; its work begins afterwards, in order with the session's other messages. What comes of it is
   * told to `subscribe`rs.
   * @throws AssistantError: ERR_UNKNOWN_SESSION (another user's session included), ERR_STALE_ANSWER, ERR_WHICH_QUESTION
   * (a text that answers one of several open questions, without a word of which).
   */
  accept(inbound: Inbound): Promise<Accepted>;
  /**
   * Stops whatever runs for the user, in every session and from whichever channel: when it resolves, no further effect
   * begins. Answers how many sessions something ran in; what has come of it is told there.
   */
  stop(userId: UserId, channel: Channel): Promise<number>;
  /** Whose session this is; undefined where there is none. */
  ownerOf(sessionId: SessionId): Promise<UserId | undefined>;
  /** What a session said after `afterSeq`, in order. @throws ERR_UNKNOWN_SESSION */
  replay(userId: UserId, sessionId: SessionId, afterSeq: number): Promise<readonly OutboxEntry[]>;
  /** The user's open questions, newest first. */
  openQuestions(userId: UserId): Promise<readonly Intervention[]>;
  /** Tells each new entry, of every session, once it is stored. Answers what ends the subscription. */
  subscribe(listener: (entry: OutboxEntry) => void): () => void;
  /** A service of this user may be connected now: everything that waits for it looks again, and goes on or asks. */
  connected(userId: UserId, service: Service): Promise<void>;
}
