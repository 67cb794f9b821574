import { DatabaseSync } from "node:sqlite";

import { deltaChannelHistoryTests, validate } from "@langchain/langgraph-checkpoint-validation";

import { SqliteCheckpointer } from "./checkpointer.ts";
import { migrate } from "./schema.ts";
import { createWriter } from "./writer.ts";

const initializer = {
  checkpointerName: "the embedded checkpointer",
  createCheckpointer: () => {
    const db = new DatabaseSync(":memory:");
    migrate(db);
    return new SqliteCheckpointer(db, createWriter(db).write);
  },
};

validate(initializer);
deltaChannelHistoryTests(initializer);
