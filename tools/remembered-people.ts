import { z } from "zod";

import { defineTool } from "./definition.ts";
import type { ToolDefinition } from "./definition.ts";
import { Alias } from "./entities/aliases.ts";
import { isPerson, speaksOf } from "./entities/alias-search.ts";
import { showAlias } from "./alias-presentation.ts";
import { ForgetPerson, ListPeople, WhoIs } from "./inputs.ts";
import { showArgument, showList } from "./presentation.ts";
import { showLine } from "./visible-text.ts";

const Output = z.object({ people: z.array(Alias) });

/** What the user taught Errand about people: to be seen, and to be forgotten. */
export const rememberedPeopleTools: readonly ToolDefinition[] = [
  defineTool({
    name: "assistant_who_is",
    service: "assistant",
    effect: "read",
    description:
      "Say whom the user's own word for somebody (mom, my team) stands for, as they told.",
    input: WhoIs,
    output: Output,
    run: async ({ name }, _provider, { userId, aliases }) => ({
      people: (await aliases.all(userId)).filter(isPerson).filter(speaksOf(name)),
    }),
    title: ({ name }) => `Remember who ${showArgument(name)} is`,
    present: ({ args, output: { people } }) =>
      people.length === 0
        ? `You haven't told me who “${showLine(args.name)}” is.`
        : people.map((alias) => `${showAlias(alias)}.`).join("\n"),
  }),
  defineTool({
    name: "assistant_list_people",
    service: "assistant",
    effect: "read",
    description: "List whom the user's own words for people stand for, as they told.",
    input: ListPeople,
    output: Output,
    run: async (_input, _provider, { userId, aliases }) => ({
      people: (await aliases.all(userId)).filter(isPerson),
    }),
    title: () => "List the people you told me about",
    present: ({ output: { people } }) =>
      showList(
        "You told me about:",
        people.map(showAlias),
        "You haven't told me about anybody yet. I also look in your contacts, and at whom you write to and invite.",
      ),
  }),
  defineTool({
    name: "assistant_forget_person",
    service: "assistant",
    effect: "write",
    description: "Forget what the user told about somebody. Contacts are not touched.",
    input: ForgetPerson,
    output: Output,
    async run({ name }, _provider, { userId, aliases }) {
      const isMeant = speaksOf(name);
      const people = await aliases.forget(userId, (alias) => isPerson(alias) && isMeant(alias));
      return { people: [...people] };
    },
    title: ({ name }) => `Forget who ${showArgument(name)} is`,
    present: ({ args, output: { people } }) =>
      people.length === 0
        ? `I remember nothing about “${showLine(args.name)}”, so there was nothing to forget.`
        : `Forgotten: ${people.map(showAlias).join("; ")}.`,
  }),
];
