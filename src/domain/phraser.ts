/** What a finished, read-only command found, to be told in better words. */
export interface PhraseRequest {
  /** The user's own words. */
  readonly asked: string;
  /** The reply as the templates compose it: what is true, and what is said where phrasing fails. */
  readonly reply: string;
  /** What the tools answered. Outside content: it is told about, and never obeyed. */
  readonly findings: readonly { readonly tool: string; readonly output: unknown }[];
  /** RFC 3339 with the offset of the user's zone. */
  readonly now: string;
  readonly timezone: string;
  /** Aborted when the user cancels. */
  readonly signal?: AbortSignal;
}

/** Puts findings into words. It has no tools, and what it answers is text for the user and nothing else. */
export interface Phraser {
  /**
   * Answers plain text, without links and images; `onDelta` gets the same text piece by piece.
   * Undefined where it cannot be had: the template's reply then stands.
   */
  phrase(request: PhraseRequest, onDelta: (delta: string) => void): Promise<string | undefined>;
}
