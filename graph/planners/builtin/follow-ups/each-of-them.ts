import type { Referent } from "../../../../src/domain/conversation.ts";
import type { Clause } from "../clause.ts";
import type { Built, Draft } from "../draft.ts";
import type { Kind } from "./at-hand.ts";
import { atHandFor, choose, kindsMeant } from "./point.ts";
import { readPointer } from "./pointer.ts";
import type { Pointer } from "./pointer.ts";
import { STAND_IN } from "./stand-in.ts";

const MOST_WORDS = 24;
const EACH_KIND: readonly (readonly Kind[])[] = [
  ["event"],
  ["message"],
  ["task"],
  ["contact"],
  ["reminder"],
];

/** "Archive those", "move both to Friday": the command of a clause, once for each thing that is pointed at. */
export function forEachOfThem(
  text: string,
  clause: Clause,
  read: (text: string, clause: Clause) => Built | undefined,
): Draft | undefined {
  if (clause.conversation.length === 0) return undefined;
  const phrase = pluralIn(text);
  if (phrase === undefined) return undefined;
  const { pointer, start, end } = phrase;
  const words = text.slice(start, end);
  const command = `${text.slice(0, start)}${STAND_IN}${text.slice(end)}`;
  const meant = pointer.kind === undefined ? kindsMeant(clause) : [pointer.kind];
  const readings = (meant === undefined ? EACH_KIND : [meant]).flatMap((kinds) => {
    const atHand = atHandFor(pointer, kinds, clause);
    const things = atHand === undefined ? [] : choose(pointer, atHand, clause);
    return things.length === 0 ? [] : (forAll(things, command, words, clause, read) ?? []);
  });
  const [only, ...others] = readings;
  return others.length === 0 ? only : undefined;
}

function forAll(
  things: readonly Referent[],
  command: string,
  words: string,
  clause: Clause,
  read: (text: string, clause: Clause) => Built | undefined,
): Draft | undefined {
  const drafts: Draft[] = [];
  for (const thing of things) {
    const built = read(command, clause.pointing(thing, words, drafts));
    if (built?.kind !== "draft") return undefined;
    drafts.push(built);
  }
  const [first] = drafts;
  return (
    first && {
      ...first,
      steps: drafts.flatMap(({ steps }) => steps),
      assumed: drafts.flatMap(({ assumed }) => assumed ?? []),
    }
  );
}

/** The longest stretch of the text that points at several things. */
function pluralIn(
  text: string,
): { readonly pointer: Pointer; readonly start: number; readonly end: number } | undefined {
  const words = [...text.matchAll(/[^\s,]+/gu)];
  if (words.length > MOST_WORDS) return undefined;
  for (let length = words.length; length > 0; length--) {
    for (let from = 0; from + length <= words.length; from++) {
      const start = words[from]?.index ?? 0;
      const last = words[from + length - 1];
      const end = (last?.index ?? 0) + (last?.[0].length ?? 0);
      const pointer = readPointer(text.slice(start, end));
      const isSeveral =
        pointer?.points === "all" || (pointer?.points === "places" && pointer.places.length > 1);
      if (pointer !== undefined && isSeveral) return { pointer, start, end };
    }
  }
  return undefined;
}
