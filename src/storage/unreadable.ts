import { SealError } from "./sealing.ts";

/** Told of each stored value that was altered, and is passed over. */
export type OnUnreadable = (cause: SealError) => void;

/** What can be read of these rows: one that was altered does not hold up the others. */
export function readable<Row, T>(
  rows: readonly Row[],
  read: (row: Row) => T,
  onUnreadable: OnUnreadable,
): T[] {
  return rows.flatMap((row) => {
    try {
      return [read(row)];
    } catch (cause) {
      if (!(cause instanceof SealError)) throw cause;
      onUnreadable(cause);
      return [];
    }
  });
}
