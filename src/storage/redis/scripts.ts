import { createHash } from "node:crypto";

/** What a key or an argument of a script may be. */
export type Argument = string | Uint8Array | number;

/** A reply of a script: texts come as bytes. */
export type Reply = Uint8Array | number | null | readonly Reply[];

/** A Lua script, and the name by which Redis knows it. */
export interface Script {
  readonly lua: string;
  readonly sha: string;
}

/** What must hold where a script runs: while `key` holds `fence`, and no longer. */
export interface Fence {
  readonly key: string;
  readonly fence: string;
}

/** Runs a script in one round trip: what it does is done whole or not at all. */
export type RunScript = (
  script: Script,
  keys: readonly string[],
  args?: readonly Argument[],
) => Promise<Reply>;

/** First in every script: the work of one who lost the fence changes nothing. */
const GUARD = `
local fence = table.remove(ARGV)
if fence ~= '' and redis.call('GET', table.remove(KEYS)) ~= fence then return redis.error_reply('FENCED') end
`;

/** Makes a script of Lua that reads `KEYS` and `ARGV`; all of them are the caller's own. */
export function defineScript(body: string): Script {
  const lua = GUARD + body;
  return { lua, sha: createHash("sha1").update(lua).digest("hex") };
}

/** Runs a script by its name, and in full where Redis does not know it yet. */
export async function evaluate(
  send: (command: readonly Argument[]) => Promise<Reply>,
  { lua, sha }: Script,
  keys: readonly string[],
  args: readonly Argument[],
  fence?: Fence,
): Promise<Reply> {
  const guarded = fence === undefined ? keys : [...keys, fence.key];
  const rest = [guarded.length, ...guarded, ...args, fence?.fence ?? ""];
  try {
    return await send(["EVALSHA", sha, ...rest]);
  } catch (cause) {
    if (!saidByRedis(cause, "NOSCRIPT")) throw cause;
    return await send(["EVAL", lua, ...rest]);
  }
}

/** An argument as node-redis sends it. */
export function toBulk(argument: Argument): string | Buffer {
  if (typeof argument === "string") return argument;
  if (typeof argument === "number") return String(argument);
  return Buffer.from(argument.buffer, argument.byteOffset, argument.byteLength);
}

/** Whether an error, or what caused it, is Redis's answer with this word in it. */
export function saidByRedis(error: unknown, word: string): boolean {
  return error instanceof Error && (error.message.includes(word) || saidByRedis(error.cause, word));
}
