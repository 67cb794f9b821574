import type { CaseResult } from "../case-result.ts";
import { figuresOf } from "../figures.ts";
import type { Figures } from "../figures.ts";
import { percent } from "../report.ts";
import type { Estimate } from "../statistics.ts";
import { html } from "./markup.ts";
import type { Markup } from "./markup.ts";

/** An interval on a line from 0 to `most`: what was measured is the dot. */
export function intervalBar({ value, low, high }: Estimate, most: number, label: string): Markup {
  const at = (x: number): string => (4 + 192 * Math.min(1, x / most)).toFixed(1);
  return html`<svg class="interval" viewBox="0 0 200 16" role="img" aria-label="${label}">
    <line class="axis" x1="4" x2="196" y1="8" y2="8" />
    <line class="range" x1="${at(low)}" x2="${at(high)}" y1="8" y2="8" />
    <circle class="dot" cx="${at(value)}" cy="8" r="5" />
  </svg>`;
}

/** How many cases ended how, as one bar and a legend that says it in words. */
export function verdictChart({ verdicts, cases }: Figures): Markup {
  const present = [...verdicts].filter(([, count]) => count > 0);
  let left = 0;
  const bars = present.map(([verdict, count]) => {
    const width = (600 * count) / cases;
    const bar = html`<rect
      class="v-${verdict}"
      x="${left.toFixed(1)}"
      y="0"
      width="${width.toFixed(1)}"
      height="28"
      ><title>${verdict}: ${count}</title></rect
    >`;
    left += width;
    return bar;
  });
  const said = present.map(([verdict, count]) => `${verdict} ${count}`).join(", ");
  return html`<figure>
    <figcaption>How cases ended</figcaption>
    <svg
      viewBox="0 0 600 28"
      role="img"
      aria-label="How cases ended: ${said}"
      preserveAspectRatio="none"
    >
      ${bars}
    </svg>
    <ul class="legend">
      ${present.map(([verdict, count]) => html`<li><span class="swatch v-${verdict}"></span>${verdict} <b>${count}</b></li>`)}
    </ul>
  </figure>`;
}

const MOST_TAGS = 24;

/** Success of each tag with its interval, for the tags that most scenarios have. */
export function tagChart(cases: readonly CaseResult[]): Markup {
  const tags = [...new Set(cases.flatMap((one) => one.tags))]
    .map((tag) => ({ tag, figures: figuresOf(cases.filter((one) => one.tags.includes(tag))) }))
    .toSorted((a, b) => b.figures.n - a.figures.n)
    .slice(0, MOST_TAGS);
  const height = 24 * tags.length + 20;
  const x = (share: number): string => (190 + 340 * share).toFixed(1);
  const rows = tags.map(({ tag, figures: { success, n } }, i) => {
    const y = 24 * i + 16;
    return html`<g>
      <title>${tag}: ${percent(success)}, n=${n}</title>
      <text x="180" y="${y + 4}" text-anchor="end">${tag} (${n})</text>
      <line class="axis" x1="${x(0)}" x2="${x(1)}" y1="${y}" y2="${y}" />
      <line class="range" x1="${x(success.low)}" x2="${x(success.high)}" y1="${y}" y2="${y}" />
      <circle class="dot" cx="${x(success.value)}" cy="${y}" r="5" />
      <text x="545" y="${y + 4}">${(100 * success.value).toFixed(0)} %</text>
    </g>`;
  });
  const said = tags
    .map(({ tag, figures }) => `${tag} ${(100 * figures.success.value).toFixed(0)} %`)
    .join(", ");
  return html`<figure>
    <figcaption>Success by tag, with 95 % intervals and n</figcaption>
    <svg viewBox="0 0 600 ${height}" role="img" aria-label="Success by tag: ${said}">${rows}</svg>
  </figure>`;
}

const BINS = 20;

/** How long cases took. */
export function timeChart(cases: readonly CaseResult[], { ms }: Figures): Markup {
  const most = Math.max(1, ...cases.map((one) => one.ms));
  const bins = Array.from({ length: BINS }, () => 0);
  for (const one of cases) {
    const bin = Math.min(BINS - 1, Math.floor((BINS * one.ms) / most));
    bins[bin] = (bins[bin] ?? 0) + 1;
  }
  const tallest = Math.max(...bins);
  const bars = bins.map((count, i) => {
    const height = (110 * count) / tallest;
    const from = Math.round((most * i) / BINS);
    const to = Math.round((most * (i + 1)) / BINS);
    return html`<rect
      class="bar"
      x="${30 * i + 1}"
      y="${(120 - height).toFixed(1)}"
      width="28"
      height="${height.toFixed(1)}"
      ><title>${from} to ${to} ms: ${count}</title></rect
    >`;
  });
  return html`<figure>
    <figcaption>Time a case (median ${ms.p50} ms, 95th percentile ${ms.p95} ms)</figcaption>
    <svg
      viewBox="0 0 600 142"
      role="img"
      aria-label="Time a case: median ${ms.p50} ms, 95th percentile ${ms.p95} ms, longest ${most} ms"
    >
      ${bars}
      <line class="axis" x1="0" x2="600" y1="120" y2="120" />
      <text x="0" y="138">0</text>
      <text x="600" y="138" text-anchor="end">${most} ms</text>
    </svg>
  </figure>`;
}
