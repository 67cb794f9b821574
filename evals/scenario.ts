import { z } from "zod";

import { InterventionKind } from "../src/domain/intervention.ts";
import { Service } from "../src/domain/service.ts";
import { Channel, OutcomeStatus } from "../src/domain/turn.ts";
import { UserDocument } from "../tools/sandbox/document.ts";
import { TimeZone } from "../tools/sandbox/store/profile.ts";

/** What a field must be: this very value, words in it, some members of it, or anything but this. */
export const Wanted = z.union([
  z.string(),
  z.boolean(),
  z.null(),
  z.array(z.string()),
  z
    .strictObject({
      contains: z.array(z.string()).min(1).optional(),
      includes: z.array(z.string()).min(1).optional(),
      lacks: z.array(z.string()).min(1).optional(),
    })
    .refine((wanted) => Object.keys(wanted).length > 0, "says nothing"),
]);
export type Wanted = z.infer<typeof Wanted>;

/** Half of a set: one to work with, one to measure with. */
export const Split = z.enum(["open", "held-back"]);
export type Split = z.infer<typeof Split>;

const Fields = <T extends readonly [string, ...string[]]>(names: T) =>
  z.partialRecord(z.enum(names), Wanted);

const EventFields = Fields([
  "summary",
  "start",
  "end",
  "guests",
  "answer",
  "location",
  "description",
  "recurrence",
  "video",
  "cancelled",
]);
const MessageFields = Fields([
  "from",
  "to",
  "cc",
  "bcc",
  "subject",
  "text",
  "labels",
  "thread",
  "attachments",
]);
const TaskFields = Fields(["list", "title", "notes", "due", "status", "parent"]);
const ContactFields = Fields(["name", "emails", "phones", "organization"]);

const ofEach = <
  E extends z.ZodType,
  M extends z.ZodType,
  T extends z.ZodType,
  C extends z.ZodType,
>(shapes: {
  events: E;
  messages: M;
  tasks: T;
  contacts: C;
}) =>
  z.strictObject({
    events: z.array(shapes.events).optional(),
    messages: z.array(shapes.messages).optional(),
    tasks: z.array(shapes.tasks).optional(),
    contacts: z.array(shapes.contacts).optional(),
  });
const Id = z.string().min(1);
const ids = { events: Id, messages: Id, tasks: Id, contacts: Id };
const changed = <F extends z.ZodType>(fields: F) => z.strictObject({ id: Id, fields });

/** What the workspace's difference must be: all of this, and nothing else. */
export const Expectation = z.strictObject({
  added: ofEach({
    events: EventFields,
    messages: MessageFields,
    tasks: TaskFields,
    contacts: ContactFields,
  }).optional(),
  /** Exactly the named fields changed, each to what is said. */
  changed: ofEach({
    events: changed(EventFields),
    messages: changed(MessageFields),
    tasks: changed(TaskFields),
    contacts: changed(ContactFields),
  }).optional(),
  removed: ofEach(ids).optional(),
  /** When a series takes place, in the user's own time; how its resources say so is then left open. */
  series: z
    .array(
      z.strictObject({
        /** The series' id where there is one from the start. */
        id: Id.optional(),
        /** Words in the title of all that is counted. */
        summary: z.string().min(1),
        from: z.iso.date(),
        /** Inclusive. */
        to: z.iso.date(),
        /** Every beginning in that time: "2026-11-25T09:30", or a date. */
        at: z.array(z.string()),
        guests: z.array(z.email()).optional(),
      }),
    )
    .optional(),
});
export type Expectation = z.infer<typeof Expectation>;

/** A question that is to come, or may, and what the user then does. Matched by kind, and by the words in it. */
export const Ask = z.strictObject({
  kind: z.union([InterventionKind, z.array(InterventionKind).min(1)]),
  /** Words in the question or its options. */
  about: z.string().optional(),
  need: z.enum(["must", "may"]).default("must"),
  user: z.union([
    /** Answers it. */
    z.strictObject({ answer: z.json() }),
    /** Writes a message while it is open. */
    z.strictObject({ say: z.string().min(1) }),
    /** Allows the account in the browser. */
    z.strictObject({ connect: Service }),
    /** Calls the whole off. */
    z.strictObject({ cancel: z.literal(true) }),
  ]),
});
export type Ask = z.infer<typeof Ask>;

/** Words that must be in the reply (one of several where a list) and words that must not, letter case apart. */
const Reply = z.strictObject({
  contains: z.array(z.union([z.string(), z.array(z.string()).min(1)])).default([]),
  lacks: z.array(z.string()).default([]),
});
export type Reply = z.infer<typeof Reply>;

export const Turn = z.strictObject({
  say: z.string().min(1),
  asks: z.array(Ask).default([]),
  ends: z.array(OutcomeStatus).min(1).default(["completed"]),
  reply: Reply.optional(),
  /** What must have changed since the start once this turn is over, where a later turn changes it again. */
  expect: Expectation.optional(),
  /** What a model that understands it answers, call by call: documents of the plan language. */
  model: z.array(z.json()).default([]),
});
export type Turn = z.infer<typeof Turn>;

/** A base workspace by name, and what is there besides. */
const Workspace = z.strictObject({
  base: z.string(),
  connections: UserDocument.shape.connections,
  events: z.array(z.json()).default([]),
  messages: z.array(z.json()).default([]),
  lists: z.array(z.json()).default([]),
  contacts: z.array(z.json()).default([]),
});

/** One conversation and what must have come of it. */
export const Scenario = z.strictObject({
  id: z.string().regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/, "must be words-joined-by-hyphens"),
  title: z.string().min(1),
  tags: z.array(z.string()).min(1),
  /** Given by `splits.json`; an imported scenario has none. */
  split: Split.optional(),
  workspace: z.union([z.string().transform((base) => Workspace.parse({ base })), Workspace]),
  now: z.iso.datetime({ offset: true }).default("2026-11-24T09:00:00-08:00"),
  timezone: TimeZone.default("America/Los_Angeles"),
  channel: Channel.default("websocket"),
  /** Whether the assistant may ask for consent before it does this; it then gets it. */
  consent: z.boolean().default(false),
  turns: z.array(Turn).min(1),
  /** Nothing is said: nothing may change. */
  expect: Expectation.default({}),
});
export type Scenario = z.infer<typeof Scenario>;

/** Whether it says what a right model answers: the LLM planner can be run on it without a model. */
export function isScripted({ turns }: Scenario): boolean {
  return turns.some(({ model }) => model.length > 0);
}
