import { z } from "zod";

import { BriefDay } from "../src/domain/reminder.ts";
import { SeriesScope } from "../src/domain/series-scope.ts";

/** The arguments of every tool: what planners may write and what LangChain shows a model. */

const Instant = z.iso.datetime({ offset: true }).describe("RFC 3339 with offset");
const Day = z.iso.date().describe("YYYY-MM-DD");
const Moment = z.union([Instant, Day]).describe("RFC 3339 with offset, or YYYY-MM-DD for all-day");
const ClockTime = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d$/, "must be HH:MM")
  .describe("wall clock in the user's zone, HH:MM");
const Email = z.email();
const Zone = z
  .string()
  .refine(isZone, "must be an IANA time zone")
  .describe("IANA name, where the user named another zone");
const Scope = SeriesScope.optional();
const VideoLink = z.literal(true).optional().describe("Google Meet");

function isZone(name: string): boolean {
  try {
    void new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

export const ListEvents = z.strictObject({
  timeMin: Instant.optional(),
  timeMax: Instant.optional(),
  query: z.string().optional().describe("words in the title, guests, location or description"),
  maxResults: z.int().min(1).max(250).optional(),
  calendar: z.string().optional(),
});

export const GetEvent = z.strictObject({ eventId: z.string() });

export const FindFreeTime = z.strictObject({
  timeMin: Instant,
  timeMax: Instant,
  durationMinutes: z.int().min(1).max(1440),
  attendees: z.array(Email).optional().describe("people who must be free as well"),
  earliest: ClockTime.optional().describe("no slot begins before this on any day"),
  latest: ClockTime.optional().describe("no slot ends after this on any day"),
  weekdaysOnly: z.literal(true).optional().describe("Monday to Friday"),
  maxSlots: z.int().min(1).max(50).optional(),
});

export const CreateEvent = z.strictObject({
  summary: z.string().min(1).max(1024),
  start: Moment,
  end: Moment.describe("exclusive"),
  location: z.string().optional(),
  description: z.string().optional(),
  attendees: z.array(Email).optional(),
  recurrence: z.array(z.string()).optional().describe("RFC 5545 lines: RRULE:FREQ=WEEKLY;BYDAY=TU"),
  calendar: z.string().optional(),
  timezone: Zone.optional(),
  videoLink: VideoLink,
});

export const UpdateEvent = z.strictObject({
  eventId: z.string(),
  scope: Scope.describe("how much of a series, where the user says; else they are asked"),
  summary: z.string().min(1).max(1024).optional(),
  start: Moment.optional().describe("without end, the length is kept"),
  end: Moment.optional(),
  date: Day.optional().describe("move to this day, same time of day"),
  time: ClockTime.optional().describe("move to this time on its own day (or on `date`)"),
  shiftMinutes: z.int().optional().describe("later where positive"),
  durationMinutes: z.int().min(1).optional().describe("new length, same start"),
  extendMinutes: z.int().optional().describe("end later; earlier where negative"),
  location: z.string().optional(),
  description: z.string().optional(),
  appendDescription: z.string().min(1).optional().describe("a note to add"),
  recurrence: z.array(z.string()).optional().describe("the series' new rule"),
  addAttendees: z.array(Email).optional(),
  removeAttendees: z.array(Email).optional(),
  timezone: Zone.optional(),
  videoLink: VideoLink,
});

export const DeleteEvent = z.strictObject({ eventId: z.string(), scope: Scope });

export const RespondToEvent = z.strictObject({
  eventId: z.string(),
  scope: Scope,
  response: z.enum(["accepted", "declined", "tentative"]),
});

export const SearchMail = z.strictObject({
  query: z
    .string()
    .optional()
    .describe(
      "Gmail search: words, is:starred, in:drafts|sent|trash|archive|anywhere, label:, has:attachment, filename:pdf, larger:5M, older_than:7d, OR, -",
    ),
  from: z.string().optional().describe("address or name"),
  to: z.string().optional().describe("address or name"),
  subject: z.string().optional(),
  unread: z.boolean().optional(),
  after: Day.optional().describe("this day or later"),
  before: Day.optional().describe("earlier than this day"),
  maxResults: z.int().min(1).max(50).optional(),
});

export const ReadMail = z.strictObject({
  messageId: z.string(),
  conversation: z.boolean().optional().describe("every message of its thread in full"),
});

export const SendMail = z.strictObject({
  to: z.array(Email).min(1),
  cc: z.array(Email).optional(),
  bcc: z.array(Email).optional(),
  subject: z.string().max(998),
  body: z.string(),
});

export const ReplyToMail = z.strictObject({
  messageId: z.string(),
  body: z.string().min(1).describe("what is answered is quoted below by itself"),
  replyAll: z.boolean().optional(),
  cc: z.array(Email).optional().describe("further people"),
});

export const ForwardMail = z.strictObject({
  messageId: z.string(),
  to: z.array(Email).min(1),
  note: z.string().optional().describe("stands above the message"),
});

export const CreateDraft = z.strictObject({
  to: z.array(Email).optional(),
  cc: z.array(Email).optional(),
  subject: z.string().max(998).optional(),
  body: z.string(),
  replyTo: z
    .string()
    .optional()
    .describe("message it answers: gives recipients, subject and quotation"),
});

const Draft = z.string().describe("message id of the draft; as $entity with in: drafts");

export const UpdateDraft = z.strictObject({
  messageId: Draft,
  to: z.array(Email).min(1).optional().describe("replaces who it is to"),
  cc: z.array(Email).optional(),
  subject: z.string().max(998).optional(),
  body: z.string().optional().describe("replaces the text"),
});
export const SendDraft = z.strictObject({ messageId: Draft });
export const DeleteDraft = z.strictObject({ messageId: Draft });

export const ModifyLabels = z.strictObject({
  messageId: z.string(),
  add: z
    .array(z.string())
    .optional()
    .describe("label names: STARRED, UNREAD, INBOX, or the user's own"),
  remove: z
    .array(z.string())
    .optional()
    .describe("archive = remove INBOX, mark read = remove UNREAD"),
  createMissing: z.boolean().optional().describe("make labels to add that are not there yet"),
});

export const ListLabels = z.strictObject({});
export const CreateLabel = z.strictObject({ name: z.string().min(1).max(225) });

export const TrashMail = z.strictObject({ messageId: z.string() });
export const RestoreMail = z.strictObject({
  messageId: z.string().describe("as $entity with in: trash"),
});

export const ListTasks = z.strictObject({
  list: z.string().optional().describe("id of one task list; all lists without it"),
  query: z.string().optional(),
  dueMin: Day.optional(),
  dueMax: Day.optional().describe("inclusive"),
  includeCompleted: z.boolean().optional(),
  onlyCompleted: z.boolean().optional(),
});

export const CreateTask = z.strictObject({
  title: z.string().min(1).max(1024),
  notes: z.string().optional(),
  due: Day.optional(),
  list: z.string().optional(),
  parent: z.string().optional().describe("task it is a subtask of"),
});

export const UpdateTask = z.strictObject({
  taskId: z.string(),
  title: z.string().min(1).max(1024).optional(),
  notes: z.string().optional().describe("replaces the notes"),
  addNotes: z.string().optional().describe("goes below the notes there are"),
  due: Day.optional(),
});

export const CompleteTask = z.strictObject({ taskId: z.string() });
export const ReopenTask = z.strictObject({
  taskId: z.string().describe("as $entity with in: completed"),
});
export const DeleteTask = z.strictObject({ taskId: z.string() });
export const MoveTask = z.strictObject({
  taskId: z.string(),
  list: z.string().optional().describe("to this list"),
  parent: z.string().optional().describe("to below this task, as its subtask"),
  after: z.string().optional().describe("to right after this task; the top without it"),
});
export const ClearCompletedTasks = z.strictObject({
  list: z.string().optional().describe("of all lists without it"),
});
export const CreateTaskList = z.strictObject({ title: z.string().min(1).max(1024) });
export const RenameTaskList = z.strictObject({
  list: z.string(),
  title: z.string().min(1).max(1024),
});

const Birthday = z
  .string()
  .regex(/^(?:\d{4}|-)-\d{2}-\d{2}$/u, "must be YYYY-MM-DD or --MM-DD")
  .describe("YYYY-MM-DD, or --MM-DD without the year");

export const SearchContacts = z.strictObject({ query: z.string().min(1) });

export const CreateContact = z.strictObject({
  name: z.string().min(1),
  email: Email.optional(),
  phone: z.string().optional(),
  organization: z.string().optional(),
  birthday: Birthday.optional(),
  notes: z.string().optional(),
});

export const UpdateContact = z.strictObject({
  resourceName: z.string(),
  name: z.string().min(1).optional(),
  email: Email.optional().describe("becomes the first address; others are kept"),
  addEmail: Email.optional().describe("one more address"),
  removeEmail: z.string().optional(),
  phone: z.string().optional().describe("becomes the first number; others are kept"),
  addPhone: z.string().optional(),
  removePhone: z.string().optional(),
  organization: z.string().optional(),
  birthday: Birthday.optional(),
  notes: z.string().optional().describe("replaces the notes"),
  addNotes: z.string().optional(),
  clear: z
    .array(z.enum(["email", "phone", "organization", "birthday", "notes"]))
    .optional()
    .describe("what to take off whole; refused where there are several of it"),
});

export const MergeContacts = z.strictObject({
  resourceName: z.string().describe("stays, and gets all the other has"),
  otherResourceName: z.string().describe("is deleted"),
});
export const MergeDuplicates = z.strictObject({
  name: z.string().min(1).describe("the name they share"),
  count: z.int().min(2).max(10).optional().describe("how many there must be, where said"),
});

export const DeleteContact = z.strictObject({ resourceName: z.string() });

export const ListCalendars = z.strictObject({});
export const ListTaskLists = z.strictObject({});
export const ListContacts = z.strictObject({});

const PersonWords = z.string().min(1).max(200).describe("the user's own words for them");
export const WhoIs = z.strictObject({ name: PersonWords });
export const ListPeople = z.strictObject({});
export const ForgetPerson = z.strictObject({ name: PersonWords });

export const ListConsents = z.strictObject({});
export const AskAgain = z.strictObject({});
const ReminderText = z.string().min(1).max(500);
const RepeatLines = z
  .array(
    z
      .string()
      .max(200)
      .regex(
        /^RRULE:FREQ=(?:MINUTELY|HOURLY|DAILY|WEEKLY|MONTHLY|YEARLY)(?:;[A-Z]+=[A-Z0-9,+-]+)*$/u,
        "must be one RRULE line",
      ),
  )
  .length(1);
export const SetReminder = z
  .strictObject({
    text: ReminderText.optional().describe("without “remind me to”"),
    brief: BriefDay.optional().describe("that day's events and tasks, instead of text"),
    at: Instant,
    recurrence: RepeatLines.optional(),
    timezone: Zone.optional(),
    by: z.literal("sms").optional().describe("sms where they say “text me”, else where they ask"),
  })
  .refine(({ text, brief }) => (text === undefined) !== (brief === undefined), {
    message: "either text or brief",
  });
export const ListReminders = z.strictObject({
  timeMin: Instant.optional(),
  timeMax: Instant.optional(),
});
export const ChangeReminder = z.strictObject({
  reminderId: z.string(),
  text: ReminderText.optional(),
  date: Day.optional(),
  time: ClockTime.optional(),
  shiftMinutes: z.int().optional(),
  recurrence: RepeatLines.optional(),
});
export const CancelReminder = z.strictObject({ reminderId: z.string() });
export const ListActions = z.strictObject({
  timeMin: Instant.optional(),
  timeMax: Instant.optional(),
});

export const DeleteData = z.strictObject({});
