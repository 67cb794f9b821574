import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";

import { ConfigError, loadConfig } from "../src/config.ts";
import { SessionId } from "../src/domain/ids.ts";
import { createLogger } from "../src/logger.ts";
import { compareSessions, printDifferences } from "./replay/compare-sessions.ts";
import { loadSession } from "./replay/load-session.ts";
import { openOriginal } from "./replay/open-original.ts";
import { printSession } from "./replay/print-session.ts";
import { ReplayError } from "./replay/replay-error.ts";
import { SessionRecord } from "./replay/session-record.ts";

const USAGE = `npm run replay -- SESSION [--data-dir DIR] [--json] [--export FILE]
npm run replay -- SESSION --rerun [--from CHECKPOINT] [--planner auto|builtin|llm] [--model M] [--kept | --workspace FILE]
npm run replay -- FILE

Prints what is stored of a session: the conversation, plans, steps, effects, timings and checkpoints. Reads DATA_DIR,
DATA_KEY and REDIS_URL as the program does, which must not be running on the same DATA_DIR, and writes nothing there.

--export FILE  writes the session without its contents, to be given away; FILE instead of SESSION prints such a file.
--rerun        holds the conversation again on a copy, with the sandbox for Google, and prints what came out otherwise.
               --from goes on from a checkpoint (its id, or the end of it) instead of beginning anew.
               The sandbox begins anew from what it began from, or from the document given as --workspace; with --kept
               it is a copy of what it holds now, what the session did included.

Ends with 0, with 1 where a rerun came out otherwise, and with 2 where what was asked for cannot be done.`;

process.exitCode = await main().catch((cause: unknown) => {
  if (cause instanceof ReplayError || cause instanceof ConfigError) {
    console.error(cause.message);
    return 2;
  }
  throw cause;
});

async function main(): Promise<number> {
  const { values, positionals } = readArguments();
  const [what, ...more] = positionals;
  if (values.help || what === undefined || more.length > 0) {
    console.log(USAGE);
    return values.help ? 0 : 2;
  }
  try {
    process.loadEnvFile();
  } catch {
    // There is no .env: the environment alone counts.
  }
  if (existsSync(what)) return show(readExport(what), values.json);
  const sessionId = SessionId.safeParse(what);
  if (!sessionId.success)
    throw new ReplayError(`"${what}" is neither a session's id nor a file there is.`);
  const logger = createLogger("error");
  const dataDir = values["data-dir"];
  const env: Record<string, string | undefined> = {
    ...process.env,
    ...(dataDir !== undefined && { DATA_DIR: dataDir }),
  };
  const original = await openOriginal(loadConfig(env), logger);
  try {
    const record = await loadSession(original, sessionId.data);
    if (values.export !== undefined) {
      const { anonymize } = await import("./replay/anonymize.ts");
      writeFileSync(values.export, `${JSON.stringify(anonymize(record), null, 2)}\n`);
      console.log(`Written to ${values.export}, without its contents.`);
      return 0;
    }
    if (!values.rerun) return show(record, values.json);
    if (env["COMPOSIO_API_KEY"])
      console.error("COMPOSIO_API_KEY is set, and not used: a rerun has the sandbox for Google.");
    const { planner, model, workspace, kept } = values;
    if (original.workspace === undefined && workspace === undefined)
      console.error("No sandbox is kept beside the data: it starts from the demo workspace.");
    const { rerunSession } = await import("./replay/rerun-session.ts");
    const rerun = await rerunSession({
      original,
      record,
      from: values.from,
      isKept: kept && workspace === undefined,
      document: workspace,
      logger,
      env: {
        ...env,
        SANDBOX_WORKSPACE: undefined,
        SANDBOX_NOW: undefined,
        ...(planner !== undefined && { PLANNER: planner }),
        ...(model !== undefined && { OPENAI_MODEL: model }),
      },
    });
    const differences = compareSessions(record, rerun.record, rerun.commandIds);
    if (values.json) console.log(JSON.stringify({ ...rerun, differences }, null, 2));
    else for (const line of [...rerun.notes, ...printDifferences(differences)]) console.log(line);
    return differences.length === 0 ? 0 : 1;
  } finally {
    await original.close();
  }
}

function show(record: SessionRecord, asJson: boolean): number {
  console.log(asJson ? JSON.stringify(record, null, 2) : printSession(record).join("\n"));
  return 0;
}

/** @throws ReplayError where the file is no exported session. */
function readExport(file: string): SessionRecord {
  try {
    return SessionRecord.parse(JSON.parse(readFileSync(file, "utf8")));
  } catch (cause) {
    throw new ReplayError(`${file} is not an exported session.`, { cause });
  }
}

function readArguments() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        "data-dir": { type: "string" },
        json: { type: "boolean", default: false },
        export: { type: "string" },
        rerun: { type: "boolean", default: false },
        from: { type: "string" },
        planner: { type: "string" },
        model: { type: "string" },
        workspace: { type: "string" },
        kept: { type: "boolean", default: false },
        help: { type: "boolean", default: false },
      },
    });
  } catch (cause) {
    throw new ReplayError(cause instanceof Error ? cause.message : String(cause), { cause });
  }
}
