/** A conversation, over whatever it is held. */
export interface Chat {
  /** Said to who sits at the keyboard. */
  readonly greeting: string;
  /** Sends one line; resolves when it came to something: an outcome, or a question. */
  take(line: string): Promise<void>;
  /** Rejects with an `UnavailableError` when the conversation cannot go on; never resolves. */
  readonly ended: Promise<never>;
  close(): Promise<void>;
}

export interface ChatOptions {
  readonly url: string;
  readonly user: string;
  readonly timezone: string;
  readonly token?: string | undefined;
}
