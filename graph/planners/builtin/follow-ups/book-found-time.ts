import type { Json } from "../../../../src/domain/plan.ts";
import type { Clause } from "../clause.ts";
import type { Built } from "../draft.ts";
import { readPeople, showPeople } from "../people.ts";
import { readTitle } from "../title.ts";

const BOOK =
  /^(?:ok(?:ay)?,?\s+|great,?\s+|please\s+)*(?:book|schedule|take|reserve|grab|block|use)\s+(?:it|that|this|that one|(?:the )?first(?: one| slot| time| gap| hour)?|(?:the )?(?:earliest|soonest)(?: one| slot| time)?)(?:\s+(for|with|as)\s+(.+))?$/iu;

/** "Book the first one", after free time was looked for: the same search, and an event in the first gap of it. */
export function bookFoundTime(text: string, clause: Clause): Built | undefined {
  const [, how, words = ""] = BOOK.exec(text) ?? [];
  const [search, ...others] = clause.conversation.at(-1)?.plan.steps ?? [];
  if (!BOOK.test(text) || others.length > 0 || search?.tool !== "calendar_find_free_time")
    return undefined;
  const asked = Array.isArray(search.args["attendees"]) ? search.args["attendees"] : [];
  const people = how?.toLowerCase() === "with" ? readPeople(words, clause) : asked;
  if (people === undefined) return undefined;
  const title =
    how === undefined || how.toLowerCase() === "with" ? undefined : readTitle(words, clause);
  if (title === undefined && how !== undefined && how.toLowerCase() !== "with") return undefined;
  const summary = title ?? (people.length > 0 ? `Meeting with ${showPeople(people)}` : undefined);
  const answer = clause.answer("title");
  const given =
    answer === undefined ? undefined : readTitle(answer.text, { ...clause, prepared: answer });
  const name = summary ?? given;
  if (name === undefined) return clause.ask("title", "What should it be called?");
  const find = clause.stepId("find");
  const guests: Record<string, Json> = people.length > 0 ? { attendees: [...people] } : {};
  return {
    kind: "draft",
    goal: `Book the first free time: ${name}`,
    steps: [
      { id: find, tool: search.tool, args: { ...search.args, ...guests } },
      {
        id: clause.stepId("create"),
        tool: "calendar_create_event",
        when: `${find}.slots[0]`,
        args: {
          summary: name,
          start: { $ref: `${find}.slots[0].start` },
          end: { $ref: `${find}.slots[0].end` },
          ...guests,
        },
      },
    ],
    ...(people.length > 0 && { people }),
  };
}
