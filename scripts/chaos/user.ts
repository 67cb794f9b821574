/** How a command ended, as its user was told. */
export interface Ending {
  readonly status: string;
  /** Of the error, where there was one. */
  readonly code: string | undefined;
  readonly message: string;
}

/** Somebody who gave a command and answers what is asked, across every restart of the program. */
export interface User {
  readonly userId: string;
  /** Resolves when the user was told how the command ended. */
  readonly ended: Promise<Ending>;
  /**
   * Says hello in the same session, and resolves when that is answered: all that came before it has been dealt with by
   * then, whatever a restart left over included.
   */
  greet(): Promise<void>;
  /** What the user was told that nobody should be: the same twice, an error that explains nothing. */
  problems(): readonly string[];
  /** What the user heard last, in a few words. */
  lastHeard(): string;
  leave(): void;
}

export interface UserOptions {
  /** Answers nothing before this: what is asked is to stay open until the process is killed. */
  readonly answersAfter?: Promise<void> | undefined;
}

/** How the command ended, once all that goes on in its session has come to rest. */
export async function endingOf(user: User): Promise<Ending> {
  const ending = await user.ended;
  await user.greet();
  return ending;
}
