import { z } from "zod";

import { PhoneNumber, UserId } from "./ids.ts";

/** What is known of a user. Only the id is certain to be there. */
export const User = z.object({
  userId: UserId,
  name: z.string().optional(),
  email: z.string().optional(),
  phoneNumber: PhoneNumber.optional(),
  /** IANA zone, such as `America/Los_Angeles`. */
  timezone: z.string().optional(),
});
export type User = z.infer<typeof User>;
