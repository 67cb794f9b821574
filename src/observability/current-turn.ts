import { AsyncLocalStorage } from "node:async_hooks";

/** The parts of a turn whose time is told apart. */
export type TurnPart = "plan" | "resolve" | "consent" | "step" | "reply";

/** What is known of a turn while it is worked on. */
export interface TurnRecord {
  /** Correlates all that is said of the turn: in the log, in traces. */
  readonly id: string;
  readonly parts: Map<TurnPart, { running: number; since: number; ms: number }>;
  readonly steps: Map<string, number>;
  status: string;
  modelCalls: number;
  inputTokens: number;
  outputTokens: number;
  roundTrips: number;
}

const turns = new AsyncLocalStorage<TurnRecord>();

/** Does work as a turn: whatever it calls finds the turn by `currentTurn`. */
export function asTurn<T>(turn: TurnRecord, work: () => Promise<T>): Promise<T> {
  return turns.run(turn, work);
}

/** The turn this is part of; undefined outside of one. */
export function currentTurn(): TurnRecord | undefined {
  return turns.getStore();
}

/** A turn of which nothing has happened yet. */
export function newTurn(id: string): TurnRecord {
  return {
    id,
    parts: new Map(),
    steps: new Map(),
    status: "nothing",
    modelCalls: 0,
    inputTokens: 0,
    outputTokens: 0,
    roundTrips: 0,
  };
}

/** Times a part of the turn: what runs side by side is counted once. */
export async function timed<T>(
  turn: TurnRecord,
  name: TurnPart,
  work: () => Promise<T>,
): Promise<T> {
  const part = turn.parts.get(name) ?? { running: 0, since: 0, ms: 0 };
  turn.parts.set(name, part);
  if (part.running === 0) part.since = performance.now();
  part.running += 1;
  try {
    return await work();
  } finally {
    part.running -= 1;
    if (part.running === 0) part.ms += performance.now() - part.since;
  }
}
