import { z } from "zod";

import { isStorageFault, toAssistantError } from "../../src/domain/errors.ts";
import type { AssistantError } from "../../src/domain/errors.ts";
import type { Departure, HeldMail, SendHeldMail } from "../../src/domain/held-mail.ts";
import type { ToolCall } from "../../src/domain/tool.ts";
import { createCallProvider } from "../call-provider.ts";
import type { CallProviderOptions } from "../call-provider.ts";
import type { GatewayOptions } from "../gateway.ts";
import { ClaimMismatchError, createOnce } from "../once.ts";
import { sendDraft } from "../sending.ts";
import { irreversible } from "../undo/reversal.ts";
import { leaveClaimOf } from "./hold.ts";
import { hasLeft, nameOf } from "./presentation.ts";

/** Lets held mail leave: the draft is sent once, and from then on an undo says that it has left. */
export function createDepartures(options: GatewayOptions & CallProviderOptions): SendHeldMail {
  const { effects, clock, logger } = options;
  const once = createOnce(options);

  return async (mail): Promise<Departure> => {
    const { effectId, commandId, userId, timezone, askedAt, draftId } = mail;
    const now = new Date(clock.now()).toISOString();
    const call: ToolCall = {
      tool: "email_leave",
      args: { draftId },
      context: { userId, timezone, now },
      idempotencyKey: leaveClaimOf(effectId),
      commandId,
      origins: [],
      startedAt: askedAt,
    };
    try {
      const output = await once(call, async (journal) => {
        const differences: string[] = [];
        const provider = createCallProvider(options, call, "gmail", { journal, differences });
        const message = await sendDraft(provider, mail, now);
        return { output: z.json().parse({ message }), undo: { kind: "reversible", calls: [] } };
      });
      await effects.settle(effectId, output, irreversible(hasLeft(mail)));
      return { kind: "sent" };
    } catch (cause) {
      if (cause instanceof ClaimMismatchError) return { kind: "stopped" };
      if (isStorageFault(cause)) throw cause;
      const error = toAssistantError(cause);
      logger.warn({ err: cause, code: error.code }, "a held mail could not be sent");
      return { kind: "failed", code: error.code, message: notSent(mail, error) };
    }
  };
}

function notSent(mail: HeldMail, error: AssistantError): string {
  const why = error.expose ? error.message : "Something went wrong on our side.";
  if (error.code === "ERR_OUTCOME_UNKNOWN") {
    return `I can't tell whether ${nameOf(mail)} was sent: Gmail could not be asked. Please look among your sent mail; I won't send it twice.`;
  }
  if (error.code === "ERR_NOT_FOUND") {
    return `I didn't send ${nameOf(mail)}: its draft is not there any more.`;
  }
  return `I couldn't send ${nameOf(mail)}. ${why} It is still among your drafts.`;
}
