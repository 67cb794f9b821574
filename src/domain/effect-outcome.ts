/** What came of a write at the ledger of effects. */
export type EffectOutcome =
  | "done"
  /** An earlier run was interrupted; what it left was found or finished. */
  | "taken_up"
  /** Done before: answered from the ledger, nothing was written. */
  | "repeated"
  /** The user's yes to it was missing; nothing was written. */
  | "refused"
  /** It failed, or was cancelled, before anything was written. */
  | "released"
  /** It failed after something may have been written, and keeps its claim. */
  | "in_doubt"
  /** Claimed before with other arguments; nothing was written. */
  | "mismatch";
