import { domainToASCII } from "node:url";

import type { CallPreview, PreviewLine } from "../../src/domain/consent.ts";
import type { Json } from "../../src/domain/plan.ts";
import type { Origin } from "../../src/domain/provenance.ts";
import type { ToolCall } from "../../src/domain/tool.ts";
import type { ToolDefinition } from "../definition.ts";
import { changedTimes } from "../event-times.ts";
import { CreateEvent, UpdateEvent } from "../inputs.ts";
import { POLICY } from "../policy.ts";
import { showDateSpan, showSeries } from "../presentation.ts";
import { revealLine, revealText } from "../visible-text.ts";
import type { Examined } from "./examine.ts";
import type { Look } from "./look.ts";
import { stringsOf } from "./origins.ts";
import type { Recipient } from "./origins.ts";
import { standingFor } from "./standing.ts";

/** What a call will do, from the exact arguments that will run and what they are about as it is now. */
export function previewOf(
  definition: ToolDefinition,
  call: ToolCall,
  { look, recipients }: Pick<Examined, "look" | "recipients">,
  approvalId: string,
): CallPreview {
  const standing = standingFor(call.tool, { recipients });
  return {
    tool: call.tool,
    args: { ...call.args },
    title: titleOf(definition, call, look),
    lines: [...timesOf(call, look), ...recipients.map(toLine), ...textsOf(call, look)],
    warnings: warningsOf(definition, call, look, recipients),
    approvalId,
    ...(standing && { standing }),
  };
}

/** What the call does, with things called by their names instead of their ids. */
function titleOf(definition: ToolDefinition, call: ToolCall, { event, mail, scope }: Look): string {
  const known = event?.summary ?? mail?.subject;
  const named = Object.entries(call.args).map(([arg, value]): [string, Json] => {
    const isId = POLICY.get(call.tool)?.selects.includes(arg) === true;
    const label = known ?? call.origins.find((each) => each.arg === arg)?.label;
    return [arg, isId && label !== undefined ? { $entity: label } : value];
  });
  const args = { ...Object.fromEntries(named), ...(scope !== undefined && { scope }) };
  return revealLine(definition.title(args));
}

/** When it is, and when it was. */
function timesOf({ tool, args, context }: ToolCall, { event }: Look): PreviewLine[] {
  if (tool === "calendar_create_event") {
    const times = CreateEvent.pick({ start: true, end: true }).parse({
      start: args["start"],
      end: args["end"],
    });
    return [line("When", showDateSpan(times, context))];
  }
  if (event === undefined) return [];
  const now = line(tool === "calendar_update_event" ? "Now" : "When", showDateSpan(event, context));
  if (tool !== "calendar_update_event") return [now];
  const { eventId: _event, ...changes } = UpdateEvent.parse(args);
  const moved = changedTimes(event, changes, changes.timezone ?? context.timezone);
  return moved === undefined ? [now] : [now, line("Then", showDateSpan(moved, context))];
}

const RECIPIENT_LABELS: Readonly<Record<string, string>> = {
  to: "To",
  cc: "Cc",
  bcc: "Bcc",
  attendees: "Guest",
  addAttendees: "Guest",
  removeAttendees: "No longer a guest",
  email: "Email",
  addEmail: "Email",
};

function toLine({ arg, address, origin }: Recipient): PreviewLine {
  const from = origin && showOrigin(origin);
  return { ...line(RECIPIENT_LABELS[arg] ?? arg, showAddress(address)), ...(from && { from }) };
}

/** A domain that only looks like another is shown as it is spelled on the wire. */
function showAddress(address: string): string {
  const shown = revealLine(address);
  const host = address.slice(address.lastIndexOf("@") + 1);
  const wire = domainToASCII(host);
  return wire === "" || wire === host.toLowerCase() ? shown : `${shown} (${wire})`;
}

function showOrigin(origin: Origin): string | undefined {
  return origin.kind === "known" || origin.kind === "outside" ? origin.from : undefined;
}

const TEXT_LABELS: Readonly<Record<string, string>> = {
  subject: "Subject",
  summary: "Title",
  location: "Place",
  description: "Notes",
  appendDescription: "Added note",
  recurrence: "Repeats",
  body: "Text",
  note: "Text",
};

/** The words others will read, whole. */
function textsOf({ args }: ToolCall, { mail }: Look): PreviewLine[] {
  const given = Object.entries(TEXT_LABELS).flatMap(([arg, label]) => {
    const texts = stringsOf(args[arg]);
    return texts.length === 0 ? [] : [line(label, revealText(texts.join("\n")))];
  });
  const kept = mail?.text === undefined ? [] : [line("Text", revealText(mail.text))];
  return [...given, ...kept];
}

/** Who is told, what is lost, and what cannot be undone. */
function warningsOf(
  definition: ToolDefinition,
  { tool, args }: ToolCall,
  { event, scope }: Look,
  recipients: readonly Recipient[],
): string[] {
  const reach = POLICY.get(tool)?.reach;
  const guests = event?.attendees.map(({ email }) => showAddress(email)) ?? [];
  const told = guests.length === 0 ? [] : [`${showSeries(guests)} will be told by mail.`];
  const invited = recipients.filter(({ arg }) => arg === "attendees" || arg === "addAttendees");
  const invitation =
    invited.length === 0
      ? []
      : [`${invited.length === 1 ? "The guest gets" : "The guests get"} an invitation by mail.`];
  const whole = scope === "all" && reach === "removes_shared" ? ["The whole series goes."] : [];
  const final = definition.irreversible?.(args) ?? [];
  return [...whole, ...told, ...invitation, final].flat();
}

function line(label: string, value: string): PreviewLine {
  return { label, value };
}
