import type { Clock } from "../../src/domain/clock.ts";
import type { HeldMail } from "../../src/domain/held-mail.ts";
import type { ToolCall } from "../../src/domain/tool.ts";
import type { EffectStore, TimerStore } from "../../src/storage/storage.ts";
import { toRfc3339 } from "../calendar-event.ts";
import { Temporal } from "temporal-polyfill";

/** How long mail waits before it leaves, and what wakes it. */
export interface HoldOptions {
  readonly timers: Pick<TimerStore, "set" | "cancel">;
  readonly ms: number;
}

/** The hold in which mail waits before it leaves, as one tool call has it. */
export interface Hold {
  /** How long mail waits; 0 where it leaves at once. */
  readonly ms: number;
  /** Lets a draft leave when the hold is over, whatever becomes of this process. Answers when that is, RFC 3339. */
  keep(draft: DraftToLeave): Promise<string>;
  /** Decides that a held mail never leaves. False where it has left, or is leaving. */
  stop(effectId: string): Promise<boolean>;
}

export type DraftToLeave = Pick<
  HeldMail,
  "draftId" | "isOwnDraft" | "threadId" | "to" | "cc" | "subject"
>;

/** The claim on which a held mail's leaving and its being stopped meet: whoever makes it first has decided. */
export function leaveClaimOf(effectId: string): string {
  return `${effectId}:leave`;
}

/** The hold for one call. Without options mail leaves at once. */
export function holdFor(
  call: ToolCall,
  effects: EffectStore,
  clock: Clock,
  options: HoldOptions | undefined,
): Hold {
  const { userId, timezone } = call.context;
  const { idempotencyKey: effectId, commandId } = call;
  return {
    ms: options?.ms ?? 0,
    async keep(draft) {
      const askedAt = clock.now();
      const mail: HeldMail = {
        kind: "held_mail",
        effectId,
        commandId,
        userId,
        timezone,
        askedAt,
        ...draft,
      };
      await options?.timers.set({ id: timerOf(effectId), payload: mail }, options.ms);
      const until = Temporal.Instant.fromEpochMilliseconds(askedAt + (options?.ms ?? 0));
      return toRfc3339(until, timezone);
    },
    async stop(heldId) {
      const id = leaveClaimOf(heldId);
      const claim = await effects.claim({
        id,
        userId,
        commandId,
        tool: "email_recall",
        argsHash: "stopped",
        at: clock.now(),
      });
      if (claim.kind === "mismatch") return false;
      await effects.settle(id, { stopped: true }, { kind: "reversible", calls: [] });
      await options?.timers.cancel(timerOf(heldId));
      return true;
    },
  };
}

function timerOf(effectId: string): string {
  return `held-mail:${effectId}`;
}
