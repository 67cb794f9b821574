import type { Clock } from "../src/domain/clock.ts";
import type { HeldMail, SendHeldMail } from "../src/domain/held-mail.ts";
import type { Logger } from "../src/domain/logger.ts";
import type { Outcome } from "../src/domain/turn.ts";
import type { OutboxStore, Timer, TimerStore } from "../src/storage/storage.ts";

/** How long after a mail began to leave its timer fires again, should this process not live to see it left. */
const RETRY_MS = 15_000;

/** Lets held mails leave when their time has come. */
export interface HeldMails {
  /** The timer of a mail is due. Its sending is begun, and goes on beside other timers; it holds none of them up. */
  leave(timer: Timer, mail: HeldMail): Promise<void>;
  /** Resolves when the mails that are leaving have left. */
  settled(): Promise<void>;
}

/**
 * The command has been answered when its mail leaves: only where it did not leave is there something more to say, in the
 * session and on the channels that heard the answer.
 */
export function createHeldMails({
  sendHeldMail,
  outbox,
  timers,
  clock,
  logger,
}: {
  readonly sendHeldMail: SendHeldMail;
  readonly outbox: Pick<OutboxStore, "append" | "lastFor">;
  readonly timers: Pick<TimerStore, "set" | "cancel">;
  readonly clock: Clock;
  readonly logger: Logger;
}): HeldMails {
  const leaving = new Map<string, Promise<void>>();

  async function send(timer: Timer, mail: HeldMail): Promise<void> {
    try {
      const departure = await sendHeldMail(mail);
      if (departure.kind === "failed" && !(await tell(mail, departure))) return;
      await timers.cancel(timer.id);
    } catch (cause) {
      logger.error({ err: cause }, "a held mail could not be seen off; its timer fires again");
    }
  }

  /** False where the command has not been answered yet: what came of its mail is then said later. */
  async function tell(
    { commandId }: HeldMail,
    { code, message }: { readonly code: string; readonly message: string },
  ): Promise<boolean> {
    const answered = await outbox.lastFor(commandId);
    if (answered === undefined) return false;
    const { sessionId, userId, channels, clientId } = answered;
    const turn: Outcome = {
      kind: "outcome",
      status: "failed",
      message,
      results: [],
      error: { code, message },
    };
    const own = clientId === undefined ? {} : { clientId };
    const at = clock.now();
    await outbox.append({ sessionId, userId, at, channels, turn, ...own }, commandId);
    return true;
  }

  return {
    async leave(timer, mail) {
      await timers.set(timer, RETRY_MS);
      if (leaving.has(timer.id)) return;
      const sent = send(timer, mail).finally(() => leaving.delete(timer.id));
      leaving.set(timer.id, sent);
    },
    async settled() {
      await Promise.all(leaving.values());
    },
  };
}
