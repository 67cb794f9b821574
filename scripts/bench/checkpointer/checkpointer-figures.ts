import { randomBytes } from "node:crypto";

import { createClient, RESP_TYPES } from "redis";

import { RedisCheckpointer } from "../../../src/storage/redis/checkpointer.ts";
import type { RedisCheckpointerOptions } from "../../../src/storage/redis/checkpointer.ts";
import { createSeal } from "../../../src/storage/sealing.ts";
import { startRedis } from "../../../test/support/redis-server.ts";
import { installedRedis } from "../../test/find-redis.ts";
import { format, median, quantile } from "../statistics.ts";
import { addThreads } from "./population.ts";
import { createPublishedSaver } from "./published-saver.ts";
import { STATE_BYTES, startWorkload } from "./workload.ts";
import type { Call, Workload } from "./workload.ts";

type Client = ReturnType<typeof createClient>;
type Operation = keyof Workload;

/** One thing that is timed, beside the others: once in each round. */
interface Subject {
  readonly name: string;
  readonly prepare: () => Call;
  /** In every so many rounds. */
  readonly every: number;
}

const OPERATIONS = ["getTuple", "put", "putWrites"] as const satisfies readonly Operation[];
const POPULATIONS = [0, 10_000, 100_000] as const;
const WARM_UP = 300;
/** The published saver's calls cost more, the more threads there are. */
const PUBLISHED_EVERY = { 0: 1, 10_000: 10, 100_000: 100 } as const;

/** Times our saver beside the floor and the published saver, at three populations, and prints it. */
export async function printCheckpointerFigures(rounds: number): Promise<void> {
  const found = installedRedis();
  if (found === undefined)
    throw new Error("Install redis-server or valkey-server, or set REDIS_SERVER.");
  process.env["REDIS_SERVER"] = found;
  const server = await startRedis("--auto-aof-rewrite-percentage", "0");
  const ours: Client = createClient({ url: server.url });
  const published: Client = createClient({ url: server.url, database: 1 });
  try {
    await Promise.all([ours.connect(), published.connect()]);
    console.log(
      `Checkpointer on one Redis with an append-only file, one call at a time, ${STATE_BYTES} bytes of state in 7 channels, 3 pending writes.
Each round times every column once, after ${WARM_UP} rounds not counted; p50/p95 in ms, the ratio to the floor behind.
floor: GET or SET of as many bytes as the call moves, on the same connection.`,
    );
    let others = 0;
    for (const population of POPULATIONS) {
      await addThreads({ ours, published }, others, population);
      others = population;
      console.log(`\n${population.toLocaleString("en")} other threads`);
      const savers = await startSavers(ours, published);
      for (const operation of OPERATIONS) {
        const subjects = await subjectsOf(operation, ours, savers, PUBLISHED_EVERY[population]);
        printRow(operation, subjects, await time(subjects, rounds));
      }
    }
  } finally {
    ours.destroy();
    published.destroy();
    await server.close();
  }
}

interface Savers {
  readonly ours: Record<string, Workload>;
  readonly published: Workload;
  /** How many bytes a call of ours moves. */
  bytesOf(operation: Operation): Promise<number>;
}

async function startSavers(ours: Client, published: Client): Promise<Savers> {
  let moved = 0;
  const counting: Pick<Client, "sendCommand"> = {
    async sendCommand<T>(...[command, options]: Parameters<Client["sendCommand"]>): Promise<T> {
      const reply: unknown = await ours.sendCommand(command, options);
      moved = lengthOf(command) + lengthOf(reply);
      return reply as T;
    },
  };
  const seal = createSeal([randomBytes(32)]);
  const start = (options: RedisCheckpointerOptions): Promise<Workload> =>
    startWorkload(new RedisCheckpointer(ours, options));
  const counted = await startWorkload(new RedisCheckpointer(counting, { seal }));
  return {
    ours: {
      ours: await start({}),
      sealed: await start({ seal }),
      "sealed, TTL": await start({ seal, ttlMs: 86_400_000 }),
    },
    published: await startWorkload(createPublishedSaver(published)),
    async bytesOf(operation) {
      // The first sends the script as well.
      await counted[operation]()();
      await counted[operation]()();
      return moved;
    },
  };
}

async function subjectsOf(
  operation: Operation,
  client: Client,
  savers: Savers,
  publishedEvery: number,
): Promise<Subject[]> {
  const bytes = Buffer.alloc(await savers.bytesOf(operation), "x");
  await client.set("floor", bytes);
  const floor =
    operation === "getTuple"
      ? () => client.sendCommand(["GET", "floor"], AS_BYTES)
      : () => client.sendCommand(["SET", "floor", bytes]);
  return [
    { name: `floor (${bytes.length} bytes)`, prepare: () => floor, every: 1 },
    ...Object.entries(savers.ours).map(([name, workload]) => ({
      name,
      prepare: workload[operation],
      every: 1,
    })),
    { name: "published", prepare: savers.published[operation], every: publishedEvery },
  ];
}

async function time(subjects: readonly Subject[], rounds: number): Promise<number[][]> {
  const times: number[][] = subjects.map(() => []);
  for (let round = -WARM_UP; round < rounds; round++) {
    for (const [i, { prepare, every }] of subjects.entries()) {
      if (round % every !== 0) continue;
      const call = prepare();
      const began = performance.now();
      await call();
      if (round >= 0) times[i]?.push(performance.now() - began);
    }
  }
  return times;
}

function printRow(operation: Operation, subjects: readonly Subject[], times: number[][]): void {
  const [floor = []] = times;
  const ratio = (values: readonly number[], share: number): string =>
    format(quantile(values, share) / quantile(floor, share), 1);
  console.log(`  ${operation}`);
  for (const [i, { name }] of subjects.entries()) {
    const values = times[i] ?? [];
    const figures = `${format(median(values), 3)} / ${format(quantile(values, 0.95), 3)}`;
    const ratios = i === 0 ? "" : `${ratio(values, 0.5)}x / ${ratio(values, 0.95)}x`;
    console.log(
      `    ${name.padEnd(20)} ${figures.padStart(17)}  ${ratios.padStart(17)}  n=${values.length}`,
    );
  }
}

const AS_BYTES = { typeMapping: { [RESP_TYPES.BLOB_STRING]: Buffer } };

/** Of a command or a reply, without the protocol's own. */
function lengthOf(part: unknown): number {
  if (Array.isArray(part)) return part.reduce<number>((sum, item) => sum + lengthOf(item), 0);
  if (typeof part === "string") return Buffer.byteLength(part);
  return part instanceof Uint8Array ? part.length : 0;
}
