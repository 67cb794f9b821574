import { html } from "htm/preact";
import type { VNode } from "preact";
import { useEffect, useRef } from "preact/hooks";

import { Composer } from "./composer.ts";
import type { Item } from "./conversation.ts";
import { OutcomeMessage } from "./outcome-message.ts";
import { PlanCard } from "./plan-card.ts";
import { QuestionCard } from "./question-card.ts";
import { command, isBusy, items, notice, question } from "./session.ts";

const SUGGESTIONS = [
  "Schedule lunch with Eden Chan tomorrow at noon",
  "What's on tomorrow?",
  "Book coffee with Sam on Friday at 10",
  "Add buy milk to my tasks",
];

/** The conversation: what was said, what is being done, what is asked. */
export function Chat(): VNode {
  const end = useRef<HTMLDivElement>(null);
  const all = items.value;
  const isWorking = isBusy.value && question.value === undefined;
  useEffect(() => end.current?.scrollIntoView({ block: "end" }), [all, isWorking]);
  return html`<main class="chat">
    <div class="log" tabindex="0" role="log" aria-label="Conversation">
      ${all.length === 0 && html`<${Welcome} />`}
      <ol>
        ${all.map(
          (item) =>
            html`<li key=${keyOf(item)} class="turn turn-${item.kind}">
              <${Turn} item=${item} />
            </li>`,
        )}
      </ol>
      ${isWorking && html`<p class="working" role="status"><i></i><i></i><i></i> Working on it</p>`}
      <p class="notice" role="alert">${notice.value}</p>
      <div ref=${end}></div>
    </div>
    <${Composer} />
  </main>`;
}

function Turn({ item }: { readonly item: Item }): VNode {
  switch (item.kind) {
    case "said":
      return html`<div class="bubble mine">
        <span class="unseen">You: </span>${item.said.text}
        ${
          item.said.refusal !== undefined &&
          html`<small class="refusal">Not taken: ${item.said.refusal}</small>`
        }
      </div>`;
    case "plan":
      return html`<${PlanCard} plan=${item.plan} />`;
    case "question":
      return html`<${QuestionCard} ...${item} />`;
    case "draft":
      return html`<div class="bubble theirs" aria-busy="true">
        <span class="unseen">Errand is writing: </span>${item.text}
      </div>`;
    case "outcome":
      return html`<${OutcomeMessage} outcome=${item.outcome} />`;
    case "reminder":
      return html`<div class="bubble theirs reminder">
        <span class="unseen">Errand reminds you: </span>${item.message}
      </div>`;
    default:
      return html``;
  }
}

function Welcome(): VNode {
  return html`<section class="welcome" aria-labelledby="welcome">
    <h2 id="welcome">What can I get done for you?</h2>
    <p>Calendar, mail, tasks and contacts. I ask when I'm not sure.</p>
    <ul>
      ${SUGGESTIONS.map(
        (text) =>
          html`<li key=${text}>
            <button type="button" class="suggestion" onClick=${() => command(text)}>${text}</button>
          </li>`,
      )}
    </ul>
  </section>`;
}

const keyOf = (item: Item): string =>
  item.kind === "said" ? item.said.id : `${item.kind} ${item.at}`;
