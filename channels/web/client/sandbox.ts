import { computed, signal } from "@preact/signals";

import { assistantNow } from "./assistant-clock.ts";
import { currentUser } from "./identity.ts";
import { compareById, endOf, startOf } from "./workspace.ts";
import type { Shown, Workspace } from "./workspace.ts";

/** A text as the simulated phone shows it; inbound means to the assistant. */
export interface Text {
  readonly sid: string;
  readonly direction: "inbound" | "outbound";
  readonly body: string;
  readonly at: string;
}

/** The user's workspace; undefined where there is no sandbox to show. */
export const workspace = signal<Workspace | undefined>(undefined);
/** The texts of the user's phone, oldest first. */
export const texts = signal<readonly Text[]>([]);
/** Why the last text was not taken. */
export const phoneFault = signal("");
/** The workspace before the last command: what differs from it is shown as its doing. */
const baseline = signal<Workspace | undefined>(undefined);

const taskList = (all: Workspace | undefined) =>
  (all?.tasks?.lists ?? []).flatMap(({ title, tasks }) =>
    tasks.map((task) => ({ ...task, list: title })),
  );
const changed = <Resource>(list: readonly Shown<Resource>[]): number =>
  list.filter(({ change }) => change !== undefined).length;

/** Events that have not ended, by their beginning; those that repeat stay. */
export const events = computed(() => {
  const before = baseline.value?.calendar?.events ?? [];
  const all = compareById(before, workspace.value?.calendar?.events ?? [], ({ id }) => id);
  return all
    .filter(
      ({ resource, change }) =>
        change !== undefined ||
        resource.recurrence !== undefined ||
        endOf(resource) > assistantNow(),
    )
    .toSorted((a, b) => startOf(a.resource) - startOf(b.resource));
});
/** Mail, newest first. */
export const mail = computed(() => {
  const before = baseline.value?.gmail?.messages ?? [];
  return compareById(before, workspace.value?.gmail?.messages ?? [], ({ id }) => id).toSorted(
    (a, b) => Date.parse(b.resource.date ?? "") - Date.parse(a.resource.date ?? ""),
  );
});
/** Tasks, open ones first. */
export const tasks = computed(() =>
  compareById(taskList(baseline.value), taskList(workspace.value), ({ id }) => id).toSorted(
    (a, b) => Number(isDone(a.resource)) - Number(isDone(b.resource)),
  ),
);
/** Contacts as the sandbox keeps them. */
export const contacts = computed(() =>
  compareById(
    baseline.value?.contacts ?? [],
    workspace.value?.contacts ?? [],
    ({ resourceName }) => resourceName,
  ),
);
/** How many things the last command added, changed or removed. */
export const changeCount = computed(
  () =>
    changed(events.value) + changed(mail.value) + changed(tasks.value) + changed(contacts.value),
);

/** Whether a task is ticked off. */
export const isDone = ({ status }: { readonly status?: string }): boolean => status === "completed";

/** Something is about to change: what is there now is what it will be compared with. */
export function beginChange(): void {
  baseline.value = workspace.value;
}

/** Forgets what another user had. */
export function resetSandbox(): void {
  workspace.value = undefined;
  baseline.value = undefined;
  texts.value = [];
  phoneFault.value = "";
}

let looking: Promise<void> | undefined;
let lookAgain = false;

/** Looks at the workspace and the phone; of many wishes to look at once, one more look comes. */
export async function refreshSandbox(): Promise<void> {
  lookAgain = true;
  looking ??= (async () => {
    while (lookAgain) {
      lookAgain = false;
      await look();
    }
    looking = undefined;
  })();
  await looking;
}

async function look(): Promise<void> {
  const userId = currentUser();
  const found = await readJson<Workspace>(`/sandbox/workspace?${new URLSearchParams({ userId })}`);
  if (userId !== currentUser()) return;
  workspace.value = found;
  baseline.value ??= found;
  await refreshPhone();
}

/** Texts the assistant from the user's phone, and looks for the reply until it is there. */
export async function sendText(body: string): Promise<void> {
  const from = workspace.value?.phoneNumber;
  if (from === undefined) return;
  phoneFault.value = "";
  beginChange();
  const response = await fetch("/sandbox/phone", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ from, body }),
  });
  if (!response.ok) phoneFault.value = "The text was not taken. Please try again.";
  for (const delayMs of [0, 300, 700, 1500, 3000, 5000]) {
    await new Promise((resolve) => setTimeout(resolve, delayMs));
    if (from !== workspace.value?.phoneNumber) return;
    await refreshPhone();
    if (texts.value.at(-1)?.direction === "outbound") break;
  }
  await refreshSandbox();
}

async function refreshPhone(): Promise<void> {
  const number = workspace.value?.phoneNumber;
  if (number === undefined) return;
  const found = await readJson<{ readonly messages: readonly Text[] }>(
    `/sandbox/phone?${new URLSearchParams({ number })}`,
  );
  if (number === workspace.value?.phoneNumber) texts.value = found?.messages ?? [];
}

/** Undefined where there is no such thing, or it is not for us. */
async function readJson<Body>(path: string): Promise<Body | undefined> {
  try {
    const response = await fetch(path);
    if (!response.ok) return undefined;
    const body: Body = await response.json();
    return body;
  } catch {
    return undefined;
  }
}
