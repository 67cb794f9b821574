import { z } from "zod";

/** What belongs to no one user is kept under these. */
const PARTS = ["sms", "tickets"] as const;

/** Names that are nobody's: those of parts of the program, and the one that brokers give to everybody who named none. */
const RESERVED: ReadonlySet<string> = new Set([...PARTS, "default"]);

const Owner = z
  .string()
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9._+-]{0,127}$/,
    "must be 1-128 letters, digits or . _ + -, and no address",
  )
  .brand<"UserId">();

/**
 * Names one user everywhere: connected accounts, sessions, phone numbers all hang on it. It is no address, which may be
 * somebody else's one day, and stands in logs.
 */
export const UserId = Owner.refine(
  (id) => !RESERVED.has(id.toLowerCase()),
  "must be one user's own, not a reserved name",
);
export type UserId = z.infer<typeof UserId>;

/** Owns what a part of the program keeps for no one user; it is nobody's id. */
export function ownerFor(part: (typeof PARTS)[number]): UserId {
  return Owner.parse(part);
}

/** One conversation. Doubles as the LangGraph `thread_id`; the dev server accepts UUIDs only. */
export const SessionId = z.uuid().brand<"SessionId">();
export type SessionId = z.infer<typeof SessionId>;

/** Names one question to the user within its session, as clients see it: `intervention_0`, `intervention_1`, ... */
export const InterventionStepId = z
  .string()
  .regex(/^intervention_\d+$/)
  .brand<"InterventionStepId">();
export type InterventionStepId = z.infer<typeof InterventionStepId>;

/** A phone number in E.164 form, such as `+14155550100`. */
export const PhoneNumber = z
  .string()
  .regex(/^\+[1-9]\d{6,14}$/, "must be in international form, such as +14155550100")
  .brand<"PhoneNumber">();
export type PhoneNumber = z.infer<typeof PhoneNumber>;
