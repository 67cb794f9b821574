import { Temporal } from "temporal-polyfill";

import type { Clock } from "../src/domain/clock.ts";
import type { InboxEntry, Storage } from "../src/storage/storage.ts";
import type { PlannerCommand } from "./state.ts";

/**
 * What a message that begins a run asks for, with the user, clock and zone it is read by. A zone that comes with it is
 * kept for a user of whom none is known.
 */
export async function toPlannerCommand(
  { id, inbound }: InboxEntry,
  {
    users,
    clock,
    defaultTimezone,
  }: {
    readonly users: Storage["users"];
    readonly clock: Clock;
    readonly defaultTimezone: string;
  },
): Promise<PlannerCommand> {
  if (inbound.kind !== "command" && inbound.kind !== "text" && inbound.kind !== "undo")
    throw new Error("Not a command.");
  const { userId, clientId, channel } = inbound;
  const text = inbound.kind === "undo" ? "undo" : inbound.text;
  const user = await users.get(userId);
  const own = inbound.kind === "command" ? inbound : undefined;
  const timezone = own?.timezone ?? user?.timezone ?? defaultTimezone;
  if (own?.timezone !== undefined && user?.timezone === undefined) {
    await users.put({ ...user, userId, timezone });
  }
  const saidAt = inbound.kind === "undo" ? undefined : inbound.datetime;
  const instant =
    saidAt === undefined
      ? Temporal.Instant.fromEpochMilliseconds(clock.now())
      : Temporal.Instant.from(saidAt);
  const now = instant.round("second").toString({ timeZone: timezone });
  const { name, email } = user ?? {};
  return {
    id,
    text,
    userId,
    timezone,
    now,
    user: { name, email },
    channel,
    ...(clientId !== undefined && { clientId }),
  };
}
