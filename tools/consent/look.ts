import { z } from "zod";

import { CalendarEvent } from "../../src/domain/resources.ts";
import { SeriesScope } from "../../src/domain/series-scope.ts";
import type { ToolCall } from "../../src/domain/tool.ts";
import type { CallProvider } from "../definition.ts";
import { textOf, toMailMessage } from "../mail-message.ts";
import { fetchMessage, recipientsOfReply } from "../mailbox.ts";
import { emailOf } from "../sending.ts";
import { reversalOf } from "../undo/reversals.ts";

/** What a call is about, as it is now: read before it is judged, and part of what the user says yes to. */
export interface Look {
  readonly event?: CalendarEvent;
  /** How much of a series is meant. */
  readonly scope?: SeriesScope;
  readonly mail?: Mail;
}

/** A message that is answered, passed on or sent as it lies in the drafts; `to` and `cc` are whom that reaches. */
export interface Mail {
  readonly from: string;
  readonly subject: string;
  readonly to: readonly string[];
  readonly cc: readonly string[];
  /** Of a draft: its whole text. */
  readonly text?: string;
}

const Args = z.looseObject({
  messageId: z.string().default(""),
  replyAll: z.boolean().default(false),
});
const Found = z.object({ scope: SeriesScope, was: CalendarEvent });

/** Nothing needs to be read. */
export const NOTHING: Look = {};

/** Reads what a call is about. `before` is what its reversal has read already. @throws as a call of a read tool does */
export async function lookAt(
  call: ToolCall,
  provider: CallProvider,
  before?: unknown,
): Promise<Look> {
  const { messageId, replyAll } = Args.parse(call.args);
  switch (call.tool) {
    case "calendar_update_event":
    case "calendar_delete_event": {
      const found =
        before ?? (await reversalOf(call.tool).before?.(call.args, provider, call.context));
      const { scope, was } = Found.parse(found);
      return { event: was, scope };
    }
    case "email_reply": {
      const original = await fetchMessage(provider, messageId);
      const reached = await recipientsOfReply(provider, original, replyAll);
      return { mail: { ...headOf(toMailMessage(original)), ...reached } };
    }
    case "email_forward": {
      const original = toMailMessage(await fetchMessage(provider, messageId));
      return { mail: { ...headOf(original), to: [], cc: [] } };
    }
    case "email_send_draft": {
      const message = await fetchMessage(provider, messageId);
      const draft = toMailMessage(message);
      const [to, cc] = [draft.to.map(emailOf), draft.cc.map(emailOf)];
      return { mail: { ...headOf(draft), to, cc, text: textOf(message).text } };
    }
    default:
      return NOTHING;
  }
}

function headOf({
  from,
  subject,
}: {
  readonly from: { readonly email: string };
  readonly subject: string;
}) {
  return { from: from.email, subject };
}
