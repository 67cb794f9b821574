import path from "node:path";

import { RecordingError } from "./recording.ts";
import { RunError } from "./run-record.ts";
import { EXIT, readOptions, USAGE } from "./options.ts";
import { runEvals } from "./run-evals.ts";
import { ScenarioError } from "./load-scenarios.ts";

process.exitCode = await main();

async function main(): Promise<number> {
  const folder = path.relative(process.cwd(), import.meta.dirname) || ".";
  const read = readOptions(process.argv.slice(2), process.env);
  if (read.kind !== "options") {
    console.log(read.kind === "help" ? USAGE : `${read.fault}\n\n${USAGE}`);
    return read.kind === "help" ? 0 : EXIT.usage;
  }
  try {
    return await runEvals(folder, read.options, {
      print: (text) => console.log(text),
      tell: (line) => console.error(line),
    });
  } catch (cause) {
    if (!(
      cause instanceof ScenarioError ||
      cause instanceof RunError ||
      cause instanceof RecordingError
    ))
      throw cause;
    console.error(cause.message);
    return EXIT.data;
  }
}
