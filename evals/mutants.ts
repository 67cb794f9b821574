import type { Mutation } from "../scripts/scorecard/source-copy.ts";

/** A way in which the program could be broken, that the scenarios have to notice. */
export interface Mutant extends Mutation {
  readonly fault: string;
}

/** Every fault that has to be noticed. */
export const MUTANTS: readonly Mutant[] = [
  {
    fault: "wrong zone: hours are read as if they were UTC",
    file: "graph/planners/builtin/dates/zone.ts",
    exact: `  const first = wall.toZonedDateTime(timezone, { disambiguation: "earlier" });\n`,
    replacement: `  timezone = "UTC";\n  const first = wall.toZonedDateTime(timezone, { disambiguation: "earlier" });\n`,
  },
  {
    fault: "wrong zone: a series keeps its hours in UTC",
    file: "tools/calendar-writing.ts",
    exact: `...(start.includes("T") && { timezone: zone }),`,
    replacement: `...(start.includes("T") && { timezone: "UTC" }),`,
  },
  {
    fault: "wrong day: tomorrow is the day after",
    file: "graph/planners/builtin/dates/relative-days.ts",
    exact: "tomorrow: 1,",
    replacement: "tomorrow: 2,",
  },
  {
    fault: "dropped attendee: the last guest of several is not invited",
    file: "tools/calendar.ts",
    exact: `{ attendees: guests, send_updates: "all" }`,
    replacement: `{ attendees: guests.length > 1 ? guests.slice(0, -1) : guests, send_updates: "all" }`,
  },
  {
    fault: "lost guests: who is invited replaces who was",
    file: "tools/calendar-writing.ts",
    exact: "return [...withoutSelf(kept), ...fresh];",
    replacement: "return fresh;",
  },
  {
    fault: "duplicate send: a mail leaves twice",
    file: "tools/sending.ts",
    exact: "  return leave(draft, message, provider, context);\n",
    replacement: `  await leave(draft, message, provider, context);
  const again = await writeDraft(letter, provider, context);
  return leave({ ...draft, draftId: again.draftId }, again.message, provider, context);
`,
  },
  {
    fault: "ignored answer: whatever is chosen, the first is taken",
    file: "graph/answers.ts",
    exact: `if (choice?.kind === "one") return { kind: "entity", option: choice.option };`,
    replacement: `if (choice?.kind === "one") return { kind: "entity", option: question.options?.[0] ?? choice.option };`,
  },
  {
    fault: `ignored "no": a refusal is taken for a yes`,
    file: "graph/approval-answers.ts",
    exact: `if (NO.test(said)) return { kind: "cancelled" };`,
    replacement: `if (NO.test(said)) return { kind: "approved" };`,
  },
  {
    fault: "wrong person: of several of one name the best guess is taken unasked",
    file: "tools/entities/person.ts",
    exact: `return { kind: "ambiguous", options: [best, ...others].slice(0, MOST_OPTIONS) };`,
    replacement: `return { kind: "resolved", ...best };`,
  },
  {
    fault: "lost reminder: it is confirmed and not kept",
    file: "tools/reminders/book.ts",
    exact: "if (reminder !== undefined) stored[reminder.id] = reminder;",
    replacement: "",
  },
  {
    fault: "no undo: it says it took back what it left",
    file: "graph/undo.ts",
    exact: "steps: calls.map(",
    replacement: "steps: calls.slice(0, 0).map(",
  },
  {
    fault: "half done: of all that is meant only the first is done",
    file: "graph/plan-language/schedule.ts",
    exact: "const items = step.forEach === undefined ? [] : evaluate(step.forEach, scope);",
    replacement:
      "const all = step.forEach === undefined ? [] : evaluate(step.forEach, scope);\n  const items = Array.isArray(all) ? all.slice(0, 1) : all;",
  },
  {
    fault: "lost recipients: a reply to all goes to the sender alone",
    file: "tools/email-answers.ts",
    exact: "recipientsOfReply(provider, original, replyAll ?? false)",
    replacement: "recipientsOfReply(provider, original, false)",
  },
  {
    fault: "no consent: what others will see is done unasked",
    file: "tools/consent/consent.ts",
    exact: 'if (await isAgreed(call, examined, approvalId, options)) return { kind: "allow" };',
    replacement:
      'await approvals.grant({ userId: call.context.userId, approvalIds: [approvalId] });\n    return { kind: "allow" };',
  },
];
