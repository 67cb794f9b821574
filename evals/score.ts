import type { UserDocument } from "../tools/sandbox/document.ts";
import { compareViews, describeDifference } from "./difference.ts";
import type { Difference } from "./difference.ts";
import { mismatches } from "./match-fields.ts";
import { occasionsOf } from "./occurrences.ts";
import type { Ask, Expectation, Reply, Scenario, Turn } from "./scenario.ts";
import { COLLECTIONS, viewWorkspace } from "./workspace-view.ts";
import type { Collection } from "./workspace-view.ts";

/** How a case ended: exactly one of these. */
export const VERDICTS = [
  "right",
  "asked-well",
  "wrong-write",
  "wrong-read",
  "asked-needlessly",
  "abstained",
  "failed",
] as const;
export type Verdict = (typeof VERDICTS)[number];

/** Whether it ended as it should: everything as expected, with the questions that were needed or without any. */
export function isSuccess(verdict: Verdict): boolean {
  return verdict === "right" || verdict === "asked-well";
}

/** A question as it came. */
export interface Asked {
  readonly kind: string;
  readonly text: string;
}

/** What was seen of one turn of a conversation. */
export interface TurnRecord {
  readonly say: string;
  /** Every question that came, in order. */
  readonly asked: readonly Asked[];
  /** Those of them that nothing called for. */
  readonly needless: readonly Asked[];
  /** Those that had to come and did not. */
  readonly missing: readonly Ask[];
  /** How it ended; undefined where it did not. */
  readonly status: string | undefined;
  /** All that was said to the user in this turn. */
  readonly reply: string;
  /** What went wrong in the talk itself: an error frame, silence. */
  readonly fault?: string;
  /** The workspace once the turn was over. */
  readonly after: UserDocument;
}

/** What was seen of a whole conversation; it ends early where a turn did not end as it should. */
export interface Run {
  readonly turns: readonly TurnRecord[];
  readonly before: UserDocument;
}

export interface Score {
  readonly verdict: Verdict;
  /** Why it is no success, most telling first; empty where it is one. */
  readonly reasons: readonly string[];
  readonly questions: {
    readonly needed: number;
    readonly needless: number;
    readonly missing: number;
  };
  /** Effects nothing called for. */
  readonly unwanted: readonly string[];
  /** Everything that changed, readable. */
  readonly difference: readonly string[];
}

/** Statuses by which the assistant itself says that it did not do what was asked. */
const OWNED_UP: ReadonlySet<string | undefined> = new Set([
  "not_understood",
  "failed",
  "partial",
  "cancelled",
  "expired",
  "auth_required",
]);

/** Whether the assistant itself said that it did not do what was asked, where it should have done it. */
export function abstained({ status }: TurnRecord, turn: Turn | undefined): boolean {
  return OWNED_UP.has(status) && turn?.ends.some((end) => end === status) !== true;
}

/** Judges a conversation by the workspace it left behind, the questions it asked and what its replies said. */
export function score(scenario: Scenario, run: Run): Score {
  const { turns } = run;
  const { unwanted, undone, differences } = compareWithExpectations(scenario, run);
  const needless = turns.flatMap((turn) => turn.needless);
  const missing = turns.flatMap((turn) => turn.missing);
  const faults = turns.flatMap(({ fault, say }) =>
    fault === undefined ? [] : [`“${say}”: ${fault}`],
  );
  const badEnds = turns.flatMap((turn, i) => faultsOfEnd(turn, scenario.turns[i]));
  const badReplies = turns.flatMap((turn, i) => faultsOfReply(turn, scenario.turns[i]?.reply));
  const ownedUp = turns.some((turn, i) => abstained(turn, scenario.turns[i]));

  const verdict = ((): Verdict => {
    if (unwanted.length > 0) return "wrong-write";
    if (faults.length > 0) return "failed";
    // It guessed: that the guess was right this time does not make it better.
    if (guessed(run)) return "wrong-write";
    if (needless.length > 0) return "asked-needlessly";
    if (ownedUp) return "abstained";
    // It said that it was done.
    if (undone.length > 0) return "wrong-write";
    if (badReplies.length > 0 || badEnds.length > 0 || missing.length > 0) return "wrong-read";
    return turns.some(({ asked }) => asked.some(({ kind }) => kind !== "approve"))
      ? "asked-well"
      : "right";
  })();
  const reasons = [
    ...faults,
    ...unwanted,
    ...needless.map(({ kind, text }) => `asked needlessly (${kind}): ${text}`),
    ...badEnds,
    ...undone,
    ...missing.map(
      ({ kind, about }) =>
        `did not ask (${[kind].flat().join(" or ")})${about === undefined ? "" : ` about ${about}`}`,
    ),
    ...badReplies,
  ];
  return {
    verdict,
    reasons: isSuccess(verdict) ? [] : reasons,
    questions: {
      needed: turns.reduce((sum, turn) => sum + turn.asked.length, 0) - needless.length,
      needless: needless.length,
      missing: missing.length,
    },
    unwanted,
    difference: differences.map(describeDifference),
  };
}

/** What is wrong with the workspace at each point of the conversation for which something is expected of it. */
function compareWithExpectations(
  scenario: Scenario,
  { turns, before }: Run,
): { unwanted: string[]; undone: string[]; differences: Difference[] } {
  const start = viewWorkspace(before);
  const unwanted: string[] = [];
  let undone: string[] = [];
  let differences: Difference[] = [];
  let latest: Expectation | undefined;
  for (const [i, turn] of turns.entries()) {
    differences = compareViews(start, viewWorkspace(turn.after));
    const given = scenario.turns[i];
    const isLast = i === turns.length - 1;
    // A turn that was honestly not carried out leaves things as the turns before it were to leave them.
    if (given !== undefined && !abstained(turn, given)) {
      latest = given.expect ?? (i === scenario.turns.length - 1 ? scenario.expect : latest);
    }
    if (given?.expect === undefined && !isLast) continue;
    const compared = compareWithExpectation(
      differences,
      latest ?? scenario.expect,
      scenario.timezone,
      turn.after,
    );
    unwanted.push(...compared.unwanted.filter((fault) => !unwanted.includes(fault)));
    undone = isLast ? compared.undone : undone;
  }
  return { unwanted, undone, differences };
}

/** Whether something was written in a turn in which a needed question did not come. */
function guessed({ turns, before }: Run): boolean {
  return turns.some(({ missing, after }, i) => {
    const former = turns[i - 1]?.after ?? before;
    return (
      missing.length > 0 && compareViews(viewWorkspace(former), viewWorkspace(after)).length > 0
    );
  });
}

/** Which differences nothing called for, and which expected ones are not there. */
function compareWithExpectation(
  differences: readonly Difference[],
  expect: Expectation,
  timezone: string,
  after: UserDocument,
): { unwanted: string[]; undone: string[] } {
  const left = new Set(differences);
  const undone: string[] = [];
  for (const collection of COLLECTIONS) {
    settleChanged(expect, collection, left, undone);
    settleRemoved(expect, collection, left, undone);
    settleAdded(expect, collection, left, undone);
  }
  const unwanted: string[] = [];
  for (const series of expect.series ?? []) {
    for (const difference of left) if (belongsTo(difference, series)) left.delete(difference);
    const actual = occasionsOf(after, series.summary, series, timezone);
    const times = actual.map(({ at }) => at);
    const surplus = times.filter((at) => !series.at.includes(at));
    const lacking = series.at.filter((at) => !times.includes(at));
    if (surplus.length > 0) {
      const fault = `“${series.summary}” also takes place at ${surplus.join(", ")}`;
      // As it was before, it was merely not done.
      (differences.length > 0 ? unwanted : undone).push(fault);
    }
    if (lacking.length > 0) {
      const fault = `“${series.summary}” does not take place at ${lacking.join(", ")}`;
      (differences.length > 0 ? unwanted : undone).push(fault);
    }
    const { guests } = series;
    if (guests !== undefined && actual.some((one) => !sameMembers(one.guests, guests)))
      unwanted.push(`“${series.summary}” does not everywhere have the guests ${guests.join(", ")}`);
  }
  return { unwanted: [...[...left].map(describeDifference), ...unwanted], undone };
}

function settleChanged(
  expect: Expectation,
  collection: Collection,
  left: Set<Difference>,
  undone: string[],
): void {
  for (const { id, fields } of expect.changed?.[collection] ?? []) {
    const found = [...left].find(
      (difference) =>
        difference.kind === "changed" &&
        difference.item.collection === collection &&
        difference.item.id === id,
    );
    if (found?.kind !== "changed") {
      undone.push(`${collection} ${id} was not changed`);
      continue;
    }
    const stray = found.fields.filter((name) => !(name in fields));
    // Left among the unwanted where it is wrong: its description shows what it became.
    if (stray.length === 0 && mismatches(found.item, fields).length === 0) left.delete(found);
    else
      undone.push(
        `${collection} ${id}: ${[...mismatches(found.item, fields), ...stray.map((name) => `${name} was not to change`)].join("; ")}`,
      );
  }
}

function settleRemoved(
  expect: Expectation,
  collection: Collection,
  left: Set<Difference>,
  undone: string[],
): void {
  for (const id of expect.removed?.[collection] ?? []) {
    const found = [...left].find(
      (difference) =>
        difference.kind === "removed" &&
        difference.item.collection === collection &&
        difference.item.id === id,
    );
    if (found === undefined) undone.push(`${collection} ${id} is still there`);
    else left.delete(found);
  }
}

function settleAdded(
  expect: Expectation,
  collection: Collection,
  left: Set<Difference>,
  undone: string[],
): void {
  for (const fields of expect.added?.[collection] ?? []) {
    const candidates = [...left].filter(
      ({ kind, item }) => kind === "added" && item.collection === collection,
    );
    const found = candidates.find(({ item }) => mismatches(item, fields).length === 0);
    if (found !== undefined) left.delete(found);
    else undone.push(describeLack(collection, fields, candidates));
  }
}

function describeLack(
  collection: Collection,
  fields: Parameters<typeof mismatches>[1],
  candidates: readonly Difference[],
): string {
  const nearest = candidates
    .map(({ item }) => mismatches(item, fields))
    .toSorted((a, b) => a.length - b.length)[0];
  return nearest === undefined
    ? `nothing was added to ${collection} like ${JSON.stringify(fields)}`
    : `what was added to ${collection} is not as it should be: ${nearest.join("; ")}`;
}

function belongsTo(
  { kind, item }: Difference,
  series: NonNullable<Expectation["series"]>[number],
): boolean {
  if (item.collection !== "events") return false;
  if (series.id !== undefined && (item.id === series.id || item.seriesId === series.id))
    return true;
  const title = String(item.fields["summary"]).toLowerCase();
  return kind === "added" && title.includes(series.summary.toLowerCase());
}

function sameMembers(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((each) => other.includes(each));
}

function faultsOfEnd({ say, status, reply, fault }: TurnRecord, turn: Turn | undefined): string[] {
  const ends = turn?.ends ?? [];
  if (fault !== undefined || ends.some((end) => end === status)) return [];
  return [`“${say}” ended ${status}, not ${ends.join(" or ")}: ${reply.split("\n")[0]}`];
}

function faultsOfReply({ say, reply, status }: TurnRecord, wanted: Reply | undefined): string[] {
  if (wanted === undefined || status === undefined) return [];
  const text = plain(reply);
  const lacking = wanted.contains.filter(
    (part) => ![part].flat().some((each) => text.includes(plain(each))),
  );
  const surplus = wanted.lacks.filter((part) => text.includes(plain(part)));
  const said = JSON.stringify(reply);
  return [
    ...lacking.map((part) => `“${say}”: the reply lacks ${[part].flat().join(" or ")}: ${said}`),
    ...surplus.map((part) => `“${say}”: the reply has ${part}: ${said}`),
  ];
}

/** Typographic signs are matters of style, as is letter case; texts have the plain ones. */
function plain(text: string): string {
  return text
    .toLowerCase()
    .replaceAll(/[‘’]/gu, "'")
    .replaceAll(/[“”]/gu, '"')
    .replaceAll(/[–—]/gu, "-")
    .replaceAll(/\s+/gu, " ");
}
