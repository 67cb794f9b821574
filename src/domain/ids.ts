import { z } from "zod";

/** Names one user everywhere: connected accounts, sessions, phone numbers all hang on it. */
export const UserId = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._@+-]{0,127}$/, "must be 1-128 letters, digits or . _ @ + -")
  .brand<"UserId">();
export type UserId = z.infer<typeof UserId>;

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
