import { z } from "zod";

import { SessionId, UserId } from "./ids.ts";
import { Channel } from "./turn.ts";

/** The day that a brief is about, seen from the day it is told on. */
export const BriefDay = z.enum(["today", "tomorrow"]);
export type BriefDay = z.infer<typeof BriefDay>;

/** Something the user wants to be told later: words of their own, or what a day holds. */
export const Reminder = z.object({
  id: z.string(),
  /** The words to be reminded by; with `brief` there are none. */
  text: z.string().optional(),
  brief: BriefDay.optional(),
  /** Set where the words are not the user's own: read in a mail, say. */
  isOutside: z.literal(true).optional(),
  /** When it is told next, RFC 3339. */
  at: z.iso.datetime({ offset: true }),
  /** RFC 5545 lines, where it is told again and again; `start` is then the first time of the series. */
  recurrence: z.array(z.string()).optional(),
  start: z.iso.datetime({ offset: true }),
  /** IANA zone in whose clocks it was asked for: a series keeps its hour there, whatever the clocks do. */
  timezone: z.string(),
  /** Where it was asked for, and is told. */
  sessionId: SessionId,
  channel: Channel,
});
export type Reminder = z.infer<typeof Reminder>;

/** What the timer of a reminder carries. */
export const ReminderTimer = z.object({
  kind: z.literal("reminder"),
  userId: UserId,
  reminderId: z.string(),
  /** The time of it that the timer is for. */
  at: z.string(),
});
export type ReminderTimer = z.infer<typeof ReminderTimer>;

/** What is to be told of a reminder whose time has come, and where. */
export interface DueReminder {
  readonly sessionId: SessionId;
  readonly channel: Channel;
  readonly message: string;
  /** Whether others wrote some of it. */
  readonly isOutside: boolean;
  /** Whether its time had passed by more than a little. */
  readonly isLate: boolean;
}

/** The two halves of a reminder's firing, around its being told. */
export interface DueReminders {
  /** Undefined where this time of it is no more to be told: it was cancelled, moved or told. Changes nothing. */
  due(timer: ReminderTimer): Promise<DueReminder | undefined>;
  /** This time of it has been told: it is set for its next time, or is over. Once more it changes nothing. */
  told(timer: ReminderTimer): Promise<void>;
}
