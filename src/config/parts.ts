import { assertNever } from "../domain/assert-never.ts";
import { authVariables, hasModel } from "./variables.ts";
import type { Variables } from "./variables.ts";

/** Which implementation of a part is used, and why: what the start prints. */
export interface Part {
  readonly part: string;
  readonly implementation: string;
  readonly reason: string;
}

/** Every part, in the order the start prints them. */
export function partsOf(v: Variables): Part[] {
  const [authVariable] = authVariables(v);
  return [
    plannerPart(v),
    v.COMPOSIO_API_KEY === undefined
      ? { part: "workspace", implementation: "sandbox", reason: "no COMPOSIO_API_KEY" }
      : { part: "workspace", implementation: "Composio", reason: "COMPOSIO_API_KEY is set" },
    v.TWILIO_ACCOUNT_SID === undefined
      ? { part: "sms", implementation: "phone simulator", reason: "no TWILIO_ACCOUNT_SID" }
      : { part: "sms", implementation: "Twilio", reason: "TWILIO_ACCOUNT_SID is set" },
    storagePart(v),
    authVariable === undefined
      ? {
          part: "auth",
          implementation: "none, callers are believed",
          reason: `only this machine can reach ${v.HOST}`,
        }
      : { part: "auth", implementation: "tokens", reason: `${authVariable} is set` },
  ];
}

function plannerPart(v: Variables): Part {
  const part = "planner";
  const set = v.OPENAI_API_KEY === undefined ? "OPENAI_BASE_URL" : "OPENAI_API_KEY";
  if (!hasModel(v)) {
    return { part, implementation: "built-in", reason: "no OPENAI_API_KEY and no OPENAI_BASE_URL" };
  }
  switch (v.PLANNER) {
    case "builtin":
      return { part, implementation: "built-in", reason: `PLANNER=builtin; ${set} is not used` };
    case "llm":
      return {
        part,
        implementation: `${v.OPENAI_MODEL}, built-in where it cannot be reached`,
        reason: "PLANNER=llm",
      };
    case "auto":
      return {
        part,
        implementation: `built-in where it is certain, else ${v.OPENAI_MODEL}`,
        reason: `${set} is set`,
      };
    default:
      return assertNever(v.PLANNER);
  }
}

function storagePart(v: Variables): Part {
  const part = "storage";
  if (v.REDIS_URL !== undefined) {
    const { hostname, port } = new URL(v.REDIS_URL);
    const where = `Redis at ${hostname}${port === "" ? "" : `:${port}`}`;
    return v.CHECKPOINTER === "redis-stack"
      ? {
          part,
          implementation: `${where}, checkpoints by the published RedisSaver`,
          reason: "REDIS_URL is set, CHECKPOINTER=redis-stack",
        }
      : { part, implementation: where, reason: "REDIS_URL is set" };
  }
  const where = `SQLite in ${v.DATA_DIR}`;
  return v.CHECKPOINTER === "memory"
    ? { part, implementation: `${where}, checkpoints in memory`, reason: "CHECKPOINTER=memory" }
    : { part, implementation: where, reason: "no REDIS_URL" };
}
