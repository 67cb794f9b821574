import { each, expected } from "./expected-step.ts";
import type { Alternative, Args, ExpectedStep } from "./expected-step.ts";
import { facetsOf, sameFacets } from "./mail-search.ts";
import type { MailSearch } from "./mail-search.ts";
import { folded, same, samePeople, textOf, wordsOf } from "./matching.ts";
import { ANYTHING } from "./named.ts";
import type { Named } from "./named.ts";

interface Letter {
  readonly body?: readonly string[];
  readonly has?: string;
  readonly subject?: readonly string[];
  readonly cc?: readonly string[];
  readonly bcc?: readonly string[];
}

const letter =
  (tool: string) =>
  (to: readonly string[], more: Letter): ExpectedStep =>
    expected(
      tool,
      { to, ...more },
      (args) =>
        samePeople(args["to"], to) &&
        samePeople(args["cc"], more.cc ?? []) &&
        samePeople(args["bcc"], more.bcc ?? []) &&
        (more.subject === undefined || more.subject.some((one) => same(args["subject"], one))) &&
        (more.body === undefined || more.body.some((one) => same(args["body"], one))) &&
        (more.has === undefined || folded(textOf(args["body"])).includes(folded(more.has))) &&
        !/^(?:saying|that|asking|and) /i.test(textOf(args["body"])),
    );

export const send = letter("email_send");
export const draft = letter("email_create_draft");

/** A draft that answers a message. */
export const draftReply = (target: Named, body: string): ExpectedStep =>
  expected(
    "email_create_draft",
    { answers: target.says, body },
    (args) => target.fits(args["replyTo"]) && same(args["body"], body),
  );

export const reply = (
  target: Named,
  body: readonly string[],
  more: { readonly all?: boolean; readonly cc?: readonly string[] } = {},
): ExpectedStep =>
  expected(
    "email_reply",
    { message: target.says, body, ...more },
    (args) =>
      target.fits(args["messageId"]) &&
      body.some((one) => same(args["body"], one)) &&
      (args["replyAll"] ?? false) === (more.all ?? false) &&
      samePeople(args["cc"], more.cc ?? []),
  );

export const forward = (
  target: Named | "any",
  to: readonly string[],
  note: readonly string[] = [],
): ExpectedStep => {
  const which = target === "any" ? ANYTHING : target;
  return expected(
    "email_forward",
    { message: which.says, to, note },
    (args) =>
      which.fits(args["messageId"]) &&
      samePeople(args["to"], to) &&
      (note.length === 0
        ? args["note"] === undefined
        : note.some((one) => same(args["note"], one))),
  );
};

export const read = (target: Named): ExpectedStep =>
  expected("email_read", { message: target.says }, (args) => target.fits(args["messageId"]));
export const trash = (target: Named): ExpectedStep =>
  expected("email_trash", { message: target.says }, (args) => target.fits(args["messageId"]));

interface Labels {
  readonly add?: readonly string[];
  readonly remove?: readonly string[];
  readonly removeMaybe?: readonly string[];
}

const labelsFit = (args: Args, more: Labels): boolean => {
  const set = (value: unknown): string =>
    (Array.isArray(value) ? value : [])
      .map((one) => (wordsOf(one) ?? "").toLowerCase())
      .toSorted()
      .join();
  return (
    set(args["add"]) === set(more.add) &&
    (set(args["remove"]) === set(more.remove) ||
      (more.removeMaybe !== undefined && set(args["remove"]) === set(more.removeMaybe)))
  );
};

export const label = (target: Named | "any", more: Labels): ExpectedStep => {
  const which = target === "any" ? ANYTHING : target;
  return expected(
    "email_modify_labels",
    { message: which.says, ...more },
    (args) => which.fits(args["messageId"]) && labelsFit(args, more),
  );
};

export const find = (wanted: MailSearch): ExpectedStep =>
  expected("email_search", wanted, (args) =>
    sameFacets(facetsOf(args), wanted, textOf(args["query"])),
  );

export const eachLabel = (wanted: MailSearch, more: Labels): readonly Alternative[] => [
  [find(wanted), each("email_modify_labels", "messageId", (args) => labelsFit(args, more))],
];
export const archiveEach = (wanted: MailSearch): readonly Alternative[] =>
  eachLabel(wanted, { remove: ["INBOX"] });
export const eachTrash = (wanted: MailSearch): readonly Alternative[] => [
  [find(wanted), each("email_trash", "messageId")],
];
