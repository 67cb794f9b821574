import type { ActionPreview, PreviewLine } from "../src/domain/consent.ts";
import type { EntityOption } from "../src/domain/entity.ts";
import type { Question } from "../src/domain/intervention.ts";
import { inertText } from "./synthesis/plain-text.ts";

/** Longer texts are shown in part where the whole does not fit; the preview has them whole. */
const SHOWN_CHARACTERS = 300;

/**
 * One question for everything that needs a yes, rendered from the exact calls that will run. `former` is what was shown
 * before a correction: then only what differs is read out again.
 */
export function askForApproval(
  actions: readonly ActionPreview[],
  former: readonly ActionPreview[] = [],
): Question {
  const changed = former.length === 0 ? undefined : differences(former, actions);
  const reason = inertText(
    changed === undefined || changed.length === 0
      ? describe(actions)
      : ["Changed:", ...changed, GO_AHEAD].join("\n"),
  );
  return {
    kind: "approve",
    reason,
    preview: { actions: [...actions] },
    options: optionsFor(actions),
    schema: { type: "string" },
    ...forInboxes(actions, reason),
  };
}

/** Yes and no, and, where all of it is of a kind for which that may be said, a yes for the next times too. */
function optionsFor(actions: readonly ActionPreview[]): EntityOption[] {
  const standing = actions.flatMap((action) => action.standing ?? []);
  const people = [...new Set(standing.flatMap(({ addresses }) => addresses))];
  const isOffered = standing.length === actions.length && people.length <= MOST_NAMED;
  return [
    { value: "yes", label: "Yes" },
    { value: "no", label: "No" },
    ...(isOffered
      ? [{ value: "always", label: `Yes, and don't ask again for ${people.join(", ")}` }]
      : []),
  ];
}

const MOST_NAMED = 3;
const GO_AHEAD = "Shall I go ahead?";

function describe(actions: readonly ActionPreview[]): string {
  const [only, ...others] = actions;
  if (only === undefined) return GO_AHEAD;
  if (others.length === 0) return [`${only.title}?`, ...detailsOf(only)].join("\n");
  const items = actions.flatMap((action, i) => [`${i + 1}. ${action.title}`, ...detailsOf(action)]);
  return ["Shall I do all of this?", ...items].join("\n");
}

function detailsOf({ title, lines, warnings }: ActionPreview): string[] {
  // What the title says already, word for word, is not read out twice.
  const told = lines.filter(({ value, from }) => from !== undefined || !title.includes(value));
  const labels = [...new Set(told.map(({ label }) => label))];
  const grouped = labels.map((label) => {
    const values = told.filter((line) => line.label === label).map(showLine);
    return `${label}: ${values.join(", ")}`;
  });
  return [...grouped, ...warnings];
}

function showLine({ value, from }: PreviewLine): string {
  const shown =
    value.length <= SHOWN_CHARACTERS
      ? value
      : `${value.slice(0, SHOWN_CHARACTERS)}… (${value.length} characters in all)`;
  return from === undefined ? shown : `${shown} (from ${from})`;
}

/** The lines that were not there before, those that no longer are, and whole actions that came or went. */
function differences(former: readonly ActionPreview[], now: readonly ActionPreview[]): string[] {
  const come = now.flatMap((action) => {
    const before = former.find((each) => isSameStep(each, action));
    if (before === undefined) return [action.title, ...detailsOf(action)];
    const lines = action.lines.filter(
      (line) => !before.lines.some((each) => isSameLine(each, line)),
    );
    const gone = before.lines.filter(
      (line) =>
        !action.lines.some(({ label, value }) => label === line.label && value === line.value),
    );
    // A line that only has another value is told by that.
    const dropped = gone.filter(({ label }) => !lines.some((line) => line.label === label));
    const isOther = before.title !== action.title && lines.length === 0 && dropped.length === 0;
    return [
      ...(isOther ? [action.title] : []),
      ...detailsOf({ ...action, title: "", lines, warnings: newWarnings(before, action) }),
      ...dropped.map((line) => `No longer: ${line.label} ${showLine(line)}`),
    ];
  });
  const gone = former
    .filter((action) => !now.some((each) => isSameStep(each, action)))
    .map(({ title }) => `No longer: ${title}`);
  return [...come, ...gone];
}

function newWarnings(before: ActionPreview, { warnings }: ActionPreview): string[] {
  return warnings.filter((warning) => !before.warnings.includes(warning));
}

function isSameStep(one: ActionPreview, other: ActionPreview): boolean {
  return one.stepId === other.stepId && one.item === other.item && one.tool === other.tool;
}

function isSameLine(one: PreviewLine, other: PreviewLine): boolean {
  return one.label === other.label && one.value === other.value && one.from === other.from;
}

/**
 * The same question in the three shapes that LangGraph's own pages draw: Agent Inbox reads `action_request` and
 * `config`, agent-chat-ui `action_requests` and `review_configs`, and Agent Inbox takes arguments from `arguments`.
 */
function forInboxes(actions: readonly ActionPreview[], description: string) {
  const [first] = actions;
  const ACTIONS = ["approve", "reject"];
  return {
    description,
    ...(first && { action_request: { action: first.tool, args: first.args } }),
    config: { allow_accept: true, allow_edit: false, allow_respond: true, allow_ignore: true },
    action_requests: actions.map(({ tool, args, title }) => ({
      name: tool,
      args,
      arguments: args,
      description: title,
    })),
    review_configs: [...new Set(actions.map(({ tool }) => tool))].map((tool) => ({
      action_name: tool,
      allowed_decisions: ACTIONS,
    })),
  };
}
