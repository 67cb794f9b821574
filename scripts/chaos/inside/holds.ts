import type { Arming, KillPoint, Report } from "../kill-points.ts";

let holds: Arming["holds"] = {};

process.on("message", (arming: Arming) => {
  holds = arming.holds;
  tell({ kind: "armed" });
});
// Listening keeps the channel open and the process with it; it must be able to stop by itself.
process.channel?.unref();

/** Never resolves where this user's run is to be held at this point, and tells the runner; else does nothing. */
export async function holdAt(point: KillPoint, userId: string | undefined): Promise<void> {
  if (userId === undefined || holds[userId] !== point) return;
  tell({ kind: "held", userId });
  await new Promise<never>(() => {});
}

function tell(report: Report): void {
  process.send?.(report);
}
