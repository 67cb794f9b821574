/** The report's looks: light or dark as the reader's system is, nothing loaded from elsewhere. */
export const STYLE = `
:root {
  color-scheme: light dark;
  --page: #f7f7f5; --sheet: #ffffff; --ink: #1b1d21; --soft: #565b64; --line: #d9dbdf; --mark: #1f5fbf;
  --right: #1d7a46; --asked-well: #1b716d; --asked-needlessly: #a86a00; --abstained: #6b7280;
  --wrong-read: #b4471f; --wrong-write: #b3152d; --failed: #6f3aa8;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #14161a; --sheet: #1d2026; --ink: #eceef1; --soft: #a9afba; --line: #383d46; --mark: #86b3ff;
    --right: #5fce8f; --asked-well: #66d0ca; --asked-needlessly: #f0b84f; --abstained: #a3aab6;
    --wrong-read: #ff9a70; --wrong-write: #ff8091; --failed: #c9a3f5;
  }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--ink); font: 16px/1.5 system-ui, sans-serif; }
header, main { max-width: 68rem; margin: 0 auto; padding: 1.5rem 1rem; }
h1 { font-size: 1.6rem; margin: 0 0 .25rem; } h2 { font-size: 1.25rem; margin: 2.5rem 0 1rem; } h3 { font-size: 1.05rem; margin: 0; }
p { margin: .25rem 0; } .soft { color: var(--soft); }
a { color: var(--mark); }
a:focus-visible, summary:focus-visible, select:focus-visible, input:focus-visible, [tabindex]:focus-visible { outline: 3px solid var(--mark); outline-offset: 2px; }
.cards { display: grid; grid-template-columns: repeat(auto-fit, minmax(16rem, 1fr)); gap: 1rem; }
.card, figure, .case { background: var(--sheet); border: 1px solid var(--line); border-radius: .6rem; padding: 1rem; margin: 0; }
.card b { display: block; font-size: 2rem; line-height: 1.2; }
.charts { display: grid; gap: 1rem; margin-top: 1rem; }
figcaption { font-weight: 600; margin-bottom: .6rem; }
svg { display: block; width: 100%; height: auto; max-width: 46rem; }
svg text { font-size: 13px; fill: currentColor; }
.axis { stroke: var(--line); stroke-width: 2; } .range { stroke: var(--mark); stroke-width: 4; stroke-linecap: round; opacity: .55; }
.dot, .bar { fill: var(--mark); }
.legend { display: flex; flex-wrap: wrap; gap: .3rem 1.2rem; list-style: none; padding: 0; margin: .7rem 0 0; }
.swatch { display: inline-block; width: .8rem; height: .8rem; border-radius: .2rem; margin-right: .4rem; }
${["right", "asked-well", "asked-needlessly", "abstained", "wrong-read", "wrong-write", "failed"]
  .map(
    (verdict) =>
      `.v-${verdict} { fill: var(--${verdict}); background: var(--${verdict}); } .t-${verdict} { color: var(--${verdict}); }`,
  )
  .join("\n")}
form { display: flex; flex-wrap: wrap; gap: .75rem 1.25rem; align-items: end; margin-bottom: 1rem; }
label { display: grid; gap: .2rem; font-weight: 600; font-size: .9rem; }
select, input { font: inherit; color: inherit; background: var(--sheet); border: 1px solid var(--soft); border-radius: .35rem; padding: .35rem .5rem; min-width: 11rem; }
.scroll { overflow-x: auto; background: var(--sheet); border: 1px solid var(--line); border-radius: .6rem; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; padding: .45rem .7rem; border-bottom: 1px solid var(--line); vertical-align: top; }
th { font-size: .85rem; color: var(--soft); } td.number, th.number { text-align: right; font-variant-numeric: tabular-nums; }
.verdict { font-weight: 600; white-space: nowrap; }
.case { margin-bottom: 1rem; } .case summary { cursor: pointer; display: flex; flex-wrap: wrap; gap: .2rem .8rem; align-items: baseline; }
.case h4 { margin: 1rem 0 .3rem; font-size: .95rem; }
.talk { list-style: none; padding: 0; margin: 0; display: grid; gap: .4rem; }
.talk li { border-radius: .6rem; padding: .45rem .7rem; max-width: 46rem; border: 1px solid var(--line); white-space: pre-wrap; overflow-wrap: anywhere; }
.talk .user { justify-self: end; border-color: var(--mark); } .talk .end { border-style: dashed; color: var(--soft); }
.who { font-size: .8rem; color: var(--soft); display: block; }
pre { margin: 0; padding: .7rem; border: 1px solid var(--line); border-radius: .4rem; white-space: pre-wrap; overflow-wrap: anywhere; font: .85rem/1.45 ui-monospace, monospace; }
@media print { form { display: none; } }
`;
