import { assertNever } from "../../../src/domain/assert-never.ts";

/** A word (or mark) of a clause, with where it stands. */
interface Token {
  readonly lower: string;
  readonly start: number;
  readonly end: number;
}

/** A clause cut into words, as every pattern reads it. */
export interface Words {
  readonly text: string;
  readonly tokens: readonly Token[];
  readonly present: ReadonlySet<string>;
}

/** What the `<slots>` of a pattern stand for, in the clause's own words. */
export type Slots = Readonly<Record<string, string | undefined>>;

type Node =
  | { readonly kind: "word"; readonly word: string }
  | { readonly kind: "slot"; readonly name: string }
  | { readonly kind: "sequence"; readonly nodes: readonly Node[] }
  | { readonly kind: "either"; readonly nodes: readonly Node[] };

/**
 * A sentence shape that a clause fits as a whole or not at all, so that no word goes unread. Words stand for
 * themselves, `(a|b)` is a choice, `[a|b]` may be left out, `<name>` is one word or more.
 */
export interface Pattern {
  /** The words one of which must open the clause: a cheap no. Undefined where any may. */
  readonly opening: ReadonlySet<string> | undefined;
  /** Words that must all stand somewhere in the clause: another cheap no. */
  readonly required: readonly string[];
  readonly slots: readonly string[];
  readonly start: Matcher;
}

/** One attempt to fit a clause: where each slot lies (-1 where it is not filled), and who is told of a fit. */
interface Attempt {
  readonly tokens: readonly Token[];
  readonly from: number[];
  readonly to: number[];
  /** True ends the search. */
  readonly found: () => boolean;
}

/** Fits the rest of a pattern from a token on; true where a fit ended the search. */
type Matcher = (attempt: Attempt, at: number) => boolean;

/** More words than any command has: the number of ways to fill slots stays small. */
const MOST_TOKENS = 160;
const TOKENS = /[^\s,:;!?]+(?:[:,][^\s,:;!?]+)*|[,:;!?]/gu;
const OWNER = /^(.+)('s)$/iu;

/** Cuts a clause into words; `Dana's` is two of them. */
export function tokenize(text: string): Words {
  const tokens: Token[] = [];
  for (const { 0: word, index } of text.matchAll(TOKENS)) {
    const owner = OWNER.exec(word);
    const lower = withApostrophe(word.toLowerCase());
    if (owner?.[1] === undefined) tokens.push({ lower, start: index, end: index + word.length });
    else {
      const cut = index + owner[1].length;
      tokens.push({ lower: owner[1].toLowerCase(), start: index, end: cut });
      tokens.push({ lower: "'s", start: cut, end: index + word.length });
    }
  }
  return { text, tokens, present: new Set(tokens.map(({ lower }) => lower)) };
}

const NEGATED = new Set([
  "cant",
  "wont",
  "dont",
  "isnt",
  "arent",
  "didnt",
  "doesnt",
  "havent",
  "wasnt",
]);

/** "im" and "cant" as the patterns spell them; what a slot holds stays as it was written. */
function withApostrophe(word: string): string {
  if (word === "im") return "i'm";
  if (word === "ive") return "i've";
  return NEGATED.has(word) ? `${word.slice(0, -1)}'t` : word;
}

/** Compiles a pattern. @throws where brackets do not pair: a mistake in this program. */
export function compilePattern(source: string): Pattern {
  const root = parse(source);
  const slots = [...new Set(slotsOf(root))];
  const { words, canBeAny, canBeEmpty } = openingOf(root);
  return {
    opening: canBeAny || canBeEmpty ? undefined : words,
    required: [...requiredOf(root)],
    slots,
    start: compile(root, slots, atEnd),
  };
}

function parse(source: string): Node {
  const marks = source.match(/<\w+>|[[\]()|]|[^\s[\]()|<>]+/gu) ?? [];
  let at = 0;
  const choice = (close: string | undefined): Node => {
    let branch: Node[] = [];
    const branches = [branch];
    for (let mark = marks[at]; mark !== undefined && mark !== close; mark = marks[++at]) {
      if (mark === "|") {
        branch = [];
        branches.push(branch);
      } else if (mark === "(" || mark === "[") {
        at++;
        const inner = choice(mark === "(" ? ")" : "]");
        branch.push(
          mark === "("
            ? inner
            : { kind: "either", nodes: [inner, { kind: "sequence", nodes: [] }] },
        );
      } else if (mark.startsWith("<")) branch.push({ kind: "slot", name: mark.slice(1, -1) });
      else branch.push({ kind: "word", word: mark });
    }
    if (marks[at] !== close) throw new Error(`Unpaired bracket in pattern: ${source}`);
    const nodes = branches.map((parts): Node => ({ kind: "sequence", nodes: parts }));
    const [only, ...others] = nodes;
    return only !== undefined && others.length === 0 ? only : { kind: "either", nodes };
  };
  return choice(undefined);
}

/**
 * The first thing that `read` makes of a way the clause fits the pattern, shortest slots first; undefined where it makes
 * nothing of any.
 */
export function readMatch<Read>(
  { opening, required, slots: names, start }: Pattern,
  { text, tokens, present }: Words,
  read: (slots: Slots) => Read | undefined,
): Read | undefined {
  if (tokens.length > MOST_TOKENS) return undefined;
  if (opening !== undefined && !opening.has(tokens[0]?.lower ?? "")) return undefined;
  for (const word of required) if (!present.has(word)) return undefined;
  let result: Read | undefined;
  const from = names.map(() => -1);
  const to = names.map(() => -1);
  const found = (): boolean => {
    const slots: Record<string, string> = {};
    for (const [index, name] of names.entries()) {
      const first = from[index] ?? -1;
      if (first >= 0)
        slots[name] = text.slice(tokens[first]?.start, tokens[(to[index] ?? 0) - 1]?.end).trim();
    }
    result = read(slots);
    return result !== undefined;
  };
  start({ tokens, from, to, found }, 0);
  return result;
}

const atEnd: Matcher = ({ tokens, found }, at) =>
  skipMarks(tokens, at) === tokens.length && found();

/** Builds the matcher of a node from the back, so that matching allocates nothing. */
function compile(node: Node, slots: readonly string[], next: Matcher): Matcher {
  switch (node.kind) {
    case "word":
      return compileWord(node.word, next);
    case "slot":
      return compileSlot(slots.indexOf(node.name), next);
    case "either": {
      const branches = node.nodes.map((branch) => compile(branch, slots, next));
      return (attempt, at) => {
        for (const branch of branches) if (branch(attempt, at)) return true;
        return false;
      };
    }
    case "sequence":
      return node.nodes.reduceRight((rest, part) => compile(part, slots, rest), next);
    default:
      return assertNever(node);
  }
}

function compileWord(word: string, next: Matcher): Matcher {
  if (word === ",")
    return (attempt, at) => attempt.tokens[at]?.lower === "," && next(attempt, at + 1);
  return (attempt, at) => {
    const here = skipMarks(attempt.tokens, at);
    return attempt.tokens[here]?.lower === word && next(attempt, here + 1);
  };
}

function compileSlot(slot: number, next: Matcher): Matcher {
  return (attempt, at) => {
    const { tokens, from, to } = attempt;
    const first = skipMarks(tokens, at);
    for (let end = first + 1; end <= tokens.length; end++) {
      from[slot] = first;
      to[slot] = end;
      if (next(attempt, end)) return true;
    }
    from[slot] = -1;
    return false;
  };
}

function skipMarks(tokens: readonly Token[], at: number): number {
  let next = at;
  while (tokens[next]?.lower === "," || tokens[next]?.lower === "!" || tokens[next]?.lower === "?")
    next++;
  return next;
}

function slotsOf(node: Node): readonly string[] {
  if (node.kind === "slot") return [node.name];
  return node.kind === "word" ? [] : node.nodes.flatMap(slotsOf);
}
/** The words without which no clause fits. */
function requiredOf(node: Node): ReadonlySet<string> {
  switch (node.kind) {
    case "word":
      return new Set([node.word]);
    case "slot":
      return new Set();
    case "sequence":
      return new Set(node.nodes.flatMap((child) => [...requiredOf(child)]));
    case "either":
      return node.nodes.map(requiredOf).reduce((all, one) => all.intersection(one));
    default:
      return assertNever(node);
  }
}

/** The words a fitting clause can begin with; `canBeAny` where a slot may open it, `canBeEmpty` where nothing need be said. */
function openingOf(node: Node): { words: Set<string>; canBeAny: boolean; canBeEmpty: boolean } {
  const words = new Set<string>();
  if (node.kind === "slot") return { words, canBeAny: true, canBeEmpty: false };
  if (node.kind === "word")
    return { words: words.add(node.word), canBeAny: false, canBeEmpty: false };
  let canBeAny = false;
  if (node.kind === "either") {
    let canBeEmpty = false;
    for (const branch of node.nodes.map(openingOf)) {
      for (const word of branch.words) words.add(word);
      canBeAny ||= branch.canBeAny;
      canBeEmpty ||= branch.canBeEmpty;
    }
    return { words, canBeAny, canBeEmpty };
  }
  for (const child of node.nodes) {
    const first = openingOf(child);
    for (const word of first.words) words.add(word);
    canBeAny ||= first.canBeAny;
    if (!first.canBeEmpty) return { words, canBeAny, canBeEmpty: false };
  }
  return { words, canBeAny, canBeEmpty: true };
}
