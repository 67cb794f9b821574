/** Redis cannot be used as it is configured; the message is one line that says what to do. */
export class RedisSetupError extends Error {
  override readonly name = "RedisSetupError";
}
