import { RedisSaver } from "@langchain/langgraph-checkpoint-redis";
import type { createClient } from "redis";

type Client = ReturnType<typeof createClient>;

/**
 * The published saver on a Redis without modules: its JSON documents are plain strings, its indexes are not made, and
 * what it would search for it falls back from. Fewer round trips than with the modules: its figures are flattered.
 */
export function createPublishedSaver(client: Client): RedisSaver {
  const thin = {
    json: {
      async get(key: string): Promise<unknown> {
        const text = await client.get(key);
        return text === null ? null : JSON.parse(text);
      },
      set: (key: string, _path: string, value: unknown, options: { NX?: boolean } = {}) =>
        client.set(
          key,
          JSON.stringify(value),
          options.NX === true ? { condition: "NX" } : undefined,
        ),
    },
    ft: {
      create: async (): Promise<void> => {},
      search: (): never => {
        throw new Error("no such index");
      },
    },
    keys: (pattern: string) => client.keys(pattern),
    exists: (key: string) => client.exists(key),
    zAdd: (key: string, members: { score: number; value: string }[]) => client.zAdd(key, members),
    del: (keys: string[]) => client.del(keys),
  };
  return new RedisSaver(thin as unknown as ConstructorParameters<typeof RedisSaver>[0]);
}
