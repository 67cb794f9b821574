import { Queue, Worker } from "bullmq";
import type { JobsOptions } from "bullmq";

import type { Logger } from "../../domain/logger.ts";
import { KEYS } from "./keys.ts";
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
  const queue = new Queue<T, void, string>(name, {
    connection: await redis.connectAnother(),
    prefix: KEYS.jobs,
    defaultJobOptions: KEPT_NOWHERE,
    // Nobody reads them.
    streams: { events: { maxLen: 10 } },
  });
  // Without a listener a lost connection would end the process; that it was lost is said where it was made.
  queue.on("error", () => undefined);
  const workers = new Set<Worker<T, void, string>>();

  return {
    async add(data, { delayMs = 0, id } = {}) {
      const options: JobsOptions = {
        ...(delayMs > 0 && { delay: delayMs }),
        ...(id !== undefined && { jobId: id }),
      };
      await (queue as Queue).add(name, data, options);
    },
    async take(work, concurrency) {
      const worker = new Worker<T, void, string>(name, async ({ data }) => work(data), {
        connection: await redis.connectAnother(),
        prefix: KEYS.jobs,
        concurrency,
        skipVersionCheck: true,
      });
      workers.add(worker);
      worker.on("error", () => undefined);
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
