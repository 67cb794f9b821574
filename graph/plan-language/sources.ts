import type { Json } from "../../src/domain/plan.ts";
import type { Origin, SourcedValue } from "../../src/domain/provenance.ts";
import type { ToolSpec } from "../../src/domain/tool.ts";
import { fieldRead } from "./references.ts";

/** The result of an earlier step that an expression reads. */
export interface Source {
  readonly tool: ToolSpec | undefined;
  readonly output: Json;
}

/** Where the texts come from that an expression gave for an argument, once each. */
export function sourcedBy(
  arg: string,
  { expression, value }: { readonly expression: string; readonly value: Json },
  sources: readonly Source[],
): SourcedValue[] {
  const texts = [...new Set(textsIn(value))];
  if (texts.length === 0) return [];
  const field = fieldRead(expression);
  return texts.map((text) => {
    const everywhere = sources.flatMap((source) => placesOf(text, source));
    const places = everywhere.filter(({ key }) => field === undefined || key === field);
    const label = places.map(({ owner }) => nameOf(owner)).find((name) => name !== undefined);
    return {
      arg,
      value: text,
      origin: originOf(places),
      ...(label !== undefined && { label }),
    };
  });
}

/** Where a text stands in a result: under which name, and in what. */
interface Place {
  readonly key: string;
  /** The innermost thing with a name of its own around it. */
  readonly owner: Readonly<Record<string, Json>>;
  readonly tool: ToolSpec | undefined;
}

/** The worst of the places: a text that others wrote is not an id because it is the same as one. */
function originOf(places: readonly Place[]): Origin {
  if (places.length > 0 && places.every(({ key }) => ID.test(key))) return { kind: "listed" };
  const own = places.map(ownPlaceOf);
  const [first] = own;
  if (first !== undefined && own.every((from) => from !== undefined))
    return { kind: "known", from: first };
  const outside = places.find((place) => ownPlaceOf(place) === undefined && !ID.test(place.key));
  return { kind: "outside", from: outside === undefined ? NOWHERE : describe(outside.owner) };
}

/** Ids as tools answer them: `id`, `threadId`, `resourceName`. */
const ID = /^(?:id|\w+Id|resourceName)$/u;

/** A text that an expression put together of several. */
const NOWHERE = "what was found";

/** Where the user keeps what stands in this place; undefined where others may have written it. */
function ownPlaceOf({ key, tool }: Place): string | undefined {
  if (tool?.service === "assistant") return "what you told me before";
  const isAddress = key === "emails";
  return isAddress && tool?.service === "contacts" && tool.name !== "contacts_list_others"
    ? "your contacts"
    : undefined;
}

function placesOf(text: string, { tool, output }: Source): Place[] {
  const places: Place[] = [];
  visit(output, "", {}, (key, value, owner) => {
    if (value === text) places.push({ key, owner, tool });
  });
  return places;
}

function visit(
  value: Json,
  key: string,
  owner: Readonly<Record<string, Json>>,
  see: (key: string, text: string, owner: Readonly<Record<string, Json>>) => void,
): void {
  if (typeof value === "string") return see(key, value, owner);
  if (Array.isArray(value)) {
    for (const item of value) visit(item, key, owner, see);
  } else if (typeof value === "object" && value !== null) {
    const inner = nameOf(value) === undefined ? owner : value;
    for (const [name, item] of Object.entries(value)) visit(item, name, inner, see);
  }
}

function nameOf({ subject, summary, title, name, resourceName }: Readonly<Record<string, Json>>) {
  // A guest and a sender have names too; what they stand in is what is told of.
  const own = resourceName === undefined ? undefined : name;
  return [subject, summary, title, own].find((text) => typeof text === "string");
}

const MOST_CHARACTERS = 60;

function describe(owner: Readonly<Record<string, Json>>): string {
  const { subject, summary, from } = owner;
  const quoted = `“${(nameOf(owner) ?? "").slice(0, MOST_CHARACTERS)}”`;
  if (subject !== undefined) {
    const sender =
      typeof from === "object" && from !== null && "email" in from ? from["email"] : "";
    return `the mail ${quoted}${typeof sender === "string" && sender !== "" ? ` from ${sender}` : ""}`;
  }
  if (summary !== undefined) return `the event ${quoted}`;
  return nameOf(owner) === undefined ? NOWHERE : quoted;
}

function textsIn(value: Json): string[] {
  if (typeof value === "string") return [value];
  if (Array.isArray(value)) return value.flatMap(textsIn);
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(textsIn) : [];
}
