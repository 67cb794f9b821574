import { z } from "zod";

import { Plan } from "./plan.ts";

/** Something an exchange found, made or changed, and that the next words may point at: "it", "the second one". */
export const Referent = z.object({
  type: z.enum(["event", "message", "task", "contact", "reminder"]),
  /** As the tools take it. */
  id: z.string(),
  /** A title, subject or name: content, often somebody else's. Never shown to a model that plans. */
  label: z.string(),
  stepId: z.string(),
  /** Whether the exchange made or changed it, only found it, or took it away: then nothing can point at it any more. */
  effect: z.enum(["read", "write", "delete"]),
  /** RFC 3339, or a date: when an event begins and ends, a message was sent, a task is due, a reminder is told. */
  start: z.string().optional(),
  end: z.string().optional(),
  /** Where an event is: content, as the label. */
  location: z.string().optional(),
  /** Addresses: an event's guests, a message's sender, a contact's own. */
  people: z.array(z.string()).default([]),
});
export type Referent = z.infer<typeof Referent>;

/** One command of a session and what came of it, as far as later words may refer to it. */
export const Exchange = z.object({
  /** The user's own words: the command, then whatever they said to questions about it. */
  words: z.array(z.string()),
  plan: Plan,
  /**
   * Set where the plan takes back what was done before: it was not made of the user's words, and its texts are content.
   */
  takesBack: z.literal(true).optional(),
  /** What each mention of the plan turned out to mean, by the words of it. */
  meanings: z.record(z.string(), z.string()).default({}),
  referents: z.array(Referent),
  /** RFC 3339. */
  at: z.string(),
});
export type Exchange = z.infer<typeof Exchange>;
