/** Who is written to of a change. Google's guests have it in their calendars either way. */
export interface Change {
  readonly sendUpdates?: "all" | "externalOnly" | "none" | undefined;
}
