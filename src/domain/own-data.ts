import type { Outcome } from "./turn.ts";

/** The tool by which a user has everything deleted that is kept about them. It is carried out as its turn ends. */
export const DELETE_DATA = "assistant_delete_data";

/** Whether a turn ends with that. */
export function deletesData({ results }: Outcome): boolean {
  return results.some(({ tool, status }) => tool === DELETE_DATA && status === "done");
}
