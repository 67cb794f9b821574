import { createNodeRedisClient, Queue, Worker } from "bullmq";
import type { IRedisClient, JobsOptions } from "bullmq";

import type { Logger } from "../../domain/logger.ts";
import { SILENCE_MS } from "./connection.ts";
import { KEYS } from "./keys.ts";
import { toUnavailable } from "./redis.ts";
import type { Redis } from "./redis.ts";

/** Jobs of one kind, given to whichever process is free. A job only says where to look: what is true is kept elsewhere. */
export interface Jobs<T> {
  /** `id`: while a job of this id waits, another one is not added. */
  add(data: T, options?: { readonly delayMs?: number; readonly id?: string }): Promise<void>;
  /** Begins to take jobs, so many at a time. Answers what stops it, once those it has taken have ended. */
  take(work: (data: T) => Promise<void>, concurrency: number): Promise<() => Promise<void>>;
  close(): Promise<void>;
}

const KEPT_NOWHERE: JobsOptions = { removeOnComplete: true, removeOnFail: true };

/** Opens a kind of jobs. What becomes of a job that fails is the business of whoever keeps what it is about. */
export async function openJobs<T extends object>(
  name: string,
  redis: Redis,
  logger: Logger,
): Promise<Jobs<T>> {
  const queue = new Queue<T, void>(name, {
    connection: await connect(redis),
    prefix: KEYS.jobs,
    defaultJobOptions: KEPT_NOWHERE,
    // Nobody reads them.
    streams: { events: { maxLen: 10 } },
  });
  queue.on("error", ignore);
  const workers = new Set<Worker<T, void>>();

  return {
    async add(data, { delayMs = 0, id } = {}) {
      const options: JobsOptions = {
        ...(delayMs > 0 && { delay: delayMs }),
        ...(id !== undefined && { jobId: id }),
      };
      await unlessSilent((queue as Queue).add(name, data, options));
    },
    async take(work, concurrency) {
      const worker = new Worker<T, void>(name, async ({ data }) => work(data), {
        connection: await connect(redis),
        prefix: KEYS.jobs,
        concurrency,
        skipVersionCheck: true,
      });
      workers.add(worker);
      worker.on("error", ignore);
      worker.on("failed", (_job, cause) => logger.warn({ err: cause, job: name }, "a job failed"));
      return async () => {
        workers.delete(worker);
        await worker.close();
      };
    },
    async close() {
      for (const worker of workers) await worker.close();
      await queue.close();
    },
  };
}

/** A job that cannot be added is missed by nobody for long: what it is about is found where that is kept. */
async function unlessSilent(adding: Promise<unknown>): Promise<void> {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(reject, SILENCE_MS, new Error("Redis does not answer."));
  try {
    await Promise.race([adding, promise]);
  } catch (cause) {
    throw toUnavailable(cause);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * A connection as BullMQ takes it. It makes others from it, and takes its own listeners off before they are closed: an
 * error that nobody listens to would end the process.
 */
async function connect(redis: Redis): Promise<IRedisClient> {
  const client = createNodeRedisClient(await redis.connectAnother());
  const duplicate = client.duplicate.bind(client);
  client.on("error", ignore);
  client.duplicate = (...options) => {
    const another = duplicate(...options);
    another.on("error", ignore);
    return another;
  };
  return client;
}

/** That Redis is away is said by who made the first connection. */
function ignore(): void {}
