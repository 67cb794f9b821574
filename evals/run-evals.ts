import { writeFile } from "node:fs/promises";
import path from "node:path";

import { caseKey, digestOf } from "./case-result.ts";
import { compareRuns, figuresOf } from "./figures.ts";
import { renderPage } from "./html/report-page.ts";
import { importScenarios } from "./import/import-scenarios.ts";
import { readTasks } from "./import/task.ts";
import { sendToLangSmith } from "./langsmith.ts";
import { loadScenarios } from "./load-scenarios.ts";
import type { ScenarioSet } from "./load-scenarios.ts";
import { EXIT } from "./options.ts";
import type { EvalsOptions } from "./options.ts";
import { openPlanner, PLANNER_NAMES } from "./planners.ts";
import type { ModelSource } from "./planners.ts";
import { openRecording, readRecording } from "./recording.ts";
import { renderComparison, renderFailures, renderFigures, renderTable } from "./report.ts";
import { runMutants } from "./run-mutants.ts";
import { casesByKey, createRunKeeper, readRun, RUNS, writeRun } from "./run-record.ts";
import type { RunRecord } from "./run-record.ts";
import type { Case } from "./run-scenario.ts";
import { isScripted } from "./scenario.ts";
import { runSet } from "./run-set.ts";
import { recordSplits } from "./split.ts";

/** Where a command's words go: results, and the progress beside them. */
export interface Terminal {
  readonly print: (text: string) => void;
  readonly tell: (line: string) => void;
}

const PATIENCE_MS = 15_000;

/** The command `npm run evals`. Answers its exit code. @throws ScenarioError, RunError, RecordingError */
export async function runEvals(
  folder: string,
  options: EvalsOptions,
  { print, tell }: Terminal,
): Promise<number> {
  const set = await loadScenarios(folder);
  if (options.recordSplit) {
    print(`${await recordSplits(folder, set.scenarios)} scenarios were put into a half.`);
    return 0;
  }
  if (options.mutants) return (await runMutants(options.lanes, print)) === 0 ? 0 : EXIT.failed;
  const former = options.compare === undefined ? undefined : await readRun(options.compare);
  const begun = options.resume === undefined ? beginRun(options) : await readRun(options.resume);
  const { cases, workspaces } = await chooseCases(set, begun);
  if (cases.length === 0) {
    tell("No scenario has this id or these tags in this half.");
    return EXIT.usage;
  }
  const done = casesByKey(begun);
  // A scenario that was changed since is another task.
  const kept = cases.flatMap((one) => {
    const earlier = done.get(keyOf(one));
    return earlier?.digest === digestOf(one.scenario) ? [earlier] : [];
  });
  const keptKeys = new Set(kept.map(caseKey));
  const missing = cases.filter((one) => !keptKeys.has(keyOf(one)));
  if (options.resume !== undefined)
    tell(`resuming ${begun.name}: ${kept.length} of ${cases.length} cases are there`);

  const { endedEarly: _formerEnd, ...rest } = begun;
  let run: RunRecord = { ...rest, asked: cases.length, cases: kept };
  const keeper = createRunKeeper();
  const began = performance.now();
  const planner = PLANNER_NAMES.find((name) => name === run.planner) ?? options.planner;
  const source = await openSource({ ...options, model: run.model ?? options.model });
  const { endedEarly } = await runSet(missing, workspaces, {
    openPlanner: () => openPlanner(planner, source),
    lanes: options.lanes,
    patienceMs: PATIENCE_MS,
    ...(options.keep && { keepIn: path.join(RUNS, run.name) }),
    onResult(result) {
      run = {
        ...run,
        ms: begun.ms + Math.round(performance.now() - began),
        cases: [...run.cases, result],
      };
      keeper.save(run);
      const count = String(run.cases.length).padStart(String(cases.length).length);
      tell(`${count}/${cases.length} ${result.verdict.padEnd(16)} ${caseKey(result)}`);
    },
  });
  await keeper.settled();
  run = { ...run, ...(endedEarly !== undefined && { endedEarly }) };
  const file = await writeRun(run);

  const figures = figuresOf(run.cases);
  if (run.cases.length > 0) {
    const failures = renderFailures(run.cases);
    print(`${renderTable(run.cases)}\n`);
    if (failures !== "") print(`${failures}\n`);
    print(renderFigures(figures, run.planner));
    print(`  took ${(run.ms / 1000).toFixed(1)} s`);
  }
  const compared = former && {
    former: former.name,
    comparison: compareRuns(former.cases, run.cases),
  };
  if (compared !== undefined) print(renderComparison(compared.comparison, compared.former));
  const page = file.replace(/\.json$/u, ".html");
  await writeFile(page, renderPage(run, compared));
  print(`\n${file}\n${page}`);
  if (options.langSmith !== undefined) {
    try {
      await sendToLangSmith(run, options.langSmith);
      tell("The results were sent to LangSmith.");
    } catch (cause) {
      tell(
        `LangSmith did not take the results: ${cause instanceof Error ? cause.message : String(cause)}`,
      );
    }
  }
  if (endedEarly !== undefined) {
    tell(
      `Ended early, because ${endedEarly}: ${run.cases.length} of ${cases.length} cases were held. ` +
        `npm run evals -- --resume ${run.name} holds the rest.`,
    );
    return EXIT.resumable;
  }
  return figures.success.value < options.minSuccess ? EXIT.failed : 0;
}

function beginRun(options: EvalsOptions): RunRecord {
  const at = new Date().toISOString();
  const asksModel = options.planner === "llm" || options.planner === "auto";
  return {
    version: 1,
    name:
      options.name ??
      `${at.slice(0, 19).replaceAll(/[-:]/gu, "").replace("T", "-")}-${options.planner}`,
    at,
    planner: options.planner,
    ...(asksModel && { model: options.model }),
    selection: {
      tags: [...options.tags],
      scenarios: [...options.scenarios],
      split: options.split,
      ...(options.imported !== undefined && { imported: options.imported }),
      repeat: options.repeat,
    },
    asked: 0,
    ms: 0,
    cases: [],
  };
}

/** What a run is of: its own selection, whatever the command line says beside. */
async function chooseCases(
  set: ScenarioSet,
  { selection, planner }: RunRecord,
): Promise<{ cases: Case[]; workspaces: ScenarioSet["workspaces"] }> {
  const { tags, scenarios: ids, split, imported, repeat } = selection;
  const { scenarios, workspaces } =
    imported === undefined ? set : await importScenarios(await readTasks(imported), set.workspaces);
  const chosen = scenarios.filter(
    (one) =>
      tags.every((tag) => one.tags.includes(tag)) &&
      (ids.length === 0
        ? imported !== undefined || split === "all" || one.split === split
        : ids.includes(one.id)) &&
      // There is nothing to answer in the place of a model that has no script.
      (planner !== "scripted" || isScripted(one)),
  );
  return {
    cases: Array.from({ length: repeat }, (_, i) =>
      chosen.map((scenario) => ({ scenario, repeat: i + 1 })),
    ).flat(),
    workspaces,
  };
}

async function openSource(options: EvalsOptions): Promise<ModelSource> {
  const { model, apiKey, baseUrl, record, replay, resume } = options;
  return {
    model,
    apiKey,
    baseUrl,
    ...(record !== undefined && {
      record: await openRecording(record, { append: resume !== undefined }),
    }),
    ...(replay !== undefined && { replayed: await readRecording(replay) }),
  };
}

function keyOf({ scenario, repeat }: Case): string {
  return caseKey({ scenario: scenario.id, repeat });
}
