import type { ToolCall } from "../../src/domain/tool.ts";
import type { CallProvider } from "../definition.ts";
import { judge, needsLook } from "../policy.ts";
import type { Judgement } from "../policy.ts";
import { lookAt, NOTHING } from "./look.ts";
import type { Look } from "./look.ts";
import { recipientsIn, selectionsIn } from "./origins.ts";
import type { Recipient } from "./origins.ts";

/** A call, judged by what it is about as that is now. */
export interface Examined {
  readonly judgement: Judgement;
  readonly look: Look;
  /** Whom it reaches beside the user, those included whom only what it is about tells. */
  readonly recipients: readonly Recipient[];
}

/**
 * Judges one call. `removals` is how many calls of its plan take something away; `before` what the call's reversal has
 * read already. @throws as a call of a read tool does
 */
export async function examine(
  call: ToolCall,
  provider: CallProvider,
  { removals, before }: { readonly removals: number; readonly before?: unknown },
): Promise<Examined> {
  const selected = selectionsIn(call);
  // What may not be meant is not read either.
  const isMeant = selected.every((origin) => origin !== undefined && origin.kind !== "outside");
  const look = isMeant && needsLook(call.tool) ? await lookAt(call, provider, before) : NOTHING;
  const { context } = call;
  const isOther = (address: string): boolean =>
    address.toLowerCase() !== context.email?.toLowerCase();
  const recipients = [...recipientsIn(call), ...reachedBy(look)].filter(({ address }) =>
    isOther(address),
  );
  const judgement = judge(call.tool, {
    recipients: recipients.map(({ origin }) => origin),
    selected,
    isShared: look.event?.attendees.some(({ email }) => isOther(email)) ?? false,
    removals,
  });
  return { judgement, look, recipients };
}

/** Those whom an answer goes to stand in the mail it answers; those of a draft in the draft. */
function reachedBy({ mail }: Look): Recipient[] {
  if (mail === undefined) return [];
  const origin =
    mail.text === undefined
      ? ({ kind: "outside", from: "the mail it answers" } as const)
      : ({ kind: "known", from: "the draft" } as const);
  return [
    ...mail.to.map((address) => ({ arg: "to", address, origin })),
    ...mail.cc.map((address) => ({ arg: "cc", address, origin })),
  ];
}
