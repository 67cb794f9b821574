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
  /** The words one of which must be in the clause; a cheap no. */
  readonly opening: ReadonlySet<string> | undefined;
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
    const branches: Node[][] = [[]];
    for (; at < marks.length && marks[at] !== close; at++) {
      const mark = marks[at] as string;
      const branch = branches.at(-1) as Node[];
      if (mark === "|") branches.push([]);
      else if (mark === "(" || mark === "[") {
        at++;
        const inner = choice(mark === "(" ? ")" : "]");
        branch.push(mark === "(" ? inner : { kind: "either", nodes: [inner, { kind: "sequence", nodes: [] }] });
      } else if (mark.startsWith("<")) branch.push({ kind: "slot", name: mark.slice(1, -1) });
      else branch.push({ kind: "word", word: mark });
    }
    if (marks[at] !== close) throw new Error(`Unpaired bracket in pattern: ${source}`);
    const nodes = branches.map((branch): Node => ({ kind: "sequence", nodes: branch }));
    return nodes.length === 1 ? (nodes[0] as Node) : { kind: "either", nodes };
  };
  const root = choice(undefined);
  const { words, canBeEmpty } = openingOf(root);
  return { root, opening: canBeEmpty ? undefined : words };
}

/** Every way the clause fits the pattern, shortest slots first. */
export function* matchPattern(
  { root, opening }: Pattern,
  text: string,
  tokens: readonly Token[],
): Generator<Slots> {
  if (tokens.length > MOST_TOKENS) return;
  if (opening !== undefined && !opening.has(tokens[0]?.lower ?? "")) return;
  const spans = new Map<string, readonly [number, number]>();
  for (const end of walk(root, tokens, 0, spans)) {
    if (skipCommas(tokens, end) !== tokens.length) continue;
    const slots = [...spans].map(([name, [from, to]]) => [
      name,
      text.slice(tokens[from]?.start, tokens[to - 1]?.end).trim(),
    ]);
    yield Object.fromEntries(slots) as Slots;
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
    default:
      yield* walkSequence(node.nodes, 0, tokens, at, spans);
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
  while (tokens[next]?.lower === "," || tokens[next]?.lower === "!" || tokens[next]?.lower === "?") next++;
  return next;
}

function openingOf(node: Node): { words: Set<string>; canBeEmpty: boolean } {
  const words = new Set<string>();
  if (node.kind === "slot") return { words, canBeEmpty: true };
  if (node.kind === "word") return { words: words.add(node.word), canBeEmpty: false };
  if (node.kind === "either") {
    const branches = node.nodes.map(openingOf);
    for (const branch of branches) for (const word of branch.words) words.add(word);
    return { words, canBeEmpty: branches.some(({ canBeEmpty }) => canBeEmpty) };
  }
  for (const child of node.nodes) {
    const first = openingOf(child);
    for (const word of first.words) words.add(word);
    if (!first.canBeEmpty) return { words, canBeEmpty: false };
  }
  return { words, canBeEmpty: true };
}
