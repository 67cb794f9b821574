import type { Row } from "../../grammar-tables/expectations.ts";
import type { ConversationName } from "./conversations.ts";

/** What was done before, what is said now, and what that must lead to. */
export type FollowUpRow = readonly [after: ConversationName, text: Row[0], expected: Row[1]];

/** Exactly this thing, by its id. */
export const it = (id: string): object => ({ id });
export const eden = { $entity: "Eden Chan", id: "eden@example.com" };
