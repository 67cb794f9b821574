/** A user's workspace as the sandbox gives it out: Google's own resources, as far as they are shown here. */
export interface Workspace {
  readonly name?: string;
  readonly email: string;
  readonly phoneNumber?: string;
  readonly timezone?: string;
  readonly connections?: Readonly<Record<string, string>>;
  readonly calendar?: { readonly events: readonly CalendarEvent[] };
  readonly gmail?: { readonly messages: readonly Mail[] };
  readonly tasks?: { readonly lists: readonly TaskList[] };
  readonly contacts?: readonly Contact[];
}

export interface EventTime {
  readonly dateTime?: string;
  readonly date?: string;
}
export interface CalendarEvent {
  readonly id: string;
  readonly summary?: string;
  readonly location?: string;
  readonly start: EventTime;
  readonly end: EventTime;
  readonly recurrence?: readonly string[];
  readonly attendees?: readonly { readonly email: string; readonly self?: boolean }[];
}
export interface Mail {
  readonly id: string;
  readonly labelIds?: readonly string[];
  readonly from?: string;
  readonly to?: string | readonly string[];
  readonly subject?: string;
  readonly date?: string;
}
export interface TaskList {
  readonly title: string;
  readonly tasks: readonly Task[];
}
export interface Task {
  readonly id: string;
  readonly title?: string;
  readonly due?: string;
  readonly status?: string;
}
export interface Contact {
  readonly resourceName: string;
  readonly names?: readonly { readonly displayName?: string; readonly givenName?: string }[];
  readonly emailAddresses?: readonly { readonly value?: string }[];
}

export type Change = "added" | "changed" | "removed";

/** Something of the workspace, and what the last command did to it. */
export interface Shown<Resource> {
  readonly id: string;
  readonly resource: Resource;
  readonly change: Change | undefined;
}

/** The resources as they are now, and those that went, each with what happened to it since `before`. */
export function compareById<Resource>(
  before: readonly Resource[],
  after: readonly Resource[],
  idOf: (resource: Resource) => string,
): readonly Shown<Resource>[] {
  const former = new Map(before.map((resource) => [idOf(resource), resource]));
  const present = after.map((resource): Shown<Resource> => {
    const id = idOf(resource);
    const earlier = former.get(id);
    former.delete(id);
    if (earlier === undefined) return { id, resource, change: "added" };
    const change = fingerprint(earlier) === fingerprint(resource) ? undefined : "changed";
    return { id, resource, change };
  });
  const removed = [...former].map(([id, resource]): Shown<Resource> => ({
    id,
    resource,
    change: "removed",
  }));
  return [...present, ...removed];
}

/** Version marks move without anything a user would see having changed. */
function fingerprint(resource: unknown): string {
  return JSON.stringify(resource, (key, value: unknown) =>
    key === "etag" || key === "updated" || key === "sequence" ? undefined : value,
  );
}

/** When an event begins, in milliseconds; a day without a time begins where the reader is. */
export function startOf({ start }: CalendarEvent): number {
  return Date.parse(start.dateTime ?? `${start.date ?? ""}T00:00:00`);
}

/** When an event ends, in milliseconds. */
export function endOf({ start, end }: CalendarEvent): number {
  return Date.parse(end.dateTime ?? `${end.date ?? start.date ?? ""}T00:00:00`);
}
