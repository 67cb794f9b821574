import { randomBytes } from "node:crypto";
import { DatabaseSync } from "node:sqlite";

import { deltaChannelHistoryTests, validate } from "@langchain/langgraph-checkpoint-validation";
import { describe } from "vitest";

import { SqliteCheckpointer } from "./checkpointer.ts";
import { openSealing } from "./open-sealing.ts";
import { openDataKeys } from "../data-key.ts";
import { migrate } from "./schema.ts";
import { createWriter } from "./writer.ts";

const initializer = {
  checkpointerName: "the embedded checkpointer",
  createCheckpointer: () => {
    const db = new DatabaseSync(":memory:");
    const { sealing } = openSealing(db, openDataKeys("", [randomBytes(32)]));
    migrate(db, sealing);
    return new SqliteCheckpointer(db, createWriter(db).write, sealing);
  },
};

describe("[D21] LangGraph's own validation", () => {
  validate(initializer);
  deltaChannelHistoryTests(initializer);
});
