import type { Clock } from "../src/domain/clock.ts";
import type { HeldMail, SendHeldMail } from "../src/domain/held-mail.ts";
import type { Outcome } from "../src/domain/turn.ts";
import type { OutboxStore } from "../src/storage/storage.ts";

/**
 * Lets a held mail leave when its time has come. The command has been answered by then: only where the mail did not leave
 * is there something more to say, in the session and on the channels that heard the answer.
 * @throws where the command's answer is not there yet: the timer is to try again.
 */
export function createHeldMailTimer({
  sendHeldMail,
  outbox,
  clock,
}: {
  readonly sendHeldMail: SendHeldMail;
  readonly outbox: Pick<OutboxStore, "append" | "lastFor">;
  readonly clock: Clock;
}): (mail: HeldMail) => Promise<void> {
  return async (mail) => {
    const departure = await sendHeldMail(mail);
    if (departure.kind !== "failed") return;
    const { code, message } = departure;
    const answered = await outbox.lastFor(mail.commandId);
    if (answered === undefined) throw new Error("The command has not been answered yet.");
    const turn: Outcome = {
      kind: "outcome",
      status: "failed",
      message,
      results: [],
      error: { code, message },
    };
    const { sessionId, userId, channels, clientId } = answered;
    await outbox.append(
      {
        sessionId,
        userId,
        at: clock.now(),
        channels,
        turn,
        ...(clientId !== undefined && { clientId }),
      },
      mail.commandId,
    );
  };
}
