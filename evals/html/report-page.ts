import { createHash } from "node:crypto";

import { caseKey } from "../case-result.ts";
import type { CaseResult, StoredTurn } from "../case-result.ts";
import { figuresOf } from "../figures.ts";
import type { Comparison, Figures } from "../figures.ts";
import { dollars, percent, replayCommand, significance } from "../report.ts";
import type { RunRecord } from "../run-record.ts";
import { isSuccess } from "../score.ts";
import { intervalBar, tagChart, timeChart, verdictChart } from "./charts.ts";
import { html } from "./markup.ts";
import type { Markup } from "./markup.ts";
import { SCRIPT } from "./script.ts";
import { STYLE } from "./style.ts";

/** A comparison with an earlier run, by its name. */
export interface Compared {
  readonly former: string;
  readonly comparison: Comparison;
}

/**
 * A run as one page that loads nothing and may be sent to anybody: figures, charts, every case, and of each that is no
 * success why. A policy in it allows its own style and script and nothing else.
 */
export function renderPage(run: RunRecord, compared?: Compared): string {
  const figures = figuresOf(run.cases);
  const cases = run.cases.toSorted(
    (a, b) => Number(isSuccess(a.verdict)) - Number(isSuccess(b.verdict)),
  );
  const { selection } = run;
  const of = [
    `planner ${run.planner}`,
    ...(run.model === undefined ? [] : [`model ${run.model}`]),
    selection.imported ?? `half: ${selection.split}`,
    ...(selection.tags.length > 0 ? [`tags: ${selection.tags.join(", ")}`] : []),
    `n=${figures.n}`,
    ...(figures.cases > figures.n ? [`${figures.cases} cases`] : []),
    `${(run.ms / 1000).toFixed(1)} s`,
  ].join(" · ");
  const policy = `default-src 'none'; style-src '${hashOf(STYLE)}'; script-src '${hashOf(SCRIPT)}'; base-uri 'none'; form-action 'none'`;
  const body = html`<header>
      <h1>Evals: ${run.name}</h1>
      <p class="soft">${of} · <time datetime="${run.at}">${run.at}</time></p>
      ${run.endedEarly === undefined ? undefined : html`<p><b>Ended early</b>, because ${run.endedEarly}: ${run.cases.length} of ${run.asked} cases were held.</p>`}
    </header>
    <main>
      <h2>Figures</h2>
      ${headline(figures)}
      <div class="charts">
        ${verdictChart(figures)}${tagChart(run.cases)}${timeChart(run.cases, figures)}
      </div>
      ${compared === undefined ? undefined : comparisonSection(compared)}
      <h2>Cases</h2>
      ${filters(cases)} ${table(cases)}
      <h2>What did not end well</h2>
      ${failures(cases)}
    </main>`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${policy}">
${html`<title>Evals: ${run.name}</title>`.markup}
<style>${STYLE}</style>
</head>
<body>
${body.markup}
<script>${SCRIPT}</script>
</body>
</html>
`;
}

function headline(figures: Figures): Markup {
  const { wrongWrites, success, questions, model } = figures;
  const mean = `${questions.value.toFixed(2)} [${questions.low.toFixed(2)}, ${questions.high.toFixed(2)}]`;
  const card = (name: string, value: string, text: string, bar: Markup): Markup =>
    html`<div class="card">
      <h3>${name}</h3>
      <b>${value}</b>${bar}
      <p class="soft">${text}</p>
    </div>`;
  return html`<div class="cards">
      ${card("Wrong-write rate", `${(100 * wrongWrites.value).toFixed(1)} %`, `${percent(wrongWrites)}, n=${figures.n}`, intervalBar(wrongWrites, 1, `Wrong-write rate ${percent(wrongWrites)}`))}
      ${card("Success", `${(100 * success.value).toFixed(1)} %`, `${percent(success)}, n=${figures.n}`, intervalBar(success, 1, `Success ${percent(success)}`))}
      ${card("Questions a task", questions.value.toFixed(2), `${mean}; ${figures.needless} needless, ${figures.missing} missing`, intervalBar(questions, Math.max(2, questions.value), `Questions a task ${mean}`))}
    </div>
    <p class="soft">
      In brackets: 95 % intervals, by Wilson's score for shares and by the normal approximation for
      questions.
      ${figures.passHatK.map((chance, i) => html`pass^${i + 1}: ${(100 * chance).toFixed(1)} %. `)}
      ${model.calls === 0 ? undefined : html`Model: ${model.calls} calls, ${model.inputTokens} tokens in, ${model.outputTokens} out, ${dollars(model.costUsd)}.`}
    </p>`;
}

function comparisonSection({ former, comparison }: Compared): Markup {
  const { n, left, lost, gained, newWrongWrites, goneWrongWrites } = comparison;
  const row = (
    name: string,
    better: readonly string[],
    worse: readonly string[],
    p: number,
  ): Markup =>
    html`<tr>
      <th scope="row">${name}</th>
      <td>${better.join(", ")}</td>
      <td>${worse.join(", ")}</td>
      <td>${significance(p)}</td>
    </tr>`;
  return html`<h2>Compared with ${former}</h2>
    <p class="soft">
      n=${n} in both, case by case; McNemar's exact test,
      two-sided.${left.length === 0 ? undefined : html` Not compared, as only one run holds them so: ${left.join(", ")}.`}
    </p>
    <div class="scroll" tabindex="0" role="region" aria-label="Comparison">
      <table>
        <thead>
          <tr>
            <th scope="col">of</th>
            <th scope="col">better</th>
            <th scope="col">worse</th>
            <th scope="col">chance</th>
          </tr>
        </thead>
        <tbody>
          ${row("wrong writes", goneWrongWrites, newWrongWrites, comparison.pWrongWrites)}${row("success", gained, lost, comparison.pSuccess)}
        </tbody>
      </table>
    </div>`;
}

function filters(cases: readonly CaseResult[]): Markup {
  const options = (values: readonly string[]): readonly Markup[] =>
    [...new Set(values)]
      .toSorted()
      .map((value) => html`<option value="${value}">${value}</option>`);
  return html`<form hidden>
    <label
      >Ended as
      <select name="verdict">
        <option value="">any</option>
        ${options(cases.map(({ verdict }) => verdict))}
      </select></label
    >
    <label
      >Tag
      <select name="tag">
        <option value="">any</option>
        ${options(cases.flatMap(({ tags }) => tags))}
      </select></label
    >
    <label>Words <input type="search" name="words" /></label>
    <p id="shown" role="status"></p>
  </form>`;
}

function table(cases: readonly CaseResult[]): Markup {
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Cases">
    <table>
      <thead>
        <tr>
          <th scope="col">case</th>
          <th scope="col">ended as</th>
          <th scope="col">what it tests</th>
          <th scope="col">tags</th>
          <th scope="col" class="number">questions</th>
          <th scope="col" class="number">ms</th>
        </tr>
      </thead>
      <tbody>
        ${cases.map((one) => {
          const key = caseKey(one);
          const { needed, needless } = one.questions;
          return html`<tr data-verdict="${one.verdict}" data-tags="${one.tags.join(" ")}">
            <td>${isSuccess(one.verdict) ? key : html`<a href="#${anchorOf(one)}">${key}</a>`}</td>
            <td class="verdict t-${one.verdict}">${one.verdict}</td>
            <td>${one.title}</td>
            <td class="soft">${one.tags.join(", ")}</td>
            <td class="number">${needed + needless}</td>
            <td class="number">${one.ms}</td>
          </tr>`;
        })}
      </tbody>
    </table>
  </div>`;
}

function failures(cases: readonly CaseResult[]): Markup {
  const failed = cases.filter(({ verdict }) => !isSuccess(verdict));
  if (failed.length === 0) return html`<p>Everything did.</p>`;
  return html`${failed.map(
    (one) =>
      html`<details
        class="case"
        id="${anchorOf(one)}"
        data-verdict="${one.verdict}"
        data-tags="${one.tags.join(" ")}"
      >
        <summary>
          <h3>${caseKey(one)}</h3>
          <span class="verdict t-${one.verdict}">${one.verdict}</span
          ><span class="soft">${one.title}</span>
        </summary>
        <h4>Why</h4>
        <ul>
          ${one.reasons.map((reason) => html`<li>${reason}</li>`)}
        </ul>
        ${one.turns.map(turnSection)}
        <h4>What changed in the workspace</h4>
        <pre>${one.difference.length === 0 ? "nothing" : one.difference.join("\n")}</pre>
        <h4>Replay</h4>
        <pre>${replayCommand(one)}</pre>
      </details>`,
  )}`;
}

function turnSection(turn: StoredTurn, i: number): Markup {
  const { lines, status, fault, plan, steps } = turn;
  return html`<h4>Turn ${i + 1}: conversation</h4>
    <ul class="talk">
      ${lines.map(({ by, text, asks }) => html`<li class="${by}"><span class="who">${by}${asks === undefined ? "" : ` asks (${asks})`}</span>${text}</li>`)}
      <li class="end">ended: ${fault ?? status ?? "not"}</li>
    </ul>
    ${
      plan === undefined
        ? undefined
        : html`<h4>Plan</h4>
            <pre>${JSON.stringify(plan, null, 2)}</pre>`
    }
    ${
      steps.length === 0
        ? undefined
        : html`<h4>Effects</h4>
            <pre>
${steps.map(({ id, tool, status: state, error }) => `${id}: ${tool} ${state}${error === undefined ? "" : ` (${error})`}`).join("\n")}</pre>`
    }`;
}

function anchorOf(one: CaseResult): string {
  return `case-${caseKey(one).replace("#", "-run-")}`;
}

function hashOf(text: string): string {
  return `sha256-${createHash("sha256").update(text).digest("base64")}`;
}
