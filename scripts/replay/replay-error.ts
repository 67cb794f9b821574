/** Something that was asked for cannot be done; the message is one line that says what and why. */
export class ReplayError extends Error {
  override readonly name = "ReplayError";
}
