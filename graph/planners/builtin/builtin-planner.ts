import type { Planner, PlanOutcome, PlanRequest } from "../../../src/domain/planner.ts";
import { createClauses } from "./clause.ts";
import { beginsWithCommand, cutsOf } from "./clauses.ts";
import type { Cut } from "./clauses.ts";
import type { Clause } from "./clause.ts";
import type { Built, Draft } from "./draft.ts";
import { examplesNear } from "./examples.ts";
import { planRevision } from "./follow-ups/plan-revision.ts";
import { readFollowUp } from "./follow-ups/follow-up.ts";
import { readClause } from "./grammar.ts";
import { withoutCourtesies } from "./politeness.ts";
import { prepareText } from "./prepared-text.ts";
import { withSharedVerb } from "./shared-verb.ts";
import { verbFirst } from "./word-order.ts";

const LONGEST_COMMAND = 2000;
const MOST_STEPS = 20;

/**
 * A planner of rules alone: the same words at the same moment always give the same plan, without a network. It answers
 * only where it has accounted for every word, and declines everything else.
 */
export function createBuiltinPlanner(): Planner {
  return {
    name: "builtin",
    plan: ({ revision, ...request }) =>
      Promise.resolve(
        revision === undefined
          ? planCommand(request)
          : planRevision(request, revision, planCommand),
      ),
  };
}

function planCommand(request: PlanRequest): PlanOutcome {
  if (request.text.length > LONGEST_COMMAND) {
    return declined("", "That is longer than I can take in at once. Please say it in fewer words.");
  }
  const prepared = prepareText(request.text);
  const notes: Built[] = [];
  const clauseAt = createClauses(request, prepared, notes);
  let reason: string | undefined;
  for (const cuts of cutsOf(prepared.text)) {
    const read = readCuts(cuts, clauseAt);
    if (read?.kind === "refuse") reason ??= read.reason;
    else if (read?.kind === "clarify") return read;
    else if (read !== undefined) return planned(read.drafts);
  }
  const whole = withoutCourtesies(prepared.text).text;
  const several = withSharedVerb(whole, clauseAt(0, whole, []));
  const shared = several.length === 0 ? undefined : readCuts(several, clauseAt);
  if (shared?.kind === "drafts") return planned(shared.drafts);
  const question = notes.find(({ kind }) => kind === "clarify");
  if (question?.kind === "clarify") return question;
  const [note] = notes;
  return declined(prepared.text, reason ?? (note?.kind === "refuse" ? note.reason : undefined));
}

/** What cannot go on a message: a command about the message itself, or another message to somebody by name. */
const AFTER_TEXT =
  /^(?:please\s+|also\s+)*(?:(?:archive|star|flag|trash|label|unstar) (?:it|that|the (?:email|thread|message))\b|(?:[Tt]ell|[Ee]mail|[Mm]essage|[Ll]et|[Rr]eply to|[Dd]raft an? (?:email|reply|message) to) \p{Lu}\p{Ll}+)/u;

type Reading =
  { readonly kind: "drafts"; readonly drafts: readonly Draft[] } | Exclude<Built, Draft>;

/** Reads the commands of a sentence in order; one that is not understood spoils them all. */
function readCuts(
  cuts: readonly Cut[],
  clauseAt: (index: number, words: string, earlier: readonly Draft[]) => Clause,
): Reading | undefined {
  const drafts: Draft[] = [];
  let question: Reading | undefined;
  for (const [index, { text, closed }] of cuts.entries()) {
    const bare = withoutCourtesies(text);
    const clause = clauseAt(index, bare.text, drafts);
    const built =
      readClause(bare, clause) ??
      ((bare.text === text && bare.ending === "") || beginsWithCommand(bare.text)
        ? undefined
        : readClause({ text, ending: "" }, clause)) ??
      readReordered(bare.text, clause) ??
      readFollowUp(bare, clause, readClause);
    if (built === undefined || built.kind === "refuse") return built;
    if (built.kind === "clarify") {
      question ??= built;
      if (built.pending !== undefined) drafts.push(built.pending);
      continue;
    }
    if (built.openEnded === true && !closed && !AFTER_TEXT.test(cuts[index + 1]?.text ?? "")) {
      return {
        kind: "refuse",
        reason: "I cannot tell where the text ends. Please put it in quotation marks.",
      };
    }
    drafts.push(built);
  }
  if (question !== undefined) return question;
  return drafts.length === 0 ? undefined : { kind: "drafts", drafts };
}

function readReordered(text: string, clause: Clause): Built | undefined {
  const ordered = verbFirst(text, clause);
  return ordered === undefined ? undefined : readClause({ text: ordered, ending: "" }, clause);
}

function planned(drafts: readonly Draft[]): PlanOutcome {
  const steps = drafts.flatMap((draft) => draft.steps);
  const replies = drafts.flatMap(({ reply }) => reply ?? []);
  const assumed = [...new Set(drafts.flatMap((draft) => draft.assumed ?? []))];
  if (steps.length > MOST_STEPS)
    return declined("", "That is more than I do at once. Please ask for less.");
  const goal = drafts
    .map((draft) => draft.goal)
    .filter((text) => text !== "")
    .join("; ")
    .slice(0, 500);
  return {
    kind: "plan",
    plan: { goal, steps: [...steps], ...(steps.length === 0 && { reply: replies.join("\n") }) },
    ...(assumed.length > 0 && { assumed }),
  };
}

function declined(text: string, reason: string | undefined): PlanOutcome {
  return {
    kind: "not_understood",
    examples: examplesNear(text),
    ...(reason !== undefined && { reason }),
  };
}
