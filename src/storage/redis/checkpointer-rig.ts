import type { RunnableConfig } from "@langchain/core/runnables";
import { emptyCheckpoint, uuid6 } from "@langchain/langgraph-checkpoint";
import type { CheckpointTuple } from "@langchain/langgraph-checkpoint";
import { createClient, RESP_TYPES } from "redis";

import { startRedis } from "../../../test/support/redis-server.ts";
import type { RedisCheckpointer } from "./checkpointer.ts";

export type Client = ReturnType<typeof createClient>;

/** A Redis of a test file's own, and connections to it. */
export interface CheckpointerRig {
  readonly url: string;
  readonly client: Client;
  connect(): Promise<Client>;
  close(): Promise<void>;
}

export async function startCheckpointerRig(): Promise<CheckpointerRig> {
  const server = await startRedis();
  const clients: Client[] = [];
  const connect = async (): Promise<Client> => {
    const client = createClient({ url: server.url });
    clients.push(client);
    await client.connect();
    return client;
  };
  return {
    url: server.url,
    client: await connect(),
    connect,
    async close() {
      for (const client of clients) client.destroy();
      await server.close();
    },
  };
}

export interface ThreadConfig {
  configurable: { thread_id: string; checkpoint_ns: string; checkpoint_id?: string };
}

export function threadConfig(thread_id: string, checkpoint_ns = ""): ThreadConfig {
  return { configurable: { thread_id, checkpoint_ns } };
}

export interface PutStep {
  readonly step?: number;
  readonly id?: string;
  readonly values: Record<string, unknown>;
  readonly versions: Record<string, number>;
  readonly changed: readonly string[];
}

/** Puts one checkpoint after another; answers where it is. */
export async function putStep(
  saver: RedisCheckpointer,
  after: ThreadConfig,
  { step = 0, id = uuid6(step), values, versions, changed }: PutStep,
): Promise<ThreadConfig> {
  const checkpoint = {
    ...emptyCheckpoint(),
    id,
    channel_values: values,
    channel_versions: versions,
  };
  const brought = Object.fromEntries(changed.map((name) => [name, versions[name] ?? 0]));
  const metadata = { source: "loop", step, parents: {} } as const;
  return (await saver.put(after, checkpoint, metadata, brought)) as ThreadConfig;
}

/** One step a checkpoint, and one write: `plan` is brought by the first alone, `results` by each. */
export async function work(
  saver: RedisCheckpointer,
  threadId: string,
  steps: number,
): Promise<ThreadConfig> {
  let config = threadConfig(threadId);
  for (let step = 0; step < steps; step++) {
    config = await putStep(saver, config, {
      step,
      values: { plan: "the first step's", results: step },
      versions: { plan: 1, results: step + 1 },
      changed: step === 0 ? ["plan", "results"] : ["results"],
    });
    await saver.putWrites(config, [["results", step]], "task");
  }
  return config;
}

export async function listAll(
  saver: RedisCheckpointer,
  config: RunnableConfig,
  options = {},
): Promise<CheckpointTuple[]> {
  const tuples: CheckpointTuple[] = [];
  for await (const tuple of saver.list(config, options)) tuples.push(tuple);
  return tuples;
}

/** All that is stored, by key; bytes as Latin-1 text. */
export async function dump(client: Client): Promise<Record<string, string>> {
  const asBytes = { typeMapping: { [RESP_TYPES.BLOB_STRING]: Buffer } };
  const stored: Record<string, string> = {};
  for (const key of (await client.keys("*")).toSorted()) {
    const command =
      (await client.type(key)) === "hash" ? ["HGETALL", key] : ["ZRANGE", key, "0", "-1"];
    const parts = await client.sendCommand<Buffer[]>(command, asBytes);
    stored[key] = parts
      .map((part) => part.toString("latin1"))
      .toSorted()
      .join("\n");
  }
  return stored;
}

/** How often each command ran since the statistics were reset, those that scripts ran among them. */
export async function commandCounts(client: Client): Promise<Map<string, number>> {
  const stats = await client.info("commandstats");
  return new Map(
    [...stats.matchAll(/^cmdstat_(\S+?):calls=(\d+)/gmu)].map(([, name = "", calls]) => [
      name,
      Number(calls),
    ]),
  );
}
