import type { UserId } from "./ids.ts";

/** What a credential proved, for as long as it holds. */
export interface Proof {
  readonly userId: UserId;
  /** Milliseconds since 1970, real time: nothing is proven from then on. */
  readonly expiresAt: number;
  /** False once the key that signed it is no longer trusted. True while the keys cannot be asked for. */
  readonly holds: () => Promise<boolean>;
}

/** How callers prove who they are. */
export interface Authentication {
  /** @throws AssistantError: ERR_FORBIDDEN for what proves nothing now; ERR_TOOL_UNAVAILABLE where the keys cannot be had. */
  prove(credential: string): Promise<Proof>;
  /** Tells whenever keys came or went: what was proven before may no longer hold. Answers what ends the telling. */
  onKeysChanged(listener: () => void): () => void;
}
