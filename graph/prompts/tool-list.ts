import { z } from "zod";

import type { EntityType } from "../../src/domain/entity.ts";
import type { ToolSpec } from "../../src/domain/tool.ts";

/** The part of JSON Schema that tools' arguments are made of. */
const Field = z.object({
  type: z.string().optional(),
  enum: z.array(z.string()).optional(),
  format: z.string().optional(),
  description: z.string().optional(),
  get items() {
    return Field.optional();
  },
  get anyOf() {
    return z.array(Field).optional();
  },
});
type Field = z.infer<typeof Field>;

/**
 * Every tool as a model that plans sees it: a line for what it does, a line for each note on an argument. What was noted on
 * an argument of the same name before is not said again.
 */
export function toolList(specs: ReadonlyMap<string, ToolSpec>): string {
  const said = new Set<string>();
  return [...specs.values()].map((spec) => describeTool(spec, said)).join("\n");
}

function describeTool(
  { name, description, input, entityFields }: ToolSpec,
  said: Set<string>,
): string {
  const { properties = {}, required = [] } = InputSchema.parse(
    z.toJSONSchema(input, { io: "input", reused: "inline" }),
  );
  const fields = Object.entries(properties);
  const args = fields.map(([field, schema]) => {
    const type = typeOf(schema, entityFields[field]);
    // Most are texts: not to say so saves a prompt its length.
    return `${field}${required.includes(field) ? "" : "?"}${type === "string" ? "" : `: ${type}`}`;
  });
  const notes = fields.flatMap(([field, { description: note }]) => {
    const line = `  ${field}: ${note}`;
    if (note === undefined || TYPE_NOTES.has(note) || said.has(line)) return [];
    said.add(line);
    return [line];
  });
  return [`${name}(${args.join(", ")}) ${description}`, ...notes].join("\n");
}

const InputSchema = z.object({
  properties: z.record(z.string(), Field).optional(),
  required: z.array(z.string()).optional(),
});

/** Notes that say what the type's name says already. */
const TYPE_NOTES: ReadonlySet<string> = new Set([
  "RFC 3339 with offset",
  "YYYY-MM-DD",
  "RFC 3339 with offset, or YYYY-MM-DD for all-day",
]);

function typeOf(field: Field, entity: EntityType | undefined): string {
  if (field.items !== undefined) return `[${typeOf(field.items, entity)}]`;
  if (entity !== undefined) return entity;
  if (field.anyOf !== undefined) return field.anyOf.map((each) => typeOf(each, entity)).join("|");
  if (field.enum !== undefined) return field.enum.map((value) => `"${value}"`).join("|");
  if (field.format === "date-time") return "time";
  return field.format === "date" ? "date" : (field.type ?? "any");
}
