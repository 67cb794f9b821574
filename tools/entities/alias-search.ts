import { withoutDeterminer } from "../../src/domain/people-words.ts";
import { aliasKey } from "./aliases.ts";
import type { Alias } from "./aliases.ts";
import { wordsOf } from "./words.ts";

/** Whether the words stand for somebody, and not for a list or a calendar. */
export function isPerson({ type }: Alias): boolean {
  return type === "person";
}

/** Finds what was told of somebody: by the user's word for them, in whole or in part, or by who they are. */
export function speaksOf(name: string): (alias: Alias) => boolean {
  const key = aliasKey("person", name);
  const said = wordsOf(withoutDeterminer(name));
  return ({ words, meaning }) => {
    if (aliasKey("person", words) === key) return true;
    const texts = [words, ...(meaning.length === 1 ? meaning.map(({ label }) => label) : [])];
    return texts.some((text) => {
      const within = new Set(wordsOf(text));
      return said.length > 0 && said.every((word) => within.has(word));
    });
  };
}
