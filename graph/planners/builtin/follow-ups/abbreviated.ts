import { Temporal } from "temporal-polyfill";

import type { Referent } from "../../../../src/domain/conversation.ts";
import type { Clause } from "../clause.ts";
import type { Built, Draft } from "../draft.ts";
import { showPeople } from "../people.ts";
import { refuse } from "../rule.ts";
import { toRange } from "../times.ts";
import { thingsAtHand } from "./at-hand.ts";
import type { AtHand } from "./at-hand.ts";
import { readCorrection } from "./edit.ts";
import type { Correction, Edit } from "./edit.ts";
import { eventAgain, readRepeat } from "./repeat.ts";
import { weekdayIn } from "./same-weekday.ts";

type Read = (text: string, clause: Clause) => Built | undefined;

/** "Actually Friday", "and invite Sam", "reply that I'll be late": a command that leaves out what it is about. */
export function readAbbreviated(text: string, clause: Clause, read: Read): Built | undefined {
  if (clause.index > 0 && clause.conversation.length === 0) return undefined;
  const reply =
    /^(?:reply|respond|answer|write back)(?: with)? (?:(that|saying|:)\s+)(?<body>.+)$/iu.exec(
      text,
    );
  if (reply !== null) return read(`reply to it saying ${reply.groups?.["body"] ?? ""}`, clause);
  const atSameTime =
    /^(?:move|push|reschedule|postpone|shift|change)\b.*\bto\b.*\bsame time\b/iu.test(text);
  if (atSameTime)
    return read(text.replace(/\s+(?:at\s+)?(?:the\s+)?same time(?:\s+on\b)?/iu, ""), clause);
  const again = readAgain(text, clause) ?? readRepeat(text, clause);
  if (again !== undefined) return again;
  const correction = readCorrection(text, clause);
  return correction && carryOver(text, correction, clause, read);
}

function carryOver(
  text: string,
  correction: Correction,
  clause: Clause,
  read: Read,
): Built | undefined {
  const atHand = thingsAtHand(clause.conversation, ["event", "task", "message"]);
  if (atHand === undefined) {
    clause.note(refuse("I don't know what that should change. Please say what you mean."));
    return undefined;
  }
  const isWritten = atHand.meant.every(({ effect }) => effect === "write");
  const isOneThing = atHand.meant.length === 1;
  const isClear = correction.edits.every(({ changes }) => changes !== "time" && changes !== "day");
  if (!isWritten && !correction.ofIt && !(isOneThing && isClear)) return undefined;
  const isTime = correction.edits.some(({ changes }) => changes === "time");
  // "2" or "Friday" alone may answer something, or begin anything.
  if (
    isTime &&
    !correction.marked &&
    !correction.ofIt &&
    !/^(?:and|at|on|for|to|in)\b/iu.test(text)
  ) {
    clause.note(refuse("Should something be moved? Then please say so: “Move it to Friday”."));
    return undefined;
  }
  if (atHand.meant.some(({ type }) => type === "message") && isWritten) {
    clause.note(refuse("That message is sent already: I cannot change it any more."));
    return undefined;
  }
  const drafts: Draft[] = [];
  for (const edit of correction.edits) {
    const command = toCommand(edit, correction, atHand, clause);
    const built = typeof command === "string" ? read(command, clause) : command;
    if (built?.kind !== "draft") return built;
    drafts.push(replacing(edit, built, atHand));
  }
  return merged(drafts);
}

/** The whole command that an edit of a thing that is there comes to, or what has to be asked first. */
function toCommand(
  edit: Edit,
  { ofIt, marked }: Correction,
  { meant }: AtHand,
  clause: Clause,
): string | Built | undefined {
  const [thing] = meant;
  switch (edit.changes) {
    case "time": {
      const { durationMinutes, date, time, shiftMinutes } = edit.time;
      if (durationMinutes !== undefined && date === undefined && time === undefined)
        return `make it ${edit.words} long`;
      return shiftMinutes === undefined ? `move it to ${edit.words}` : `move it ${edit.words}`;
    }
    case "day":
      return thing && sameTime(edit, ofIt || marked, thing, clause);
    case "guests":
    case "people":
      return edit.insteadOf === undefined || edit.insteadOf.length === 0
        ? `invite ${edit.words} to it`
        : undefined;
    case "without":
      return `uninvite ${edit.words} from it`;
    case "title":
      return `rename it to ${edit.words}`;
    case "place":
      return `change the location of it to ${edit.words}`;
    case "cc":
    case "bcc":
    case "to":
    case "body":
    case "subject":
      return undefined;
    default:
      return edit satisfies never;
  }
}

/** Said of a thing that is there, "same time next week" may move it or repeat it. */
function sameTime(
  edit: Extract<Edit, { changes: "day" }>,
  isMove: boolean,
  thing: Referent,
  clause: Clause,
): string | Built | undefined {
  const date = weekdayIn(edit.time, thing.start);
  if (date === undefined) return undefined;
  const day = Temporal.PlainDate.from(date).toLocaleString("en-US", {
    month: "long",
    day: "numeric",
    year: "numeric",
  });
  const chosen = clause.chosen("same_time");
  if (isMove || chosen === "move") return `move it to ${day}`;
  const another = eventAgain(edit.words, edit.time, clause);
  if (chosen === "another") return another;
  const question = clause.ask("same_time", `Should it move to ${day}, or be there once more?`);
  if (question.kind !== "clarify") return undefined;
  const options = [
    { value: "move", label: `Move it to ${day}` },
    ...(another === undefined ? [] : [{ value: "another", label: `Once more on ${day}` }]),
  ];
  return { ...question, clarify: { ...question.clarify, options } };
}

/** Who comes instead of all others takes their places, and in the title that of the one it named. */
function replacing(edit: Edit, draft: Draft, { meant, exchange }: AtHand): Draft {
  const [thing] = meant;
  const [step] = draft.steps;
  if (!("insteadOf" in edit) || thing === undefined || step === undefined) return draft;
  const removeAttendees = thing.people.map((id) => ({ $entity: id, id }));
  const named = Object.keys(exchange.meanings).filter((words) => thing.label.includes(words));
  const [name] = named;
  const isNamed = named.length === 1 && name !== undefined;
  const summary = isNamed && thing.label.replace(name, () => showPeople(edit.people));
  const args = {
    ...step.args,
    ...(removeAttendees.length > 0 && { removeAttendees }),
    ...(summary !== false && { summary }),
  };
  return { ...draft, steps: [{ ...step, args }] };
}

/** Several changes of one thing are one call. */
function merged(drafts: readonly Draft[]): Draft | undefined {
  const [first, ...others] = drafts;
  const [step] = first?.steps ?? [];
  if (first === undefined || step === undefined || others.length === 0) return first;
  const steps = drafts.flatMap((draft) => draft.steps);
  if (steps.some(({ tool }) => tool !== step.tool)) return undefined;
  const args = Object.fromEntries(steps.flatMap((one) => Object.entries(one.args)));
  return { ...first, steps: [{ ...step, args }] };
}

/** "What about Friday?", after a question: the same question of another time. */
function readAgain(text: string, clause: Clause): Draft | undefined {
  const said =
    /^(?:and\s+)?(?:(?:what|how) about|and(?: on| for)?|on|for)\s+(?<when>.+?)[?.!]*$/iu.exec(text);
  const when = said?.groups?.["when"];
  const last = clause.conversation.at(-1);
  const [step, ...others] = last?.plan.steps ?? [];
  if (when === undefined || step === undefined || others.length > 0) return undefined;
  if (!/^calendar_(?:list_events|find_free_time)$/u.test(step.tool)) return undefined;
  const time = clause.time(when);
  const rest = time === undefined ? undefined : toRange(time, clause, 60);
  const isWhole = time?.spans.length === 1 && /^\W*$/u.test(cutOut(when, time.spans[0]));
  if (rest === undefined || !isWhole || step.args["timeMin"] === undefined) return undefined;
  return {
    kind: "draft",
    goal: `${last?.plan.goal ?? ""} ${when}`.trim(),
    steps: [{ ...step, id: clause.stepId("list"), args: { ...step.args, ...rest } }],
  };
}

function cutOut(text: string, span: { start: number; end: number } | undefined): string {
  return span === undefined ? text : text.slice(0, span.start) + text.slice(span.end);
}
