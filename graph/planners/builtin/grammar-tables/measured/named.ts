import { EntityMention } from "../../../../../src/domain/entity.ts";
import { instantOf, named, tokens, wallOf, wordsOf } from "./matching.ts";
import { dayOf } from "./spans.ts";

/** Something named by the user's words. */
export interface Named {
  readonly says: string;
  readonly fits: (value: unknown) => boolean;
}

/** An event by the words that tell it from others, on a day where one was said. */
export const ev = (words: string, day?: string): Named => ({
  says: day === undefined ? words : `${words} on ${day}`,
  fits: (value) => {
    if (words === "any") return value !== undefined;
    const said = wordsOf(value);
    if (said === undefined) return false;
    const mention: Partial<EntityMention> = EntityMention.safeParse(value).data ?? {};
    if (day !== undefined) {
      const whole = dayOf(day);
      if (!(instantOf(mention.timeMin) >= instantOf(whole.outerMin))) return false;
      if (!(instantOf(mention.timeMax) <= instantOf(whole.outerMax))) return false;
    } else if (
      instantOf(mention.timeMax) - instantOf(mention.timeMin) < 20 * 3600_000 &&
      !/\d/.test(words)
    ) {
      return false;
    }
    const wanted = tokens(words);
    if (tokens(said) === wanted) return true;
    const hour =
      mention.timeMin === undefined
        ? ""
        : String(((Number(wallOf(mention.timeMin).time?.slice(0, 2)) + 11) % 12) + 1);
    return tokens(`${said} ${hour}`) === wanted;
  },
});

/** A message by the words that tell it from others, its sender among them. */
export const msg = (words: string): Named => ({
  says: words,
  fits: (value) => {
    const said = wordsOf(value);
    if (said === undefined) return false;
    return tokens(`${said} ${EntityMention.safeParse(value).data?.from ?? ""}`) === tokens(words);
  },
});

export const tk = (words: string): Named => ({
  says: words,
  fits: (value) => tokens(wordsOf(value) ?? "\0") === tokens(words),
});

/** Whatever it is called. */
export const ANYTHING: Named = { says: "any", fits: () => true };
/** Someone, or a contact, by name. */
export const byName = (who: string): Named => ({
  says: who,
  fits: (value) => named(wordsOf(value) ?? "\0") === named(who),
});
