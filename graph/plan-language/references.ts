import { compile, search } from "@jmespath-community/jmespath";

import type { Json } from "../../src/domain/plan.ts";

/** The name that a step's own element has in the expressions of a `forEach` step. */
export const ITEM = "item";

/**
 * The names an expression reads from the results: step ids, and `item`.
 * @throws where the text is not JMESPath (https://jmespath.site).
 */
export function namesRead(expression: string): ReadonlySet<string> {
  const known = remembered.get(expression);
  if (known !== undefined) return known;
  const names = new Set<string>();
  const parsed: unknown = compile(expression);
  if (isNode(parsed)) collect(parsed, true, names);
  if (remembered.size >= 1000) remembered.clear();
  remembered.set(expression, names);
  return names;
}

/** A plan's expressions are looked at in every wave; parsing them is most of what that costs. */
const remembered = new Map<string, ReadonlySet<string>>();

/**
 * The name of the field whose values an expression answers: `id` for `find.events[0].id`. Undefined where it answers
 * something put together. @throws where the text is not JMESPath
 */
export function fieldRead(expression: string): string | undefined {
  const parsed: unknown = compile(expression);
  return isNode(parsed) ? lastField(parsed) : undefined;
}

function lastField({ type, name, left, right, child }: Node): string | undefined {
  switch (type) {
    case "Field":
      return String(name);
    case "IndexExpression":
      return left && lastField(left);
    case "Flatten":
      return child && lastField(child);
    case "Subexpression":
    case "Projection":
    case "FilterProjection":
    case "ValueProjection":
    case "Pipe":
      return right && right.type !== "Identity" && right.type !== "Current"
        ? lastField(right)
        : left && lastField(left);
    default:
      return undefined;
  }
}

/** The value of an expression over the results of earlier steps; null where nothing is there. */
export function evaluate(expression: string, results: Readonly<Record<string, Json>>): Json {
  return search({ ...results }, expression);
}

/** JMESPath's own truth: false, null, "", [] and {} are false. */
export function isTruthy(value: Json): boolean {
  if (value === null || value === false || value === "") return false;
  if (Array.isArray(value)) return value.length > 0;
  return typeof value === "object" ? Object.keys(value).length > 0 : true;
}

interface Node {
  readonly type: string;
  readonly name?: unknown;
  readonly left?: Node;
  readonly right?: Node;
  readonly child?: Node;
}

/** Node types whose right side (and filter condition) is read against the value of the left side, not against the results. */
const NARROWING: ReadonlySet<string> = new Set([
  "Subexpression",
  "IndexExpression",
  "Projection",
  "FilterProjection",
  "ValueProjection",
  "Pipe",
]);

function collect(node: Node, overResults: boolean, names: Set<string>): void {
  if (node.type === "Field") {
    if (overResults) names.add(String(node.name));
    return;
  }
  if (NARROWING.has(node.type) && node.left !== undefined) {
    const fromRoot = node.type === "Subexpression" && node.left.type === "Root";
    collect(node.left, overResults, names);
    for (const [key, child] of childrenOf(node)) {
      if (key !== "left") collect(child, fromRoot, names);
    }
    return;
  }
  const inner = overResults && node.type !== "ExpressionReference";
  for (const [, child] of childrenOf(node)) collect(child, inner, names);
}

function childrenOf(node: Node): [string, Node][] {
  return Object.entries(node).flatMap(([key, value]: [string, unknown]) =>
    (Array.isArray(value) ? value : [value])
      .filter(isNode)
      .map((child): [string, Node] => [key, child]),
  );
}

function isNode(value: unknown): value is Node {
  return (
    typeof value === "object" && value !== null && "type" in value && typeof value.type === "string"
  );
}
