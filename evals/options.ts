import { parseArgs } from "node:util";

import { PLANNER_NAMES } from "./planners.ts";
import type { PlannerName } from "./planners.ts";

export const USAGE = `npm run evals [-- OPTIONS]

Holds conversations with the real program, over WebSocket and SMS, and says how each ended and why. What came of it is
kept in .evals/RUN.json and shown in .evals/RUN.html.
  --planner NAME       builtin (default); scripted: the LLM planner with the plans written in the scenarios;
                       llm or auto: with the model of --model, at OPENAI_BASE_URL, by OPENAI_API_KEY
  --model NAME         default: OPENAI_MODEL, or gpt-5-mini
  --split HALF         open (default), held-back or all
  --tag TAG            only scenarios with this tag; more than once: with all of them
  --scenario ID        only this one, of whichever half; may be given more than once
  --import FILE        the task set of this file (JSON lines) in place of the scenarios
  --repeat N           each scenario N times; gives pass^k
  --min-success SHARE  exit code 1 below this share of successes
  --compare RUN        compares with an earlier run, case by case
  --resume RUN         goes on with a run that ended early: only what is missing is held
  --record FILE        keeps what the model answers; --replay FILE answers from there, and from nowhere else
  --name NAME          what the run is called; default: when it began, and its planner
  --keep               keeps the programs' data folders, so that sessions can be replayed
  --lanes N            programs side by side (default 2)
  --mutants            breaks the program in each of the listed ways and says which scenario notices
  --record-split       records the half of scenarios that are in none yet, and runs nothing`;

/** Exit codes: too little success; EX_USAGE, EX_DATAERR and EX_TEMPFAIL of sysexits.h. */
export const EXIT = { failed: 1, usage: 64, data: 65, resumable: 75 } as const;

export interface EvalsOptions {
  readonly planner: PlannerName;
  readonly model: string;
  readonly apiKey: string;
  readonly baseUrl: string | undefined;
  readonly split: "open" | "held-back" | "all";
  readonly tags: readonly string[];
  readonly scenarios: readonly string[];
  readonly imported: string | undefined;
  readonly repeat: number;
  readonly minSuccess: number;
  readonly compare: string | undefined;
  readonly resume: string | undefined;
  readonly record: string | undefined;
  readonly replay: string | undefined;
  readonly name: string | undefined;
  readonly keep: boolean;
  readonly lanes: number;
  readonly mutants: boolean;
  readonly recordSplit: boolean;
  /** Results are sent to LangSmith where it is set. */
  readonly langSmith: { readonly apiKey: string; readonly endpoint: string } | undefined;
}

/** Options that were read, or what is wrong with them. */
export type ReadOptions =
  | { readonly kind: "options"; readonly options: EvalsOptions }
  | { readonly kind: "help" }
  | { readonly kind: "fault"; readonly fault: string };

/** Reads the command line and the environment. */
export function readOptions(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): ReadOptions {
  let values;
  try {
    ({ values } = parseArgs({
      args: [...args],
      options: {
        planner: { type: "string", default: "builtin" },
        model: { type: "string" },
        split: { type: "string", default: "open" },
        tag: { type: "string", multiple: true, default: [] },
        scenario: { type: "string", multiple: true, default: [] },
        import: { type: "string" },
        repeat: { type: "string", default: "1" },
        "min-success": { type: "string", default: "0" },
        compare: { type: "string" },
        resume: { type: "string" },
        record: { type: "string" },
        replay: { type: "string" },
        name: { type: "string" },
        keep: { type: "boolean", default: false },
        lanes: { type: "string", default: "2" },
        mutants: { type: "boolean", default: false },
        "record-split": { type: "boolean", default: false },
        help: { type: "boolean", default: false },
      },
    }));
  } catch (cause) {
    return { kind: "fault", fault: cause instanceof Error ? cause.message : String(cause) };
  }
  if (values.help) return { kind: "help" };
  const planner = PLANNER_NAMES.find((name) => name === values.planner);
  const split = (["open", "held-back", "all"] as const).find((half) => half === values.split);
  const [repeat, lanes] = [Number(values.repeat), Number(values.lanes)];
  const minSuccess = Number(values["min-success"]);
  const asksModel = planner === "llm" || planner === "auto";
  const apiKey = env["OPENAI_API_KEY"] ?? "";
  const baseUrl = nonEmpty(env["OPENAI_BASE_URL"]);
  const fault = [
    planner === undefined && `--planner: there is no "${values.planner}"`,
    split === undefined && `--split: "${values.split}" is not open, held-back or all`,
    !isCount(repeat) && `--repeat: "${values.repeat}" is not a number from 1`,
    !isCount(lanes) && `--lanes: "${values.lanes}" is not a number from 1`,
    !(minSuccess >= 0 && minSuccess <= 1) &&
      `--min-success: "${values["min-success"]}" is not a share from 0 to 1`,
    values.record !== undefined &&
      values.replay !== undefined &&
      "--record and --replay: one of them",
    !asksModel &&
      (values.record ?? values.replay) !== undefined &&
      "--record and --replay are for --planner llm or auto",
    asksModel &&
      values.replay === undefined &&
      apiKey === "" &&
      baseUrl === undefined &&
      `--planner ${values.planner} needs a model: set OPENAI_API_KEY or OPENAI_BASE_URL`,
  ].find((each) => typeof each === "string");
  if (fault !== undefined || planner === undefined || split === undefined)
    return { kind: "fault", fault: String(fault) };
  const langSmithKey = nonEmpty(env["LANGSMITH_API_KEY"]);
  return {
    kind: "options",
    options: {
      planner,
      model: values.model ?? nonEmpty(env["OPENAI_MODEL"]) ?? "gpt-5-mini",
      apiKey,
      baseUrl,
      split,
      tags: values.tag,
      scenarios: values.scenario,
      imported: values.import,
      repeat,
      minSuccess,
      compare: values.compare,
      resume: values.resume,
      record: values.record,
      replay: values.replay,
      name: values.name,
      keep: values.keep,
      lanes,
      mutants: values.mutants,
      recordSplit: values["record-split"],
      langSmith:
        langSmithKey === undefined
          ? undefined
          : {
              apiKey: langSmithKey,
              endpoint: nonEmpty(env["LANGSMITH_ENDPOINT"]) ?? "https://api.smith.langchain.com",
            },
    },
  };
}

function isCount(value: number): boolean {
  return Number.isInteger(value) && value >= 1;
}

function nonEmpty(value: string | undefined): string | undefined {
  return value === "" ? undefined : value;
}
