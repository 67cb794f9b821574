import path from "node:path";
import { parseArgs } from "node:util";

import { loadConfig } from "../src/config.ts";
import { UserId } from "../src/domain/ids.ts";
import { openDataKeys } from "../src/storage/data-key.ts";
import { openSqliteStorage } from "../src/storage/sqlite/storage.ts";

const { values } = parseArgs({
  options: {
    user: { type: "string" },
    list: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});
if (values.help || values.user === undefined) {
  console.log(`npm run audit -- --user alice [--list]

Checks the chain of what was done for a user: whether each record is there, as it was written. With --list, prints them.
Reads DATA_DIR and DATA_KEY as the program does, which must not be running. Ends with 1 where the chain is broken.`);
  process.exit(values.help ? 0 : 2);
}

const { dataDir, dataKeys } = loadConfig(process.env);
let storage;
try {
  storage = openSqliteStorage({
    path: path.join(dataDir, "errand.sqlite"),
    dataKeys: openDataKeys(dataDir, dataKeys),
  });
} catch (cause) {
  console.error(cause instanceof Error ? cause.message : String(cause));
  process.exit(2);
}
const { actions, faults, length } = await storage.actions.historyOf(UserId.parse(values.user));
await storage.close();
if (values.list) {
  for (const { at, tool, title, channel, approvalId, argsHash, outcome } of actions) {
    const when = new Date(at).toISOString();
    const consent = approvalId === null ? "no approval needed" : `approval ${approvalId}`;
    console.log([when, outcome, channel ?? "-", tool, argsHash, consent, title].join("  "));
  }
}
const records = length === 1 ? "1 record" : `${length} records`;
if (faults.length === 0) console.log(`${records}, chain whole`);
for (const { seq, kind } of faults)
  console.log(`record ${seq} ${kind === "missing" ? "is missing" : "was altered"}`);
process.exitCode = faults.length === 0 ? 0 : 1;
