import { z } from "zod";

import { PhoneNumber, UserId } from "../../../src/domain/ids.ts";
import type { User } from "../../../src/domain/user.ts";

/** An IANA zone that this machine knows. */
export const TimeZone = z.string().refine((zone) => {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: zone }).resolvedOptions().timeZone !== "";
  } catch {
    return false;
  }
}, "must be an IANA time zone, such as America/Los_Angeles");

/** Who a user is. */
export const Profile = z.object({
  userId: UserId,
  name: z.string().optional(),
  email: z.email().transform((email) => email.toLowerCase()),
  phoneNumber: PhoneNumber.optional(),
  timezone: TimeZone.optional(),
});
export type Profile = z.infer<typeof Profile>;

/** The zone a user's calendar is in. */
export function zoneOf(profile: Profile): string {
  return profile.timezone ?? "UTC";
}

/** The same user as the rest of the program knows users. */
export function toUser({ userId, name, email, phoneNumber, timezone }: Profile): User {
  return {
    userId,
    email,
    ...(name !== undefined && { name }),
    ...(phoneNumber !== undefined && { phoneNumber }),
    ...(timezone !== undefined && { timezone }),
  };
}

/** Who a user that nothing is known of is taken for. */
export function unknownProfile(userId: string): Profile {
  return { userId: UserId.parse(userId), email: `${userId}@example.com`.toLowerCase() };
}
