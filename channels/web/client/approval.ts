import { html } from "htm/preact";
import type { VNode } from "preact";

import type { QuestionData } from "./frames.ts";

type Preview = NonNullable<QuestionData["preview"]>;
type Action = Preview["actions"][number];

/** Everything that a yes is given to, whole; folded away where the question tells only what a correction changed. */
export function Approval({
  reason,
  preview: { actions },
}: {
  readonly reason: string;
  readonly preview: Preview;
}): VNode {
  const [first = "", ...others] = reason.split("\n");
  const cards = actions.map(
    (action) => html`<${ActionCard} key=${keyOf(action)} action=${action} />`,
  );
  const isDifference = actions.every(({ title }) => !reason.includes(title)) && others.length > 0;
  if (isDifference)
    return html`<p class="reason">${reason}</p>
      <details>
        <summary>All of it</summary>
        ${cards}
      </details>`;
  return html`${actions.length > 1 && html`<p class="reason">${first}</p>`}${cards}`;
}

function ActionCard({ action: { title, lines, warnings } }: { readonly action: Action }): VNode {
  return html`<div class="action">
    <p class="reason">${title}</p>
    <dl class="preview">
      ${lines.map(
        ({ label, value, from }, at) =>
          html`<dt key=${`label ${at}`}>${label}</dt>
            <dd key=${`value ${at}`}>
              ${value}${from !== undefined && html` <span class="origin">from ${from}</span>`}
            </dd>`,
      )}
    </dl>
    ${warnings.map((warning) => html`<p class="warning" key=${warning}>${warning}</p>`)}
  </div>`;
}

function keyOf({ stepId, item }: Action): string {
  return `${stepId} ${item ?? ""}`;
}
