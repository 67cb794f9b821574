/** The clock of the tables: a Tuesday morning in Los Angeles. */
export const NOW = "2026-11-24T09:00:00-08:00";
export const ZONE = "America/Los_Angeles";

/** A step a plan must hold: its tool, and the arguments that matter. */
type ExpectedStep = readonly [tool: string, args?: Readonly<Record<string, unknown>>];
/** What a command must lead to: steps in this order (and no others), or one of the other outcomes. */
type Expected = readonly ExpectedStep[] | "reply" | "decline" | "clarify";
export type Row = readonly [text: string, expected: Expected];

export const person = (words: string): object => ({ $entity: words });
const thing =
  (type: string) =>
  (words: string, more: object = {}): object => ({ $entity: words, type, ...more });
export const event = thing("event");
export const message = thing("message");
export const task = thing("task");
export const list = thing("list");
export const contact = thing("contact");
export const reminder = thing("reminder");

/** A local time of the tables' zone, in winter time. */
export const at = (day: string, time: string): string => `${day}T${time}:00-08:00`;
/** A whole day, as a range of instants. */
export const day = (date: string, next: string): { timeMin: string; timeMax: string } => ({
  timeMin: at(date, "00:00"),
  timeMax: at(next, "00:00"),
});
