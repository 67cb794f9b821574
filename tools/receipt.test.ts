import { expect, test } from "vitest";

import { UserId } from "../src/domain/ids.ts";
import type { Json } from "../src/domain/plan.ts";
import type { ToolCall } from "../src/domain/tool.ts";
import { openSqliteStorage } from "../src/storage/sqlite/storage.ts";
import type { ApprovalBook } from "./consent/approvals.ts";
import { createStandingBook } from "./consent/standing.ts";
import { createReminderBook } from "./reminders/book.ts";
import { createAliasBook } from "./entities/aliases.ts";
import type { Provider } from "./provider.ts";
import { createToolbox } from "./toolbox.ts";

/** What is tested here comes after the user's yes. */
const agreed: ApprovalBook = { grant: async () => {}, holds: async () => true };
const context = {
  userId: UserId.parse("alice"),
  timezone: "America/Los_Angeles",
  now: "2026-11-24T09:00:00-08:00",
};

/** What is said of a write that the provider answered so, whatever it was sent. */
async function saidOf(tool: string, args: Record<string, Json>, answers: Record<string, unknown>) {
  const storage = openSqliteStorage({ path: ":memory:" });
  const provider: Provider = {
    execute: async ({ slug }) => answers[slug] ?? {},
    accounts: {
      missing: async () => [],
      link: async () => ({ url: "https://example.com", expiresAt: context.now }),
      verify: async () => true,
      held: async () => undefined,
      admit: async () => {},
      discard: async () => {},
    },
  };
  const clock = { now: () => Date.parse(context.now) };
  const toolbox = createToolbox({
    provider,
    aliases: createAliasBook(storage.cache),
    actions: storage.actions,
    effects: storage.effects,
    cache: storage.cache,
    approvals: agreed,
    standing: createStandingBook(storage.cache),
    reminders: createReminderBook({ ...storage, clock, canText: async () => true }),
    clock,
    logger: { debug() {}, info() {}, warn() {}, error() {} },
  });
  const call: ToolCall = { tool, args, context, idempotencyKey: "1", commandId: "1", origins: [] };
  const output = await toolbox.call(call);
  return toolbox.specs.get(tool)?.present({ args, output, context });
}

const lunch = {
  summary: "Lunch with Eden",
  start: "2026-11-24T12:00:00-08:00",
  end: "2026-11-24T13:00:00-08:00",
  attendees: ["eden@example.com", "sam@example.com"],
};
const made = {
  id: "e1",
  summary: "Lunch with Eden",
  start: { dateTime: "2026-11-24T20:00:00Z" },
  end: { dateTime: "2026-11-24T21:00:00Z" },
  attendees: [{ email: "Eden@example.com" }, { email: "sam@example.com" }],
};

test("what came out as it was meant is said as it is, whatever the zone it is answered in", async () => {
  const said = await saidOf("calendar_create_event", lunch, { GOOGLECALENDAR_CREATE_EVENT: made });
  expect(said).toBe(
    "Booked: Lunch with Eden, Tue 24 Nov, 12:00-13:00 (Los Angeles). Guests: Eden@example.com, sam@example.com.",
  );
});

test.each([
  [
    "a guest who is missing",
    { attendees: [{ email: "eden@example.com" }] },
    "sam@example.com is not among the guests",
  ],
  ["a title that was cut", { summary: "Lunch" }, "its title is “Lunch”, not “Lunch with Eden”"],
  [
    "another time",
    {
      start: { dateTime: "2026-11-24T13:00:00-08:00" },
      end: { dateTime: "2026-11-24T14:00:00-08:00" },
    },
    "it is on Tue 24 Nov, 13:00-14:00 (Los Angeles)",
  ],
])("%s is said", async (_what, differing, said) => {
  const answer = { ...made, ...differing };
  const whole = await saidOf("calendar_create_event", lunch, {
    GOOGLECALENDAR_CREATE_EVENT: answer,
  });
  expect(whole).toContain(`Not quite as asked: ${said}.`);
});

test("what was to be gone and is still there is said", async () => {
  const said = await saidOf(
    "calendar_delete_event",
    { eventId: "e1" },
    { GOOGLECALENDAR_EVENTS_GET: made, GOOGLECALENDAR_DELETE_EVENT: {} },
  );
  expect(said).toContain("Not quite as asked: it is still in the calendar.");
});

test("a mail that went to somebody else is said", async () => {
  const said = await saidOf(
    "email_send",
    { to: ["eden@example.com"], subject: "Hi", body: "Hello" },
    {
      GMAIL_CREATE_EMAIL_DRAFT: { id: "r1", message: { id: "m1", threadId: "m1" } },
      GMAIL_SEND_DRAFT: { id: "m2", threadId: "m1" },
      GMAIL_FETCH_MESSAGE_BY_MESSAGE_ID: {
        messageId: "m2",
        threadId: "m1",
        to: "other@example.com",
        subject: "Hi",
        messageText: "Hello",
        labelIds: ["SENT"],
      },
    },
  );
  expect(said).toContain("Not quite as asked: it is to other@example.com.");
});
