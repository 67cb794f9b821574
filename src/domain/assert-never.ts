/** Ends a switch over a union: a new case then fails to compile here. Throws if reached all the same. */
export function assertNever(value: never): never {
  throw new Error(`Unhandled case: ${JSON.stringify(value)}`);
}
