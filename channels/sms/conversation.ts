import { z } from "zod";

import { assertNever } from "../../src/domain/assert-never.ts";
import type { Accepted, Assistant } from "../../src/domain/assistant.ts";
import type { Clock } from "../../src/domain/clock.ts";
import { toAssistantError } from "../../src/domain/errors.ts";
import { SessionId } from "../../src/domain/ids.ts";
import type { PhoneNumber, UserId } from "../../src/domain/ids.ts";
import type { Inbound } from "../../src/domain/inbound.ts";
import type { Intervention } from "../../src/domain/intervention.ts";
import { Plan } from "../../src/domain/plan.ts";
import type { User } from "../../src/domain/user.ts";
import type { CacheStore, UserStore } from "../../src/storage/storage.ts";
import { readCodedAnswer } from "./codes.ts";
import { readKeyword } from "./keywords.ts";
import type { Keyword } from "./keywords.ts";
import type { Numbers } from "./numbers.ts";
import { NOTICES, toQuestionText, toStatusText, toWhichText } from "./wording.ts";

/** One text of a number, proven and not empty of meaning. */
export interface ReceivedText {
  readonly messageSid: string;
  readonly from: PhoneNumber;
  readonly text: string;
  /** When it was written, where that was a while ago; RFC 3339. */
  readonly sentAt?: string;
}

interface Sender extends ReceivedText {
  readonly userId: UserId;
  /** It came before, and the process was killed when it may have been taken: what it does then is no news. */
  readonly mayBeTaken: boolean;
}

const LATEST_SESSION = "sms:latest-session";
const LATEST_SESSION_MS = 24 * 60 * 60 * 1000;

const PlanCreated = z.object({ plan: Plan.pick({ goal: true }).loose() });

/** What is to be said at once to who wrote a text, and what to call when it was said. */
export interface Notice {
  readonly text: string;
  readonly said: () => Promise<void>;
}

/**
 * Says what one text does. Answers the notice to send back, if there is one; what the assistant has to say comes by
 * the outbox. The same text again does nothing, once its notice was said: a text whose notice got lost is taken again.
 */
export function createConversation(options: {
  readonly assistant: Assistant;
  readonly users: UserStore;
  readonly cache: CacheStore;
  readonly numbers: Numbers;
  /** What consent codes are made with. */
  readonly secret: string;
  readonly clock: Clock;
}): (received: ReceivedText) => Promise<Notice | undefined> {
  const { assistant, users, cache, numbers, secret, clock } = options;

  async function reply(
    received: ReceivedText,
    user: User | undefined,
  ): Promise<string | undefined> {
    const { from, text } = received;
    const keyword = readKeyword(text);
    const isOut = await numbers.isOptedOut(from);
    if (keyword === "opt_out") return await optOut(from, user?.userId);
    if (keyword === "opt_in" || (keyword === "yes" && isOut)) {
      await numbers.setOptedOut(from, false);
      return undefined;
    }
    if (isOut) return undefined;
    if (user === undefined) {
      return (await numbers.isFirstToday(from)) ? NOTICES.unknownNumber : undefined;
    }
    const mayBeTaken = await numbers.wasHandedOver(received.messageSid);
    const sender = { ...received, userId: user.userId, mayBeTaken };
    return keyword === undefined
      ? await replyToWords(sender)
      : await replyToKeyword(keyword, sender);
  }

  async function replyToKeyword(
    keyword: Exclude<Keyword, "opt_out" | "opt_in">,
    sender: Sender,
  ): Promise<string | undefined> {
    const { userId } = sender;
    switch (keyword) {
      case "help":
        return NOTICES.help;
      case "yes":
        return await replyToWords(sender);
      case "status": {
        const open = await assistant.openQuestions(userId);
        return toStatusText((await running(userId))?.goal, { open, secret });
      }
      case "forget": {
        const [newest] = await assistant.openQuestions(userId);
        const sessionId = newest?.sessionId ?? (await running(userId))?.sessionId;
        if (sessionId === undefined) return NOTICES.nothingToForget;
        return await accept({ kind: "cancel", sessionId, ...originOf(sender) }, sender);
      }
      case "undo":
        return await accept({ kind: "undo", ...originOf(sender) }, sender);
      default:
        return assertNever(keyword);
    }
  }

  async function replyToWords(sender: Sender): Promise<string | undefined> {
    const { userId, from, text } = sender;
    if (text === "") return NOTICES.unreadable;
    const open = await assistant.openQuestions(userId);
    const coded = readCodedAnswer(text, open, secret);
    if (coded !== undefined && (await numbers.isGuessing(from))) return NOTICES.tooManyWrongCodes;
    if (coded?.kind === "wrong_code") {
      if (sender.mayBeTaken) return undefined;
      await numbers.addWrongCode(from);
      return NOTICES.wrongCode;
    }
    if (coded?.kind === "answer") {
      const { sessionId, stepId } = coded.question;
      const { value } = coded;
      const answer = { kind: "answer", sessionId, stepId, value, ...originOf(sender) } as const;
      return await accept(answer, sender);
    }
    const asked = { open, secret };
    const [newest] = open;
    if (open.length > 1 && readsAsBareAnswer(text)) return toWhichText(asked);
    if (newest !== undefined && lacksItsCode(newest, text)) return toQuestionText(newest, asked);
    const { sentAt: datetime } = sender;
    return await accept(
      {
        kind: "text",
        text,
        ...(datetime !== undefined && { datetime }),
        ...originOf(sender),
      },
      sender,
    );
  }

  async function accept(
    inbound: Inbound,
    { messageSid, mayBeTaken }: Pick<Sender, "messageSid" | "mayBeTaken">,
  ): Promise<string | undefined> {
    let accepted: Accepted;
    try {
      await numbers.setHandedOver(messageSid, true);
      accepted = await assistant.accept(inbound);
    } catch (cause) {
      const { expose, message, code } = toAssistantError(cause);
      if (code !== "ERR_WHICH_QUESTION" && !expose) throw cause;
      // An answer that is refused because it was itself taken before is not too late.
      if (mayBeTaken && code === "ERR_STALE_ANSWER") return undefined;
      await numbers.setHandedOver(messageSid, false);
      if (code === "ERR_WHICH_QUESTION")
        return toWhichText({ open: await assistant.openQuestions(inbound.userId), secret });
      return message;
    }
    await cache.set(inbound.userId, LATEST_SESSION, accepted.sessionId, LATEST_SESSION_MS);
    return undefined;
  }

  /** Nothing goes on, and nothing may wait for an answer that a user who opted out will never be asked for. */
  async function optOut(from: PhoneNumber, userId: UserId | undefined): Promise<undefined> {
    await numbers.setOptedOut(from, true);
    if (userId === undefined) return;
    await assistant.stop(userId, "sms");
    for (const { kind, sessionId, stepId } of await assistant.openQuestions(userId)) {
      if (kind !== "approve") continue;
      const entries = await assistant.replay(userId, sessionId, 0);
      const wasTexted = entries.some(
        ({ turn, channels }) =>
          channels.includes("sms") &&
          turn.kind === "question" &&
          turn.intervention.stepId === stepId,
      );
      if (wasTexted) await assistant.accept({ kind: "cancel", userId, channel: "sms", sessionId });
    }
  }

  /** The session last texted to, while its command has neither ended nor asked. */
  async function running(
    userId: UserId,
  ): Promise<{ readonly sessionId: SessionId; readonly goal: string } | undefined> {
    const latest = SessionId.safeParse(await cache.get(userId, LATEST_SESSION)).data;
    if (latest === undefined || (await assistant.ownerOf(latest)) !== userId) return undefined;
    const turns = (await assistant.replay(userId, latest, 0)).map(({ turn }) => turn);
    const since = turns.slice(turns.findLastIndex(({ kind }) => kind !== "progress") + 1);
    if (since.length === 0) return undefined;
    const last = turns.findLast(
      (turn) =>
        turn.kind === "progress" &&
        (turn.action === "command_started" || turn.action === "plan_created"),
    );
    const { plan } = PlanCreated.safeParse(last?.kind === "progress" && last.detail).data ?? {};
    return { sessionId: latest, goal: plan?.goal ?? NOTICES.thinking };
  }

  /** Whose text it is; nobody's where the number has to be proved first, or again. */
  async function senderOf(from: PhoneNumber): Promise<User | undefined> {
    const owner = await users.byPhoneNumber(from);
    if (owner === undefined || !(await numbers.isTrusted(from, clock.now()))) return undefined;
    await numbers.setHeard(from, clock.now());
    return owner;
  }

  /** Texts whose notices are on their way. */
  const saying = new Set<string>();

  return async (received) => {
    const { messageSid } = received;
    if (saying.has(messageSid) || (await numbers.wasHandled(messageSid))) return undefined;
    const user = await senderOf(received.from);
    const text = await reply(received, user);
    // A stranger's text does nothing but opt out or in: remembering each would let strangers fill the storage.
    const isKept = user !== undefined || readKeyword(received.text)?.startsWith("opt_") === true;
    if (text === undefined) {
      if (isKept) await numbers.setHandled(messageSid);
      return undefined;
    }
    saying.add(messageSid);
    return {
      text,
      said: async () => {
        if (isKept) await numbers.setHandled(messageSid);
        saying.delete(messageSid);
      },
    };
  };
}

function originOf({ userId, messageSid }: Sender): {
  readonly userId: UserId;
  readonly channel: "sms";
  readonly clientId: string;
} {
  return { userId, channel: "sms", clientId: `sms:${messageSid}` };
}

const CONSENT = /^(?:ok|okay|y|yes|yep|yeah|sure|go ahead)\b/i;

/** Words that answer some question, but do not say which. */
function readsAsBareAnswer(text: string): boolean {
  return CONSENT.test(text) || /^(?:no|nope|n|#?\d{1,2}|\S+@\S+\.\S+)[.!]*$/i.test(text);
}

/** Consent without the code of what was shown might be meant for something else; a lone YES is let through. */
function lacksItsCode(question: Intervention, text: string): boolean {
  return question.kind === "approve" && CONSENT.test(text) && !/^yes[.!]*$/i.test(text);
}
