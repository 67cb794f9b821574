import { z } from "zod";

/**
 * Where a value of a call comes from: the user's own words, their answer to a question, what they keep or once said
 * (`from` says where), an id that the provider gave out, or text that others wrote (`from` says whose).
 */
export const Origin = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("user") }),
  z.object({ kind: z.literal("answer") }),
  z.object({ kind: z.literal("known"), from: z.string() }),
  z.object({ kind: z.literal("listed") }),
  z.object({ kind: z.literal("outside"), from: z.string() }),
]);
export type Origin = z.infer<typeof Origin>;

/**
 * One text in a call's arguments that the plan itself does not spell out, and where it comes from. Without `origin` nobody
 * knows. `arg` is the name of the argument it stands in, at whatever depth.
 */
export const SourcedValue = z.object({
  arg: z.string(),
  value: z.string(),
  origin: Origin.optional(),
  /** What the thing is called that an id stands for. */
  label: z.string().optional(),
});
export type SourcedValue = z.infer<typeof SourcedValue>;
