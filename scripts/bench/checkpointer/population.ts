import type { createClient } from "redis";

type Client = ReturnType<typeof createClient>;

const BATCH = 500;

/** As our saver leaves a thread of one checkpoint. */
const OURS = `
for i = ARGV[1], ARGV[2] do
  local thread, id = 'other-' .. i, '1f0c9d80-0000-6000-8000-' .. string.format('%012d', i)
  local body, rows = string.rep('x', 400), cjson.encode({ id, id })
  redis.call('HSET', 'checkpoints:data:' .. thread, 'b\\0' .. id, body, 'r\\0' .. id, rows, 'h', rows, 'l', id,
    'g\\0' .. id, '[]')
  redis.call('ZADD', 'checkpoints:index:' .. thread, 0, 'c\\0' .. id)
  redis.call('ZADD', 'checkpoints:threads', '+inf', thread)
end`;

/** As the published saver does: five documents. */
const PUBLISHED = `
for i = ARGV[1], ARGV[2] do
  local at = 'other-' .. i .. '::1f0c9d80-0000-6000-8000-' .. string.format('%012d', i)
  redis.call('SET', 'checkpoint:' .. at, string.rep('x', 400))
  for n = 1, 2 do redis.call('SET', 'checkpoint_blob:other-' .. i .. '::channel' .. n .. ':1', string.rep('x', 200)) end
  for n = 0, 1 do redis.call('SET', 'checkpoint_write:' .. at .. ':task:' .. n, string.rep('x', 200)) end
end`;

/** Adds other threads, from one number to another, as each saver would keep them. */
export async function addThreads(
  { ours, published }: { readonly ours: Client; readonly published: Client },
  from: number,
  to: number,
): Promise<void> {
  for (let first = from; first < to; first += BATCH) {
    const range = [first, Math.min(first + BATCH, to) - 1].map(String);
    await ours.eval(OURS, { arguments: range });
    await published.eval(PUBLISHED, { arguments: range });
  }
}
