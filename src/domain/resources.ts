import { z } from "zod";

/** What the read tools answer, and what JMESPath references in plans reach into. Times: RFC 3339, or a date for all-day. */

export const Guest = z.object({
  email: z.string(),
  name: z.string().optional(),
  response: z.enum(["needsAction", "accepted", "declined", "tentative"]),
});
export type Guest = z.infer<typeof Guest>;

export const CalendarEvent = z.object({
  id: z.string(),
  summary: z.string(),
  /** RFC 3339 with offset; `2026-11-24` where `allDay`. */
  start: z.string(),
  /** Exclusive, as Google's. */
  end: z.string(),
  allDay: z.boolean(),
  /** confirmed | tentative | cancelled */
  status: z.string(),
  location: z.string().optional(),
  description: z.string().optional(),
  /** Guests beside the user. */
  attendees: z.array(Guest),
  organizer: z.string().optional(),
  /** The user's own answer, where somebody else invited them. */
  myResponse: z.enum(["needsAction", "accepted", "declined", "tentative"]).optional(),
  /** Set on an instance of a recurring event. */
  recurringEventId: z.string().optional(),
  recurrence: z.array(z.string()).optional(),
  /** Where its video call is joined. */
  videoLink: z.string().optional(),
});
export type CalendarEvent = z.infer<typeof CalendarEvent>;

export const Address = z.object({ email: z.string(), name: z.string().optional() });
export type Address = z.infer<typeof Address>;

export const Attachment = z.object({ name: z.string(), sizeBytes: z.number().optional() });
export type Attachment = z.infer<typeof Attachment>;

export const MailMessage = z.object({
  id: z.string(),
  threadId: z.string(),
  from: Address,
  to: z.array(Address),
  cc: z.array(Address),
  subject: z.string(),
  /** RFC 3339. */
  date: z.string(),
  snippet: z.string(),
  unread: z.boolean(),
  labels: z.array(z.string()),
  attachments: z.array(Attachment).optional(),
  /** Plain text of the message: `email_read` only. */
  text: z.string().optional(),
  /** How much of a very long text was left out. */
  omittedCharacters: z.number().optional(),
});
export type MailMessage = z.infer<typeof MailMessage>;

export const Task = z.object({
  id: z.string(),
  listId: z.string(),
  listTitle: z.string(),
  title: z.string(),
  notes: z.string().optional(),
  /** `2026-11-24`: Google keeps no time of day for a task. */
  due: z.string().optional(),
  completed: z.boolean(),
  /** Set on a subtask. */
  parentId: z.string().optional(),
});
export type Task = z.infer<typeof Task>;

export const Contact = z.object({
  /** Google's id: `people/c123`. */
  resourceName: z.string(),
  name: z.string(),
  emails: z.array(z.string()),
  phones: z.array(z.string()),
  organization: z.string().optional(),
  /** `1988-07-04`, or `--07-04` where the year is not known. */
  birthday: z.string().optional(),
  notes: z.string().optional(),
});
export type Contact = z.infer<typeof Contact>;
