import { z } from "zod";

import { UserId } from "./ids.ts";

/** A mail that was asked for, lies among the drafts, and leaves when its time has come. What its timer carries. */
export const HeldMail = z.object({
  kind: z.literal("held_mail"),
  /** The effect that made it. */
  effectId: z.string(),
  commandId: z.string(),
  userId: UserId,
  /** IANA zone of the user. */
  timezone: z.string(),
  /** When it was asked for; milliseconds since 1970, assistant's clock. */
  askedAt: z.number(),
  draftId: z.string(),
  /** Set where the draft is the user's own: it stays when the mail is stopped. */
  isOwnDraft: z.boolean(),
  threadId: z.string(),
  to: z.array(z.string()),
  cc: z.array(z.string()),
  subject: z.string(),
});
export type HeldMail = z.infer<typeof HeldMail>;

/** What became of a held mail when its time had come. */
export type Departure =
  | { readonly kind: "sent" }
  /** The user took it back in time. */
  | { readonly kind: "stopped" }
  /** It did not leave, or nobody knows; `message` is what to say of it. */
  | { readonly kind: "failed"; readonly code: string; readonly message: string };

/** Sends a held mail, once, however often it is asked to. */
export type SendHeldMail = (mail: HeldMail) => Promise<Departure>;
