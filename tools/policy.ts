import type { Origin } from "../src/domain/provenance.ts";

/** What a tool does to anybody but the user who asked. */
export type Reach =
  /** A read, or a change that only the user sees and can undo. */
  | "own"
  /** The same, but it takes something away: several at a time are asked about. */
  | "removes"
  /** Writes to people. */
  | "sends"
  /** Tells the guests it is given. */
  | "invites"
  /** Changes what others may have in their own calendars, and tells them. */
  | "shared"
  /** The same, and it takes something away. */
  | "removes_shared"
  /** Cannot be undone. */
  | "final";

/** The rule for one tool: data, so that all of it can be read, and tested, at once. */
export interface Rule {
  readonly reach: Reach;
  /** Arguments that hold addresses which the call writes to, invites, or keeps for a later one. */
  readonly recipients: readonly string[];
  /** Arguments that say which existing thing is meant, by its id. */
  readonly selects: readonly string[];
}

function rule(
  reach: Reach,
  selects: readonly string[] = [],
  recipients: readonly string[] = [],
): Rule {
  return { reach, selects, recipients };
}

/** Every tool that may be called by a plan. One that is not here is refused. */
export const POLICY: ReadonlyMap<string, Rule> = new Map([
  ["calendar_list_events", rule("own")],
  ["calendar_get_event", rule("own")],
  ["calendar_list_calendars", rule("own")],
  ["calendar_find_free_time", rule("own")],
  ["calendar_create_event", rule("invites", ["calendar"], ["attendees"])],
  ["calendar_update_event", rule("shared", ["eventId"], ["addAttendees", "removeAttendees"])],
  ["calendar_delete_event", rule("removes_shared", ["eventId"])],
  ["calendar_respond_to_event", rule("own", ["eventId"])],
  ["calendar_restore_event", rule("invites", [], ["attendees"])],
  ["email_search", rule("own")],
  ["email_read", rule("own")],
  ["email_send", rule("sends", [], ["to", "cc", "bcc"])],
  ["email_reply", rule("sends", ["messageId"], ["cc"])],
  ["email_forward", rule("sends", ["messageId"], ["to"])],
  ["email_send_draft", rule("sends", ["messageId"])],
  ["email_create_draft", rule("own", ["replyTo"], ["to", "cc"])],
  ["email_update_draft", rule("own", ["messageId"], ["to", "cc"])],
  ["email_put_back_draft", rule("own", [], ["to", "cc", "bcc"])],
  ["email_recall", rule("own")],
  ["email_delete_draft", rule("removes", ["messageId"])],
  ["email_modify_labels", rule("own", ["messageId"])],
  ["email_list_labels", rule("own")],
  ["email_create_label", rule("own")],
  ["email_trash", rule("removes", ["messageId"])],
  ["email_restore", rule("own", ["messageId"])],
  ["tasks_list", rule("own")],
  ["tasks_list_lists", rule("own")],
  ["tasks_create", rule("own", ["list", "parent"])],
  ["tasks_update", rule("own", ["taskId"])],
  ["tasks_complete", rule("own", ["taskId"])],
  ["tasks_reopen", rule("own", ["taskId"])],
  ["tasks_move", rule("own", ["taskId", "list", "parent", "after"])],
  ["tasks_put_back", rule("own")],
  ["tasks_delete", rule("removes", ["taskId"])],
  ["tasks_clear_completed", rule("final", ["list"])],
  ["tasks_create_list", rule("own")],
  ["tasks_rename_list", rule("own", ["list"])],
  ["contacts_search", rule("own")],
  ["contacts_list", rule("own")],
  ["contacts_create", rule("own", [], ["email"])],
  ["contacts_update", rule("own", ["resourceName"], ["email", "addEmail"])],
  ["contacts_put_back", rule("own")],
  ["contacts_delete", rule("removes", ["resourceName"])],
  ["contacts_merge", rule("removes", ["resourceName", "otherResourceName"])],
  ["contacts_merge_duplicates", rule("final")],
  ["assistant_set_reminder", rule("own")],
  ["assistant_list_reminders", rule("own")],
  ["assistant_change_reminder", rule("own", ["reminderId"])],
  ["assistant_cancel_reminder", rule("removes", ["reminderId"])],
  ["assistant_put_back_reminder", rule("own")],
  ["assistant_who_is", rule("own")],
  ["assistant_list_people", rule("own")],
  ["assistant_forget_person", rule("own")],
  ["assistant_list_consents", rule("own")],
  ["assistant_ask_again", rule("own")],
  ["assistant_list_actions", rule("own")],
  ["assistant_delete_data", rule("final")],
]);

/** What is known of a call when it is judged. */
export interface Circumstances {
  /** Where each recipient but the user comes from; undefined: nobody knows. */
  readonly recipients: readonly (Origin | undefined)[];
  /** Where each id comes from that says what is meant. */
  readonly selected: readonly (Origin | undefined)[];
  /** Whether others than the user have the thing in their own calendars. */
  readonly isShared: boolean;
  /** How many calls of the same plan take something away, this one among them. */
  readonly removals: number;
}

export type Judgement =
  | { readonly kind: "allow" }
  | { readonly kind: "ask" }
  | { readonly kind: "refuse"; readonly why: "unknown_tool" | "unknown_origin" | "outside_id" };

/** Whether a call may be made, needs the user's yes, or must not be made. What is not known is refused. */
export function judge(tool: string, circumstances: Circumstances): Judgement {
  const known = POLICY.get(tool);
  if (known === undefined) return { kind: "refuse", why: "unknown_tool" };
  const { recipients, selected, isShared, removals } = circumstances;
  const origins = [...recipients, ...selected];
  if (origins.includes(undefined)) return { kind: "refuse", why: "unknown_origin" };
  if (selected.some((origin) => origin?.kind === "outside"))
    return { kind: "refuse", why: "outside_id" };
  const fromOutside = recipients.some((origin) => origin?.kind === "outside");
  return fromOutside || asks(known.reach, { recipients, isShared, removals })
    ? { kind: "ask" }
    : { kind: "allow" };
}

function asks(
  reach: Reach,
  { recipients, isShared, removals }: Omit<Circumstances, "selected">,
): boolean {
  switch (reach) {
    case "own":
      return false;
    case "removes":
      return removals > 1;
    case "sends":
    case "invites":
      return recipients.length > 0;
    case "shared":
      return isShared || recipients.length > 0;
    case "removes_shared":
      return isShared || removals > 1;
    case "final":
      return true;
  }
}

/** The tools that take something away. */
export const REMOVING_TOOLS: readonly string[] = [...POLICY]
  .filter(([, { reach }]) => reach === "removes" || reach === "removes_shared")
  .map(([tool]) => tool);

/** Whether a tool takes something away. */
export function removes(tool: string): boolean {
  return REMOVING_TOOLS.includes(tool);
}

/** Whether more must be read than the arguments say before a call of this tool can be judged. */
export function needsLook(tool: string): boolean {
  const reach = POLICY.get(tool)?.reach;
  return reach === "shared" || reach === "removes_shared" || reach === "sends";
}
