import { html } from "htm/preact";
import type { ComponentChildren, VNode } from "preact";

import { assistantNow } from "./assistant-clock.ts";
import { contacts, events, isDone, mail, tasks, workspace } from "./sandbox.ts";
import { startOf } from "./workspace.ts";
import type { CalendarEvent, Change, Contact, Mail, Shown } from "./workspace.ts";

/** The user's calendar, mail, tasks and contacts, with what the last command did to them. */
export function WorkspacePane(): VNode {
  const { name, email } = workspace.value ?? {};
  return html`<section class="workspace" aria-label="Workspace">
    <p class="owner">${name !== undefined && html`<strong>${name}</strong> `}${email}</p>
    <${Section}
      title="Calendar"
      service="calendar"
      list=${events.value}
      limit=${8}
      row=${toEventRow}
    />
    <${Section} title="Tasks" service="tasks" list=${tasks.value} limit=${6} row=${toTaskRow} />
    <${Section} title="Mail" service="gmail" list=${mail.value} limit=${5} row=${toMailRow} />
    <${Section}
      title="Contacts"
      service="contacts"
      list=${contacts.value}
      limit=${5}
      row=${toContactRow}
    />
  </section>`;
}

interface Row {
  readonly when?: string | undefined;
  readonly title: string;
  readonly detail?: string | undefined;
  readonly isDone?: boolean;
}

interface SectionProps<Resource> {
  readonly title: string;
  readonly service: string;
  readonly list: readonly Shown<Resource>[];
  readonly limit: number;
  readonly row: (resource: Resource) => Row;
}

const CHANGE_WORDS: Readonly<Record<Change, string>> = {
  added: "New",
  changed: "Changed",
  removed: "Removed",
};

function Section<Resource>({ title, service, list, limit, row }: SectionProps<Resource>): VNode {
  const isConnected = (workspace.value?.connections?.[service] ?? "active") === "active";
  // What just changed is shown whatever its place in the list.
  const first = list.filter(({ change }, i) => i < limit || change !== undefined);
  const rest = list.filter((shown) => !first.includes(shown));
  const toItem = ({ id, resource, change }: Shown<Resource>): VNode =>
    html`<${RowItem} key=${id} row=${row(resource)} change=${change} />`;
  return html`<section class="resources" aria-label=${title}>
    <h2>${title} ${!isConnected && html`<span class="tag">not connected</span>`}</h2>
    ${list.length === 0 && html`<p class="empty">Nothing here.</p>`}
    <ul>
      ${first.map(toItem)}
    </ul>
    ${
      rest.length > 0 &&
      html`<details>
        <summary>${rest.length} more</summary>
        <ul>
          ${rest.map(toItem)}
        </ul>
      </details>`
    }
  </section>`;
}

function RowItem({ row, change }: { readonly row: Row; readonly change?: Change }): VNode {
  const title: ComponentChildren =
    change === "removed" || row.isDone === true ? html`<s>${row.title}</s>` : row.title;
  return html`<li class="row" data-change=${change}>
    ${row.when !== undefined && html`<span class="when">${row.when}</span>`}
    <span class="what">
      ${title} ${row.detail !== undefined && html`<small>${row.detail}</small>`}
    </span>
    ${change !== undefined && html`<span class="tag tag-${change}">${CHANGE_WORDS[change]}</span>`}
  </li>`;
}

function toEventRow(event: CalendarEvent): Row {
  const others = (event.attendees ?? []).filter(
    ({ email, self }) => self !== true && email !== workspace.value?.email,
  );
  const detail = [
    ...others.map(({ email }) => email),
    ...(event.location === undefined ? [] : [event.location]),
    ...(event.recurrence === undefined || isSeries(event) ? [] : ["repeats"]),
  ].join(", ");
  return {
    when: toWhen(event),
    title: event.summary ?? "(no title)",
    detail: detail === "" ? undefined : detail,
  };
}

/** A series that began: its first day says nothing of the next. */
const isSeries = (event: CalendarEvent): boolean =>
  event.recurrence !== undefined && startOf(event) < assistantNow();

function toWhen(event: CalendarEvent): string {
  const timeZone = workspace.value?.timezone;
  const zone = timeZone === undefined || event.start.dateTime === undefined ? {} : { timeZone };
  const day = (at: number): string =>
    new Intl.DateTimeFormat(undefined, {
      weekday: "short",
      day: "numeric",
      month: "short",
      ...zone,
    }).format(at);
  const start = startOf(event);
  const named = isSeries(event)
    ? "Repeats"
    : day(start) === day(assistantNow())
      ? "Today"
      : day(start) === day(assistantNow() + 86_400_000)
        ? "Tomorrow"
        : day(start);
  if (event.start.dateTime === undefined) return named;
  const time = new Intl.DateTimeFormat(undefined, { timeStyle: "short", ...zone }).format(start);
  return `${named}, ${time}`;
}

const toTaskRow = (task: {
  readonly title?: string;
  readonly due?: string;
  readonly status?: string;
  readonly list: string;
}): Row => ({
  title: task.title ?? "(no title)",
  detail: task.due === undefined ? task.list : `${task.list}, due ${task.due.slice(0, 10)}`,
  isDone: isDone(task),
});

function toMailRow(message: Mail): Row {
  const isSent = message.labelIds?.includes("SENT") === true;
  const to = typeof message.to === "string" ? message.to : message.to?.join(", ");
  return {
    title: message.subject ?? "(no subject)",
    detail: isSent ? `Sent to ${to ?? ""}` : `From ${message.from ?? ""}`,
  };
}

const toContactRow = ({ names, emailAddresses }: Contact): Row => ({
  title: names?.[0]?.displayName ?? names?.[0]?.givenName ?? "(no name)",
  detail: emailAddresses?.[0]?.value,
});
