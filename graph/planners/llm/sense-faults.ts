import { Temporal } from "temporal-polyfill";

import type { Json, Plan, PlanStep } from "../../../src/domain/plan.ts";
import { addressesIn } from "../../../src/domain/said-addresses.ts";
import type { ToolSpec } from "../../../src/domain/tool.ts";

/** By what a plan is judged beyond its shape. */
export interface SenseContext {
  readonly specs: ReadonlyMap<string, ToolSpec>;
  /** RFC 3339 with the offset of the user's zone. */
  readonly now: string;
  readonly timezone: string;
  /** Everything the user said, and their own address. */
  readonly words: readonly string[];
}

/** What is wrong with a plan whose shape is right: a new event in the past, an address nobody gave, a deed that is only said. */
export function senseFaults(plan: Plan, context: SenseContext): string[] {
  const claims = plan.steps.length === 0 && CLAIM.test(plan.reply ?? "");
  return [
    ...(claims ? ["reply: says that something was done, but there are no steps"] : []),
    ...plan.steps.flatMap((step, i) => [
      ...timeFaults(step, context).map((fault) => `steps[${i}].args.${fault}`),
      ...addressFaults(step, context).map((fault) => `steps[${i}].args.${fault}`),
    ]),
  ];
}

/** "I have booked it", "Your lunch has been moved": never true of a plan without steps. */
const CLAIM =
  /\b(?:I(?:['’]ve| have)?|has been|have been|is now|are now)\s+(?:now |just |already )?(?:scheduled|booked|created|added|sent|e-?mailed|moved|rescheduled|cancell?ed|deleted|removed|updated|invited|replied|forwarded|archived|completed|reminded|saved)\b/iu;

function timeFaults({ tool, args }: PlanStep, { now, timezone }: SenseContext): string[] {
  if (tool !== "calendar_create_event") return [];
  const start = instantOf(args["start"], timezone);
  const end = instantOf(args["end"], timezone);
  const isDay = typeof args["start"] === "string" && !args["start"].includes("T");
  // A day that has begun is still worth an entry.
  const earliest = isDay
    ? Temporal.Instant.from(now).toZonedDateTimeISO(timezone).startOfDay().epochMilliseconds
    : Date.parse(now);
  return [
    ...(start !== undefined && start < earliest
      ? [`start: ${JSON.stringify(args["start"])} is in the past; it is ${now} now`]
      : []),
    ...(start !== undefined && end !== undefined && end <= start
      ? ["end: is not after the start"]
      : []),
  ];
}

function instantOf(value: Json | undefined, timezone: string): number | undefined {
  if (typeof value !== "string") return undefined;
  if (value.includes("T")) {
    const ms = Date.parse(value);
    return Number.isNaN(ms) ? undefined : ms;
  }
  try {
    return Temporal.PlainDate.from(value).toZonedDateTime(timezone).epochMilliseconds;
  } catch {
    return undefined;
  }
}

/** Whom a person's field means is looked up or asked; what else takes an address takes only one that was given. */
function addressFaults({ tool, args }: PlanStep, { specs, words }: SenseContext): string[] {
  const people = specs.get(tool)?.entityFields ?? {};
  const said = new Set(words.flatMap((text) => [...addressesIn(text)]));
  return Object.entries(args).flatMap(([name, value]) => {
    if (name in people || typeof value !== "string" || /\s/u.test(value)) return [];
    const invented = [...addressesIn(value)].filter((address) => !said.has(address));
    return invented.map(() => `${name}: the user gave no such address`);
  });
}
