import type { AssistantError } from "../src/domain/errors.ts";
import type { EntityType } from "../src/domain/entity.ts";

/** How each kind of thing is called in a sentence. */
export const ENTITY_NOUNS: Readonly<Record<EntityType, string>> = {
  person: "person",
  list: "task list",
  calendar: "calendar",
  event: "event",
  message: "message",
  task: "task",
  contact: "contact",
  reminder: "reminder",
};

/** A failure in the user's words; what is not meant for users is not shown. */
export function describeFailure(error: AssistantError): string {
  return error.expose ? error.message : "Something went wrong on our side.";
}
