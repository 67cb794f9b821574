import { expected } from "./expected-step.ts";
import type { Args, ExpectedStep } from "./expected-step.ts";
import { named, same, textOf, tokens, wordsOf } from "./matching.ts";
import { byName } from "./named.ts";
import type { Named } from "./named.ts";

interface TaskSearch {
  readonly dueMin?: string;
  readonly dueMax?: string;
  readonly dueMaxAny?: readonly string[];
  readonly query?: string;
  readonly list?: string;
  readonly completed?: boolean;
}

const listFits = (value: unknown, wanted: string | undefined): boolean =>
  wanted === undefined
    ? value === undefined
    : named(wordsOf(value) ?? "").replace(/ list$/, "") === wanted;

export const tasks = (more: TaskSearch = {}): ExpectedStep =>
  expected(
    "tasks_list",
    more,
    (args) =>
      (more.dueMaxAny?.includes(textOf(args["dueMax"])) ?? args["dueMax"] === more.dueMax) &&
      (more.dueMin === undefined || args["dueMin"] === more.dueMin) &&
      (args["dueMin"] === undefined || textOf(args["dueMin"]) <= textOf(args["dueMax"])) &&
      listFits(args["list"], more.list) &&
      (more.query === undefined
        ? args["query"] === undefined
        : tokens(textOf(args["query"])) === tokens(more.query)) &&
      (args["includeCompleted"] ?? args["onlyCompleted"] ?? false) === (more.completed ?? false),
  );

interface TaskDetails {
  readonly title?: string;
  readonly due?: string;
  readonly list?: string;
  readonly notes?: string;
  readonly parent?: string;
}

const detailsFit = (args: Args, more: TaskDetails): boolean =>
  args["due"] === more.due &&
  listFits(args["list"], more.list) &&
  (more.notes === undefined
    ? args["notes"] === undefined
    : same(args["notes"] ?? args["addNotes"], more.notes)) &&
  (more.parent === undefined ||
    Object.values(args).some(
      (value) => tokens(wordsOf(value) ?? "") === tokens(more.parent ?? ""),
    ));

export const newTask = (title: string | readonly string[], more: TaskDetails = {}): ExpectedStep =>
  expected(
    "tasks_create",
    { title, ...more },
    (args) =>
      (typeof title === "string" ? [title] : title).some((one) => same(args["title"], one)) &&
      detailsFit(args, more),
  );
export const editTask = (target: Named, more: TaskDetails): ExpectedStep =>
  expected(
    "tasks_update",
    { task: target.says, ...more },
    (args) =>
      target.fits(args["taskId"]) &&
      (more.title === undefined ? args["title"] === undefined : same(args["title"], more.title)) &&
      detailsFit(args, more),
  );
export const done = (target: Named): ExpectedStep =>
  expected("tasks_complete", { task: target.says }, (args) => target.fits(args["taskId"]));
export const dropTask = (target: Named): ExpectedStep =>
  expected("tasks_delete", { task: target.says }, (args) => target.fits(args["taskId"]));

interface ContactDetails {
  readonly name?: string;
  readonly email?: string;
  readonly phone?: string;
  readonly org?: string;
}

const contactFits = (args: Args, more: ContactDetails): boolean =>
  (args["email"] ?? args["addEmail"]) === more.email &&
  (more.phone === undefined
    ? args["phone"] === undefined
    : digits(args["phone"] ?? args["addPhone"]) === digits(more.phone)) &&
  (more.org === undefined
    ? args["organization"] === undefined
    : same(args["organization"], more.org));
const digits = (value: unknown): string =>
  textOf(value)
    .replaceAll(/\D/g, "")
    .replace(/^1(?=\d{10}$)/, "");

export const who = (query: string): ExpectedStep =>
  expected("contacts_search", { query }, (args) => byName(query).fits(args["query"]));
export const contacts = (): ExpectedStep => expected("contacts_list", {}, () => true);
export const newContact = (name: string, more: ContactDetails): ExpectedStep =>
  expected(
    "contacts_create",
    { name, ...more },
    (args) => byName(name).fits(args["name"]) && contactFits(args, more),
  );
export const editContact = (target: string, more: ContactDetails): ExpectedStep =>
  expected(
    "contacts_update",
    { target, ...more },
    (args) =>
      byName(target).fits(args["resourceName"]) &&
      (more.name === undefined ? args["name"] === undefined : same(args["name"], more.name)) &&
      contactFits(args, more),
  );
export const dropContact = (target: string): ExpectedStep =>
  expected("contacts_delete", { target }, (args) => byName(target).fits(args["resourceName"]));
