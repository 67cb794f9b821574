import { describe, expect, test } from "vitest";

import type { CallPreview } from "../../src/domain/consent.ts";
import { UserId } from "../../src/domain/ids.ts";
import type { Logger } from "../../src/domain/logger.ts";
import type { Json } from "../../src/domain/plan.ts";
import type { SourcedValue } from "../../src/domain/provenance.ts";
import type { ToolCall } from "../../src/domain/tool.ts";
import { seededRandom } from "../../test/support/random.ts";
import { openSqliteStorage } from "../../src/storage/sqlite/storage.ts";
import { SendMail } from "../inputs.ts";
import { createAliasBook } from "../entities/aliases.ts";
import type { Provider, ProviderCall } from "../provider.ts";
import { createToolbox } from "../toolbox.ts";
import { createApprovalBook } from "./approvals.ts";
import { createStandingBook } from "./standing.ts";
import { createReminderBook } from "../reminders/book.ts";

const quiet: Logger = { debug() {}, info() {}, warn() {}, error() {} };
const alice = UserId.parse("alice");
const context = {
  userId: alice,
  timezone: "America/Los_Angeles",
  now: "2026-11-24T09:00:00-08:00",
  email: "alice@example.com",
};
const event = {
  id: "e1",
  summary: "Standup",
  start: { dateTime: "2026-11-25T09:30:00-08:00" },
  end: { dateTime: "2026-11-25T10:00:00-08:00" },
  attendees: [{ email: "alice@example.com", self: true }, { email: "sam@acme.com" }],
};

/** A toolbox over a provider that has one event; everything asked of it is in `calls`. */
function open() {
  const calls: ProviderCall[] = [];
  let now = Date.parse(context.now);
  const clock = { now: () => now };
  const storage = openSqliteStorage({ path: ":memory:" });
  const shown = { ...event };
  const provider: Provider = {
    async execute(call) {
      calls.push(call);
      if (call.slug.startsWith("GMAIL_")) return { id: "m1", threadId: "t1" };
      return call.slug.startsWith("GOOGLECONTACTS_") ? { resourceName: "people/c1" } : shown;
    },
    accounts: {
      missing: async () => [],
      link: async () => ({ url: "https://example.com", expiresAt: context.now }),
      held: async () => undefined,
      admit: async () => {},
      discard: async () => {},
      verify: async () => true,
    },
  };
  const toolbox = createToolbox({
    provider,
    aliases: createAliasBook(storage.cache),
    actions: storage.actions,
    effects: storage.effects,
    cache: storage.cache,
    approvals: createApprovalBook(storage.cache, clock),
    standing: createStandingBook(storage.cache),
    reminders: createReminderBook({ ...storage, clock, canText: async () => true }),
    clock,
    logger: quiet,
  });
  const writes = (): string[] =>
    calls.map(({ slug }) => slug).filter((slug) => /SEND|CREATE|PATCH|UPDATE|DELETE/u.test(slug));
  return { toolbox, writes, shown, pass: (ms: number) => void (now += ms) };
}

let steps = 0;
function calling(
  tool: string,
  args: Record<string, Json>,
  origins: readonly SourcedValue[] = [],
): ToolCall {
  const id = String(++steps);
  return { tool, args, context, idempotencyKey: `s:c${id}:send`, commandId: `c${id}`, origins };
}
const mail = (to: string, more: Record<string, Json> = {}): ToolCall =>
  calling("email_send", { to: [to], subject: "Q3", body: "Here it is.", ...more });

async function previewOf(
  toolbox: ReturnType<typeof open>["toolbox"],
  made: ToolCall,
): Promise<CallPreview> {
  const [verdict] = await toolbox.consent.assess([made]);
  if (verdict?.kind !== "ask") throw new Error(`Not asked but ${JSON.stringify(verdict)}`);
  return verdict.preview;
}

async function agree(toolbox: ReturnType<typeof open>["toolbox"], made: ToolCall): Promise<void> {
  const { approvalId } = await previewOf(toolbox, made);
  await toolbox.consent.grant({ userId: alice, approvalIds: [approvalId] });
}

describe("at the door", () => {
  test("[D17] what needs a yes is refused without one, whoever calls", async () => {
    const { toolbox, writes } = open();
    const lunch = {
      summary: "Lunch",
      start: "2026-11-24T12:00:00-08:00",
      end: "2026-11-24T13:00:00-08:00",
    };
    const made = [
      mail("dana@acme.com"),
      calling("calendar_create_event", { ...lunch, attendees: ["dana@acme.com"] }),
      calling("calendar_update_event", { eventId: "e1", summary: "Daily" }),
      calling("calendar_delete_event", { eventId: "e1" }),
      calling("tasks_clear_completed", {}),
    ];
    for (const each of made)
      await expect(toolbox.call(each)).rejects.toMatchObject({ code: "ERR_NOT_APPROVED" });
    expect(writes()).toEqual([]);
  });

  test("with the yes it is done, and the same call again is answered from the ledger", async () => {
    const { toolbox, writes } = open();
    const made = mail("dana@acme.com");
    await agree(toolbox, made);
    await toolbox.call(made);
    await toolbox.call(made);
    expect(writes()).toEqual(["GMAIL_CREATE_EMAIL_DRAFT", "GMAIL_SEND_DRAFT"]);
  });

  test("[P9] anything that differs from what was shown is refused (n=1000)", async () => {
    const { toolbox, writes } = open();
    const made = mail("dana@acme.com", { cc: ["sam@acme.com"] });
    await agree(toolbox, made);
    const random = seededRandom(20_261_125);
    for (let i = 0; i < 1000; i++) {
      const changed = changedAtRandom(made, random);
      await expect(toolbox.call(changed)).rejects.toMatchObject({
        code: expect.stringMatching(/^ERR_(?:NOT_APPROVED|INVALID_ARGUMENTS)$/u),
      });
    }
    expect(writes()).toEqual([]);
  });

  test("[D8] a yes is the user's own, and holds for ten minutes", async () => {
    const { toolbox, writes, pass } = open();
    const made = mail("dana@acme.com");
    await agree(toolbox, made);
    const bobs = { ...made, context: { ...context, userId: UserId.parse("bob") } };
    await expect(toolbox.call(bobs)).rejects.toMatchObject({ code: "ERR_NOT_APPROVED" });
    pass(10 * 60_000 + 1);
    await expect(toolbox.call(made)).rejects.toMatchObject({ code: "ERR_NOT_APPROVED" });
    expect(writes()).toEqual([]);
  });

  test("what it is about has changed since: the yes was to something else", async () => {
    const { toolbox, writes, shown } = open();
    const made = calling("calendar_delete_event", { eventId: "e1" });
    await agree(toolbox, made);
    shown.attendees = [...event.attendees, { email: "ceo@acme.com" }];
    await expect(toolbox.call(made)).rejects.toMatchObject({ code: "ERR_NOT_APPROVED" });
    expect(writes()).toEqual([]);
  });

  test("a second removal by the same command is refused, though the first needed no yes", async () => {
    const { toolbox } = open();
    const first = calling("contacts_delete", { resourceName: "people/c1" });
    const second = { ...first, args: { resourceName: "people/c2" }, idempotencyKey: "other" };
    const ended = await Promise.allSettled([toolbox.call(first), toolbox.call(second)]);
    const codes = ended.map((each) => (each.status === "rejected" ? each.reason.code : "done"));
    expect(codes).toContain("ERR_NOT_APPROVED");
  });
});

test("“always” holds for an address the user gave, not where somebody else's text brings it in", async () => {
  const { toolbox, writes } = open();
  const dana = "dana@acme.com";
  await toolbox.consent.grant({
    userId: alice,
    approvalIds: [],
    always: [{ kind: "mail", addresses: [dana] }],
  });
  await toolbox.call(mail(dana));
  expect(writes()).toContain("GMAIL_SEND_DRAFT");
  const origin = { kind: "outside", from: "the mail “Hi”" } as const;
  const brought = { ...mail(dana), origins: [{ arg: "to", value: dana, origin }] };
  expect(await toolbox.consent.assess([brought])).toMatchObject([{ kind: "ask" }]);
  await expect(toolbox.call(brought)).rejects.toMatchObject({ code: "ERR_NOT_APPROVED" });
});

describe("[P7] what is not known is refused", () => {
  test("an address of which nobody knows where it comes from", async () => {
    const { toolbox } = open();
    const made = { ...mail("x@evil.example"), origins: [{ arg: "to", value: "x@evil.example" }] };
    const [verdict] = await toolbox.consent.assess([made]);
    expect(verdict).toMatchObject({ kind: "refuse", code: "ERR_NOT_APPROVED" });
    await expect(toolbox.call(made)).rejects.toMatchObject({ code: "ERR_NOT_APPROVED" });
  });

  test("an id that somebody else's text named", async () => {
    const { toolbox, writes } = open();
    const origins: SourcedValue[] = [
      { arg: "eventId", value: "e1", origin: { kind: "outside", from: "the mail “Hi”" } },
    ];
    const made = calling("calendar_delete_event", { eventId: "e1" }, origins);
    await expect(toolbox.call(made)).rejects.toMatchObject({ code: "ERR_NOT_APPROVED" });
    expect(writes()).toEqual([]);
  });
});

describe("what the user is shown", () => {
  test("every recipient in full with where it was found, and the whole text", async () => {
    const { toolbox } = open();
    const made = calling(
      "email_send",
      { to: ["dana@acme.com"], cc: ["x@evil.example"], subject: "Q3", body: "a".repeat(5000) },
      [
        { arg: "to", value: "dana@acme.com", origin: { kind: "known", from: "your contacts" } },
        { arg: "cc", value: "x@evil.example", origin: { kind: "outside", from: "the mail “Hi”" } },
      ],
    );
    const { lines } = await previewOf(toolbox, made);
    expect(lines).toEqual([
      { label: "To", value: "dana@acme.com", from: "your contacts" },
      { label: "Cc", value: "x@evil.example", from: "the mail “Hi”" },
      { label: "Subject", value: "Q3" },
      { label: "Text", value: "a".repeat(5000) },
    ]);
  });

  test("a shared event that moves: from when to when, and who is told", async () => {
    const { toolbox } = open();
    const made = calling("calendar_update_event", { eventId: "e1", time: "16:00" });
    expect(await previewOf(toolbox, made)).toMatchObject({
      title: "Change “Standup”: move to 16:00",
      lines: [
        { label: "Now", value: "Wed 25 Nov 2026, 09:30-10:00 (Los Angeles, UTC-08:00)" },
        { label: "Then", value: "Wed 25 Nov 2026, 16:00-16:30 (Los Angeles, UTC-08:00)" },
      ],
      warnings: ["sam@acme.com will be told by mail."],
    });
  });

  test.each([
    ["a line that turns right to left", "Q3 \u202Eexe.fdp", "⟨U+202E⟩"],
    ["a space of no width", "pay\u200Bpal", "⟨U+200B⟩"],
    ["a bell", "ding\u0007", "⟨U+0007⟩"],
    ["five thousand empty lines", `top${"\n".repeat(5000)}bottom`, "⟨4999 empty lines⟩"],
  ])("[P8] %s is written out", async (_what, body, shown) => {
    const { toolbox } = open();
    const { lines } = await previewOf(toolbox, mail("dana@acme.com", { body }));
    expect(lines.find(({ label }) => label === "Text")?.value).toContain(shown);
  });

  test("[P18] a mail to oneself, an event of one's own and one removal ask nothing", async () => {
    const { toolbox } = open();
    const own = {
      summary: "Gym",
      start: "2026-11-24T12:00:00-08:00",
      end: "2026-11-24T13:00:00-08:00",
    };
    const verdicts = await Promise.all(
      [
        mail("alice@example.com"),
        calling("calendar_create_event", own),
        calling("tasks_delete", { taskId: "t1" }),
        calling("email_modify_labels", { messageId: "m1", add: ["STARRED"] }),
      ].map((made) => toolbox.consent.assess([made])),
    );
    expect(verdicts.flat()).toEqual(Array.from({ length: 4 }, () => ({ kind: "allow" })));
  });
});

/** One argument, recipient or part of the call's name changed, added or dropped. */
function changedAtRandom(made: ToolCall, random: () => number): ToolCall {
  const text = Math.floor(random() * 1e9).toString(36);
  const pick = Math.floor(random() * 7);
  const { to, cc, subject, body } = SendMail.parse(made.args);
  const changes: readonly Record<string, Json>[] = [
    { to: [`${text}@evil.example`] },
    { to: [...to, `${text}@evil.example`] },
    { cc: [...(cc ?? []), `${text}@evil.example`] },
    { bcc: [`${text}@evil.example`] },
    { subject: `${subject} ${text}` },
    { body: `${body}\n${text}` },
  ];
  const args = { ...made.args, ...changes[pick] };
  return pick < 6
    ? { ...made, args }
    : { ...made, idempotencyKey: `${made.idempotencyKey}${text}` };
}
