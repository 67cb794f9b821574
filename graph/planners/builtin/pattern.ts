import { assertNever } from "../../../src/domain/assert-never.ts";

/** A word (or mark) of a clause, with where it stands. */
export interface Token {
  readonly lower: string;
  readonly start: number;
  readonly end: number;
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
  readonly root: Node;
  /** The words one of which must open the clause: a cheap no. Undefined where any may. */
  readonly opening: ReadonlySet<string> | undefined;
  /** Words that must all stand somewhere in the clause: another cheap no. */
  readonly required: readonly string[];
}

/** More words than any command has: the number of ways to fill slots stays small. */
const MOST_TOKENS = 160;
const TOKENS = /[^\s,:;!?]+(?:[:,][^\s,:;!?]+)*|[,:;!?]/gu;

/** Cuts a clause into words; `Dana's` is two of them. */
export function tokenize(text: string): readonly Token[] {
  const tokens: Token[] = [];
  for (const { 0: word, index } of text.matchAll(TOKENS)) {
    const owner = /^(.+)('s)$/iu.exec(word);
    const lower = word.toLowerCase();
    if (owner?.[1] === undefined) tokens.push({ lower, start: index, end: index + word.length });
    else {
      const cut = index + owner[1].length;
      tokens.push({ lower: owner[1].toLowerCase(), start: index, end: cut });
      tokens.push({ lower: "'s", start: cut, end: index + word.length });
    }
  }
  return tokens;
}

/** Compiles a pattern. @throws where brackets do not pair: a mistake in this program. */
export function compilePattern(source: string): Pattern {
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
  const root = choice(undefined);
  const { words, canBeAny, canBeEmpty } = openingOf(root);
  const required = [...requiredOf(root)];
  return { root, required, opening: canBeAny || canBeEmpty ? undefined : words };
}

/** Every way the clause fits the pattern, shortest slots first. */
export function* matchPattern(
  { root, opening, required }: Pattern,
  text: string,
  tokens: readonly Token[],
): Generator<Slots> {
  if (tokens.length > MOST_TOKENS) return;
  if (opening !== undefined && !opening.has(tokens[0]?.lower ?? "")) return;
  if (!required.every((word) => tokens.some(({ lower }) => lower === word))) return;
  const spans = new Map<string, readonly [number, number]>();
  for (const end of walk(root, tokens, 0, spans)) {
    if (skipCommas(tokens, end) !== tokens.length) continue;
    const slots: Record<string, string> = {};
    for (const [name, [from, to]] of spans) {
      slots[name] = text.slice(tokens[from]?.start, tokens[to - 1]?.end).trim();
    }
    yield slots;
  }
}

function* walk(
  node: Node,
  tokens: readonly Token[],
  at: number,
  spans: Map<string, readonly [number, number]>,
): Generator<number> {
  switch (node.kind) {
    case "word": {
      const next = node.word === "," ? at : skipCommas(tokens, at);
      if (tokens[next]?.lower === node.word) yield next + 1;
      return;
    }
    case "slot": {
      const from = skipCommas(tokens, at);
      for (let to = from + 1; to <= tokens.length; to++) {
        spans.set(node.name, [from, to]);
        yield to;
      }
      spans.delete(node.name);
      return;
    }
    case "either":
      for (const branch of node.nodes) yield* walk(branch, tokens, at, spans);
      return;
    case "sequence":
      yield* walkSequence(node.nodes, 0, tokens, at, spans);
      return;
    default:
      assertNever(node);
  }
}

function* walkSequence(
  nodes: readonly Node[],
  index: number,
  tokens: readonly Token[],
  at: number,
  spans: Map<string, readonly [number, number]>,
): Generator<number> {
  const node = nodes[index];
  if (node === undefined) {
    yield at;
    return;
  }
  for (const next of walk(node, tokens, at, spans)) {
    yield* walkSequence(nodes, index + 1, tokens, next, spans);
  }
}

function skipCommas(tokens: readonly Token[], at: number): number {
  let next = at;
  while (tokens[next]?.lower === "," || tokens[next]?.lower === "!" || tokens[next]?.lower === "?")
    next++;
  return next;
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
