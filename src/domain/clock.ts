/** Where the time comes from. Nothing else in the program reads the system clock to decide what a user meant. */
export interface Clock {
  /** The current instant in milliseconds since 1970. Runs at the speed of the real clock; may have another origin. */
  now(): number;
}
