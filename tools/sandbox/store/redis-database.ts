import type { Redis } from "../../../src/storage/redis/redis.ts";
import type { Reply } from "../../../src/storage/redis/scripts.ts";
import { SandboxDataError } from "../data-error.ts";
import { listOf, textOf } from "../redis-replies.ts";
import type { Change, CollectionName, Database, Replica } from "./database.ts";
import { createJournal } from "./journal.ts";
import type { Recorded } from "./journal.ts";
import { CONFIRM, KEYS, LOAD } from "./redis-scripts.ts";

/** A replica that is further behind than so many changes is loaded anew. */
const LOG_LENGTH = 100_000;

interface Waiting {
  readonly work: () => unknown;
  readonly resolve: (value: unknown) => void;
  readonly reject: (cause: unknown) => void;
}

/**
 * Resources in Redis, one for all processes. They are test data of a sandbox, so they are not sealed. Work is done on the
 * replica in memory first, and then confirmed in one round trip: it holds, and what it changed is kept, where nothing
 * that it read had been changed elsewhere; otherwise the replica learns what it missed and the work is done again. What
 * comes while a confirmation is under way is confirmed together.
 */
export function openRedisDatabase(redis: Redis): Database {
  const journal = createJournal();
  const waiting: Waiting[] = [];
  let replica: Replica = { apply() {}, clear() {} };
  let isWorking = false;
  /** Up to which change the replica is what is kept; undefined where it has to be loaded. */
  let seen: number | undefined;

  // A Redis that was away may have lost its last changes.
  const distrust = (): void => void (seen = undefined);
  const stopDistrusting = redis.onReady(distrust);

  async function load(): Promise<void> {
    const [version, ...fields] = await listOf(redis.run(LOAD, KEYS));
    const rows = Array.from(pairsOf(fields), ([field, value]) => readRow(field, value));
    seen = undefined;
    replica.clear();
    for (const { change } of rows.toSorted((a, b) => a.order - b.order)) replica.apply(change);
    seen = Number(version);
  }

  async function confirm(work: readonly Recorded<unknown>[]): Promise<"kept" | "late"> {
    const collections = new Set(work.flatMap((each) => [...each.collections].map(nameOf)));
    const changes = work.flatMap((each) => each.changes);
    const [outcome, version, ...missed] = await listOf(
      redis.run(CONFIRM, KEYS, [
        seen ?? -1,
        LOG_LENGTH,
        collections.size,
        ...collections,
        ...changes.flatMap(({ collection, id, body = "" }) => [
          nameOf(collection),
          fieldOf(collection, id),
          body,
        ]),
      ]),
    );
    const said = textOf(outcome);
    if (said !== "kept") undo(work);
    if (said === "far behind") {
      await load();
    } else {
      seen = undefined;
      for (const [entry, value] of pairsOf(missed)) replay(entry, value);
      seen = Number(version);
    }
    return said === "kept" ? "kept" : "late";
  }

  /** An entry names a row, after `+` or `-`; its value is the present one. */
  function replay(entry: string, value: Reply): void {
    const field = entry.slice(1);
    if (entry.startsWith("-")) replica.apply({ ...readField(field), body: undefined });
    // Where there is none by now, a later entry says that it is gone.
    else if (value !== null) replica.apply(readRow(field, value).change);
  }

  async function doTogether(batch: readonly Waiting[]): Promise<readonly Recorded<unknown>[]> {
    let isCurrent = seen === undefined;
    if (isCurrent) await load();
    for (;;) {
      const work = batch.map((each) => journal.record(() => each.work()));
      // What was only read from what had just been learnt is as it was within the call.
      if (isCurrent && work.every(({ changes }) => changes.length === 0)) return work;
      try {
        if ((await confirm(work)) === "kept") return work;
      } catch (cause) {
        // Whether it was kept is not known; if it was, the replica learns of it as of any other change.
        undo(work);
        throw cause;
      }
      isCurrent = true;
    }
  }

  async function workOff(): Promise<void> {
    isWorking = true;
    while (waiting.length > 0) {
      const batch = waiting.splice(0);
      try {
        const done = await doTogether(batch);
        for (const [i, each] of batch.entries()) settle(each, done[i]);
      } catch (cause) {
        for (const each of batch) each.reject(cause);
      }
    }
    isWorking = false;
  }

  return {
    ...journal,
    follow(followed) {
      replica = followed;
    },
    transact<T>(work: () => T): Promise<T> {
      return new Promise<T>((resolve, reject) => {
        waiting.push({ work, resolve: (value) => resolve(value as T), reject });
        if (!isWorking) void workOff();
      });
    },
    close: stopDistrusting,
  };
}

function settle({ resolve, reject }: Waiting, recorded: Recorded<unknown> | undefined): void {
  try {
    resolve(recorded?.result());
  } catch (cause) {
    reject(cause);
  }
}

function undo(work: readonly Recorded<unknown>[]): void {
  for (const each of work.toReversed()) each.undo();
}

function nameOf({ owner, kind }: CollectionName): string {
  return JSON.stringify([owner, kind]);
}

function fieldOf({ owner, kind }: CollectionName, id: string): string {
  return JSON.stringify([owner, kind, id]);
}

function readField(field: string): Omit<Change, "body"> {
  const [owner, kind, id, ...rest] = parseField(field);
  if (typeof owner !== "string" || typeof kind !== "string" || typeof id !== "string") {
    throw new SandboxDataError(`${KEYS[0]} has a row that is not named as one`);
  }
  if (rest.length > 0) throw new SandboxDataError(`${KEYS[0]} has a row with a longer name`);
  return { collection: { owner, kind }, id };
}

function parseField(field: string): readonly unknown[] {
  try {
    const parsed: unknown = JSON.parse(field);
    return Array.isArray(parsed) ? parsed : [];
  } catch {
    return [];
  }
}

/** A row is its place in the order of insertion, and its JSON. */
function readRow(field: string, value: Reply): { readonly order: number; readonly change: Change } {
  const [, order, body] = /^(\d+):(.*)$/su.exec(textOf(value)) ?? [];
  if (body === undefined) throw new SandboxDataError(`${KEYS[0]} has a row that is not one`);
  return { order: Number(order), change: { ...readField(field), body } };
}

/** A reply that lists names and values by turns. */
function* pairsOf(list: readonly Reply[]): Generator<readonly [name: string, value: Reply]> {
  for (let i = 0; i < list.length; i += 2) yield [textOf(list[i]), list[i + 1] ?? null];
}
