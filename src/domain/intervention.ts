import { z } from "zod";

import { ActionPreview } from "./consent.ts";
import { EntityOption, Mention } from "./entity.ts";
import { InterventionStepId, SessionId } from "./ids.ts";
import type { Json } from "./plan.ts";
import { Service } from "./service.ts";

export const InterventionKind = z.enum([
  "resolve_entity",
  "choose_entity",
  "clarify",
  "approve",
  "authorize",
]);
export type InterventionKind = z.infer<typeof InterventionKind>;

/** What the graph asks when it interrupts: everything but the names and times the session gives it. */
export const Question = z.object({
  kind: InterventionKind,
  /** The question as the user reads it. */
  reason: z.string(),
  /** What is asked about; `type` is UNKNOWN or, where it is known, the kind of thing in capitals. */
  entity: z.object({ type: z.string(), value: z.string() }).optional(),
  options: z.array(EntityOption).optional(),
  /** With `authorize`: the service to connect, and where the user connects it. */
  service: Service.optional(),
  authUrl: z.string().optional(),
  /** With `clarify` about an account that was connected and may be somebody else's: which, and whose as far as is known. */
  account: z.object({ id: z.string(), address: z.string().optional() }).optional(),
  /** With `resolve_entity` and `choose_entity`: the words and what kind of thing they should mean. */
  mention: Mention.optional(),
  /** With `resolve_entity` about several people at once: each of them; then there is no `mention`. */
  mentions: z.array(Mention).optional(),
  /** JSON Schema of an answer given as a value. */
  schema: z.json().optional(),
  /** With `clarify`: the planner's own name for what is missing. */
  slot: z.string().optional(),
  /** With `clarify`: the answer is itself the text, whatever it says. */
  verbatim: z.boolean().optional(),
  /** With `approve`: everything that a yes is given to, rendered from the exact arguments that will run. */
  preview: z.object({ actions: z.array(ActionPreview) }).optional(),
  /** With `approve`: the same in the shapes of LangGraph's own pages, Agent Inbox and agent-chat-ui. */
  description: z.string().optional(),
  action_request: z.json().optional(),
  config: z.json().optional(),
  action_requests: z.array(z.json()).optional(),
  review_configs: z.array(z.json()).optional(),
});
export type Question = z.infer<typeof Question>;

/** A question as it is open in a session. */
export const Intervention = Question.extend({
  sessionId: SessionId,
  stepId: InterventionStepId,
  /** LangGraph's interrupt id: the only thing an answer is resumed by. */
  interruptId: z.string().regex(/^[0-9a-f]{32}$/),
  askedAt: z.iso.datetime({ offset: true }),
  expiresAt: z.iso.datetime({ offset: true }),
});
export type Intervention = z.infer<typeof Intervention>;

/** What resumes an interrupt beside the user's own words: the program's word that the question is settled otherwise. */
export const Settlement = z.strictObject({ kind: z.enum(["connected", "cancelled", "expired"]) });
export type Settlement = z.infer<typeof Settlement>;

/** What resumes an interrupt: a settlement, or the answer as the user gave it, in any form the question allows. */
export type InterventionAnswer = Settlement | Json;
