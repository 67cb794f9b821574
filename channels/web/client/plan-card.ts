import { html } from "htm/preact";
import type { VNode } from "preact";

import type { PlanView, StepState, StepView } from "./plan-view.ts";

const STATE_WORDS: Readonly<Record<StepState, string>> = {
  pending: "Waiting",
  running: "Running",
  retrying: "Trying again",
  done: "Done",
  failed: "Failed",
  skipped: "Skipped",
  not_run: "Not run",
};

/** What is going to be done, and how far it got. */
export function PlanCard({ plan }: { readonly plan: PlanView }): VNode {
  return html`<section class="card plan" aria-label=${`Plan: ${plan.goal}`}>
    <h2>${plan.goal}</h2>
    <ol class="steps">
      ${plan.steps.map((step) => html`<${Step} key=${step.id} step=${step} />`)}
    </ol>
  </section>`;
}

function Step({ step }: { readonly step: StepView }): VNode {
  const { state, begun, ended, note } = step;
  return html`<li class="step" data-state=${state}>
    <span class="mark" aria-hidden="true"></span>
    <span class="step-title">
      ${step.title} ${note !== undefined && html`<small class="step-note">${note}</small>`}
    </span>
    <span class="step-state">
      ${STATE_WORDS[state]}${state === "running" && begun > 1 && ` (${ended} of ${begun})`}
    </span>
  </li>`;
}
