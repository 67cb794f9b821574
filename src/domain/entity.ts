import { z } from "zod";

import type { UserId } from "./ids.ts";
import { Origin } from "./provenance.ts";
import type { Service } from "./service.ts";

/** What the words of a mention stand for; a field of a tool that is not told otherwise expects a person. */
export const EntityType = z.enum([
  "person",
  "list",
  "calendar",
  "event",
  "message",
  "task",
  "contact",
  "reminder",
]);
export type EntityType = z.infer<typeof EntityType>;

/**
 * Stands in a plan's arguments for something named by the user's own words. It is replaced before anything runs, by
 * an e-mail address (person) or an id (everything else). `id` is that
 * address or id, where the conversation has already told it. `timeMin` and `timeMax` (RFC 3339) narrow events and
 * reminders,
 * `from` (a name or address) narrows messages to a sender, and `in` says that a message is a draft or in the trash, or
 * that a task is done: those are not looked at otherwise.
 */
export const EntityMention = z.strictObject({
  $entity: z.string().min(1).max(200),
  type: EntityType.optional(),
  id: z.string().min(1).max(1024).optional(),
  timeMin: z.iso.datetime({ offset: true }).optional(),
  timeMax: z.iso.datetime({ offset: true }).optional(),
  from: z.string().optional(),
  in: z.enum(["drafts", "trash", "completed"]).optional(),
});
export type EntityMention = z.infer<typeof EntityMention>;

/** A mention of which it is known what kind of thing it should mean. */
export const Mention = EntityMention.extend({ type: EntityType });
export type Mention = z.infer<typeof Mention>;

/** One thing a mention may mean. `value` goes into the arguments, `label` is shown to the user. */
export const EntityOption = z.object({
  value: z.string(),
  label: z.string(),
  /** One instance of a series: how much of it is meant has to be known before it is changed. */
  recurring: z.boolean().optional(),
  /** Where the value was found. */
  origin: Origin.optional(),
});
export type EntityOption = z.infer<typeof EntityOption>;

export type Resolution =
  | ({ readonly kind: "resolved" } & EntityOption)
  /** Several people the words stand for together: everybody in it. */
  | { readonly kind: "group"; readonly members: readonly EntityOption[] }
  /** Several fit about equally well: best first, at most ten. */
  | { readonly kind: "ambiguous"; readonly options: readonly EntityOption[] }
  /** `options` are people the user never turned to themself: to be shown, never to be taken without the user's word. */
  | { readonly kind: "unknown"; readonly options?: readonly EntityOption[] }
  /** The mention cannot be looked up before this account is connected. Never said of persons: they can be asked for. */
  | { readonly kind: "not_connected"; readonly service: Service };

/** Who and where a mention was made: the zone decides what "my 3 o'clock" is. */
export interface MentionContext {
  readonly userId: UserId;
  readonly timezone: string;
  /** RFC 3339 with offset. */
  readonly now: string;
  /** What the user themself said in this session, and addresses they stand behind: one that stands in it may be written to. */
  readonly words: readonly string[];
}

/** Finds what the user's words mean. */
export interface EntityResolver {
  resolve(mention: Mention, context: MentionContext): Promise<Resolution>;
  /** Remembers, for this user alone, what the user said these words mean: several people where they name a group. */
  learn(userId: UserId, mention: Mention, meaning: readonly EntityOption[]): Promise<void>;
}
