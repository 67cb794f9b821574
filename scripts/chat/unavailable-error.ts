/** The server cannot be talked to; the message tells the user why and what to do. */
export class UnavailableError extends Error {
  override readonly name = "UnavailableError";
}
