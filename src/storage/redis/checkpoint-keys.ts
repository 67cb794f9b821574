import type { RunnableConfig } from "@langchain/core/runnables";
import { getCheckpointId } from "@langchain/langgraph-checkpoint";

/** One checkpoint of a thread; the newest where no id is given. */
export interface Address {
  readonly threadId: string;
  readonly ns: string;
  readonly id: string | undefined;
}

const MAX_LENGTH = 512;
/** Namespaces are put together of the names and ids of each graph a graph is in. */
const MAX_NAMESPACE_LENGTH = 2048;

/** The keys a script is given. The thread's id comes last in them: none can be read as another thread's. */
export function keysOf(prefix: string, threadId: string): string[] {
  return [
    `${prefix}checkpoints:data:${threadId}`,
    `${prefix}checkpoints:index:${threadId}`,
    `${prefix}checkpoints:threads`,
  ];
}

/** Where a config points. Ids that are no plain names are refused. */
export function addressOf(config: RunnableConfig): Address {
  const { thread_id: threadId, checkpoint_ns: ns = "" } = config.configurable ?? {};
  const id: unknown = getCheckpointId(config);
  return {
    threadId: checkId("thread_id", threadId),
    ns: checkNamespace(ns),
    id: id === "" || id === undefined ? undefined : checkId("checkpoint_id", id),
  };
}

export function checkId(field: string, value: unknown): string {
  return check(field, value, 1, MAX_LENGTH);
}

export function checkNamespace(value: unknown): string {
  return check("checkpoint_ns", value, 0, MAX_NAMESPACE_LENGTH);
}

/** Control characters part names; and half a surrogate pair is written as the same bytes as any other. */
function check(field: string, value: unknown, min: number, max: number): string {
  if (
    typeof value !== "string" ||
    value.length < min ||
    value.length > max ||
    !value.isWellFormed() ||
    /\p{Cc}/u.test(value)
  ) {
    throw new TypeError(`"${field}" must be a text of ${min} to ${max} printable characters.`);
  }
  return value;
}
