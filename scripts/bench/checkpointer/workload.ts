import { emptyCheckpoint, uuid6 } from "@langchain/langgraph-checkpoint";
import type {
  BaseCheckpointSaver,
  Checkpoint,
  CheckpointMetadata,
  PendingWrite,
} from "@langchain/langgraph-checkpoint";

/** A thread in the middle of a run. Each prepares a call, so that only the saver's own work is timed. */
export interface Workload {
  getTuple(): Call;
  /** Two of seven channels changed. */
  put(): Call;
  /** What one task wrote: two values. */
  putWrites(): Call;
}

export type Call = () => Promise<unknown>;

interface ThreadConfig {
  readonly configurable: {
    readonly thread_id: string;
    readonly checkpoint_ns: string;
    readonly checkpoint_id?: string;
  };
}

const PLAN = {
  goal: "Lunch with Eden Chan tomorrow at noon, and a note to the team",
  steps: Array.from({ length: 6 }, (_, i) => ({
    id: `step_${i}`,
    tool: "calendar_create_event",
    args: {
      summary: "Lunch with Eden Chan",
      start: "2026-11-24T12:00:00-08:00",
      end: "2026-11-24T13:00:00-08:00",
      attendees: [{ $entity: "Eden Chan" }],
      location: "The place on Valencia Street",
    },
  })),
};

/** About 2 KB, as channels of a graph hold them. */
const VALUES: Record<string, unknown> = {
  command: { text: "Schedule lunch with Eden Chan tomorrow at noon", userId: "alice" },
  plan: PLAN,
  entities: { "Eden Chan": { email: "eden@example.com", resourceName: "people/c1" } },
  results: [{ stepId: "step_0", status: "done", output: { id: "a1b2c3", status: "confirmed" } }],
  reply: "",
  questions: [],
  "branch:to:callTool": null,
};

/** The order in which a run brings its channels. */
const STEPS = [
  ["command"],
  ["plan"],
  ["entities", "questions"],
  ["results", "reply", "branch:to:callTool"],
];

const WRITES: PendingWrite[] = [
  ["results", { stepId: "step_1", status: "done", output: { id: "d4e5f6" } }],
  ["reply", "Booked: lunch with Eden Chan, Tue 24 Nov, 12:00-13:00."],
];

export const STATE_BYTES = JSON.stringify(VALUES).length;

/** Puts a thread into a saver: four steps, and three pending writes of two tasks. */
export async function startWorkload(saver: BaseCheckpointSaver): Promise<Workload> {
  const read = startThread(saver, crypto.randomUUID());
  for (const channels of STEPS) await read.step(channels)();
  await read.write("task-1", WRITES)();
  await read.write("task-2", [
    ["__interrupt__", [{ id: "0".repeat(32), value: { kind: "approve", text: "Send it?" } }]],
  ])();

  // Apart, so that what is read stays as it is.
  const written = startThread(saver, crypto.randomUUID());
  for (const channels of STEPS) await written.step(channels)();
  let task = 0;
  return {
    getTuple: () => () =>
      saver.getTuple({ configurable: { thread_id: read.id, checkpoint_ns: "" } }),
    put: () => written.step(["results", "branch:to:callTool"]),
    putWrites: () => written.write(`task-${task++}`, WRITES),
  };
}

function startThread(saver: BaseCheckpointSaver, id: string) {
  let config: ThreadConfig = { configurable: { thread_id: id, checkpoint_ns: "" } };
  let versions: Record<string, number> = {};
  let step = -1;
  return {
    id,
    step(channels: readonly string[]): Call {
      step += 1;
      const brought = Object.fromEntries(channels.map((channel) => [channel, step + 1]));
      versions = { ...versions, ...brought };
      const there = Object.entries(VALUES).filter(([channel]) => channel in versions);
      const checkpoint: Checkpoint = {
        ...emptyCheckpoint(),
        id: uuid6(step),
        channel_values: Object.fromEntries(there),
        channel_versions: versions,
        versions_seen: { createPlan: { command: 1 }, callTool: { "branch:to:callTool": step } },
      };
      const metadata: CheckpointMetadata = { source: "loop", step, parents: {} };
      const before = config;
      return async () => {
        config = (await saver.put(before, checkpoint, metadata, brought)) as ThreadConfig;
      };
    },
    write(taskId: string, writes: PendingWrite[]): Call {
      return () => saver.putWrites(config, writes, taskId);
    },
  };
}
