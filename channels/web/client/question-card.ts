import { useSignal } from "@preact/signals";
import { html } from "htm/preact";
import type { VNode } from "preact";
import { useEffect } from "preact/hooks";

import { SERVICE_TITLES } from "./service-titles.ts";
import { Approval } from "./approval.ts";
import { assistantNow } from "./assistant-clock.ts";
import type { QuestionState } from "./conversation.ts";
import type { QuestionData } from "./frames.ts";
import { answer, answerTo, connectionStatus } from "./session.ts";
import { toLink } from "./links.ts";

interface QuestionCardProps {
  readonly question: QuestionData;
  readonly state: QuestionState;
  readonly label?: string;
}

/** A question, with whatever answers it: buttons, a field, or the way to connect an account. */
export function QuestionCard({ question, state, label }: QuestionCardProps): VNode {
  const isExpired = useExpiry(question.expiresAt);
  const isOpen = state === "open" && !isExpired;
  const { stepId, kind, reason, preview } = question;
  return html`<section
    class="card question"
    data-state=${isOpen ? "open" : "closed"}
    aria-label="Question"
  >
    ${
      preview === undefined
        ? html`<p class="reason">${reason}</p>`
        : html`<${Approval} reason=${reason} preview=${preview} />`
    }
    ${isOpen && html`<${Answers} question=${question} />`}
    <p class="question-foot">
      ${
        isOpen
          ? `Open until ${toTime(question.expiresAt)}`
          : state === "answered"
            ? toAnswered(kind, label ?? answerTo(stepId))
            : isExpired
              ? "This question has expired."
              : "This question is closed."
      }
    </p>
  </section>`;
}

function Answers({ question }: { readonly question: QuestionData }): VNode {
  const { kind, stepId, options = [] } = question;
  if (kind === "authorize") return html`<${Connect} question=${question} />`;
  return html`
    ${
      options.length > 0 &&
      html`<div class="options">
        ${options.map(
          (option) =>
            html`<button
              key=${option.value}
              type="button"
              disabled=${connectionStatus.value !== "open"}
              onClick=${() => answer(stepId, option.value)}
            >
              ${option.label}
            </button>`,
        )}
      </div>`
    }
    ${
      (kind === "resolve_entity" || kind === "approve" || options.length === 0) &&
      (question.schema?.properties === undefined
        ? html`<${AnswerField} question=${question} />`
        : html`<${AnswerForm} question=${question} fields=${question.schema.properties} />`)
    }
  `;
}

type Fields = NonNullable<NonNullable<QuestionData["schema"]>["properties"]>;

/** One field for each thing asked about; what is left empty is asked about again. */
function AnswerForm({
  question: { stepId },
  fields,
}: {
  readonly question: QuestionData;
  readonly fields: Fields;
}): VNode {
  const values = useSignal<Readonly<Record<string, string>>>({});
  const given = Object.fromEntries(
    Object.entries(values.value).filter(([, value]) => value.trim() !== ""),
  );
  const isEmpty = Object.keys(given).length === 0;
  return html`<form
    class="answer fields"
    novalidate
    onSubmit=${(event: Event) => {
      event.preventDefault();
      if (!isEmpty) answer(stepId, given);
    }}
  >
    ${Object.entries(fields).map(
      ([name, { format }], at) =>
        html`<label key=${name}>
          <span>${name}</span>
          <input
            type=${format === "email" ? "email" : "text"}
            placeholder=${format === "email" ? "name@example.com" : ""}
            autocomplete="off"
            autofocus=${at === 0}
            value=${values.value[name] ?? ""}
            onInput=${({ currentTarget }: { currentTarget: HTMLInputElement }) =>
              (values.value = { ...values.value, [name]: currentTarget.value })}
          />
        </label>`,
    )}
    <button type="submit" class="primary" disabled=${isEmpty || connectionStatus.value !== "open"}>
      Answer
    </button>
  </form>`;
}

function AnswerField({ question }: { readonly question: QuestionData }): VNode {
  const text = useSignal("");
  const isEmail = question.schema?.format === "email";
  const words = question.kind === "approve" ? "Or say what to change" : "Your answer";
  return html`<form
    class="answer"
    novalidate
    onSubmit=${(event: Event) => {
      event.preventDefault();
      if (text.value.trim() !== "") answer(question.stepId, text.value.trim());
    }}
  >
    <input
      type=${isEmail ? "email" : "text"}
      aria-label=${isEmail ? "Email address" : words}
      placeholder=${isEmail ? "name@example.com" : words}
      autocomplete="off"
      autofocus=${question.kind !== "approve"}
      value=${text.value}
      onInput=${({ currentTarget }: { currentTarget: HTMLInputElement }) =>
        (text.value = currentTarget.value)}
    />
    <button
      type="submit"
      class="primary"
      disabled=${text.value.trim() === "" || connectionStatus.value !== "open"}
    >
      Answer
    </button>
  </form>`;
}

function Connect({ question }: { readonly question: QuestionData }): VNode {
  const { authUrl, service } = question;
  const link = toLink(authUrl);
  const title = service === undefined ? "the account" : SERVICE_TITLES[service];
  if (link === undefined) return html`<p>The link to connect ${title} cannot be opened here.</p>`;
  return html`<a class="button primary" href=${link} target="_blank" rel="noopener noreferrer">
    Connect ${title}
  </a>`;
}

function useExpiry(expiresAt: string): boolean {
  const isExpired = useSignal(Date.parse(expiresAt) <= assistantNow());
  const leftMs = Date.parse(expiresAt) - assistantNow();
  useEffect(() => {
    isExpired.value = leftMs <= 0;
    // A timer cannot be set further ahead than 24 days; no question is open as long.
    const timer = setTimeout(() => (isExpired.value = true), Math.max(0, leftMs));
    return () => clearTimeout(timer);
  }, [expiresAt, Math.round(leftMs / 1000) <= 0]);
  return isExpired.value;
}

function toTime(datetime: string): string {
  const soon = Date.parse(datetime) - assistantNow() < 12 * 3_600_000;
  return new Intl.DateTimeFormat(undefined, {
    ...(!soon && { weekday: "short" }),
    hour: "numeric",
    minute: "2-digit",
  }).format(new Date(datetime));
}

function toAnswered(kind: QuestionData["kind"], label: string | undefined): string {
  if (kind === "authorize") return "Connected.";
  return label === undefined ? "Answered." : `You answered: ${label}`;
}
