import type { UserId } from "../src/domain/ids.ts";
import type { Service } from "../src/domain/service.ts";
import type { ConnectedAccounts } from "../src/domain/tool.ts";

/** One call of one provider tool on behalf of one user. */
export interface ProviderCall {
  readonly userId: UserId;
  readonly service: Service;
  readonly slug: string;
  readonly args: Readonly<Record<string, unknown>>;
  /** Ends the call where it stands: what became of it is then unknown. */
  readonly signal?: AbortSignal;
}

/** Where the tools are carried out. Tries each call once; whether to try again is the gateway's business. */
export interface Provider {
  /**
   * Answers the provider's unwrapped data.
   * @throws AssistantError: ERR_NOT_CONNECTED, ERR_NOT_FOUND, ERR_TOOL_REJECTED, ERR_TOOL_UNAVAILABLE where certainly
   * nothing was done, ERR_OUTCOME_UNKNOWN where the call may have been carried out.
   */
  execute(call: ProviderCall): Promise<unknown>;
  readonly accounts: ConnectedAccounts;
}

/** The provider tools that change nothing: these may be repeated. Every other slug is taken for a write. */
export const READ_SLUGS: ReadonlySet<string> = new Set([
  "GOOGLECALENDAR_EVENTS_LIST",
  "GOOGLECALENDAR_EVENTS_GET",
  "GOOGLECALENDAR_FIND_FREE_SLOTS",
  "GOOGLECALENDAR_LIST_CALENDARS",
  "GMAIL_FETCH_EMAILS",
  "GMAIL_FETCH_MESSAGE_BY_MESSAGE_ID",
  "GMAIL_FETCH_MESSAGE_BY_THREAD_ID",
  "GMAIL_LIST_DRAFTS",
  "GMAIL_LIST_LABELS",
  "GMAIL_GET_PROFILE",
  "GOOGLETASKS_LIST_TASKS",
  "GOOGLETASKS_LIST_ALL_TASKS",
  "GOOGLETASKS_LIST_TASK_LISTS",
  "GOOGLETASKS_GET_TASK",
  "GOOGLECONTACTS_LIST_CONNECTIONS",
  "GOOGLECONTACTS_GET_PERSON",
  "GMAIL_GET_CONTACTS",
]);
