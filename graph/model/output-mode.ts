import type { ChatOpenAICallOptions } from "@langchain/openai";

/** A shape asked of a model, as JSON Schema. */
export interface OutputShape {
  readonly name: string;
  readonly description: string;
  readonly schema: Record<string, unknown>;
}

/** One way to ask a server for JSON of a shape. */
export interface OutputMode {
  readonly name: string;
  readonly options: (shape: OutputShape) => ChatOpenAICallOptions;
  /** By these words an error says that it is this mode which the server does not take. */
  readonly refusalWords: RegExp;
}

/**
 * From the firmest to the loosest; what a server does not take is passed over. `strict` stays off: strict schemas do not allow
 * the open records that a step's arguments are, and arguments as JSON within JSON are what small models get wrong.
 * Whatever the mode, the answer is validated by us.
 */
export const OUTPUT_MODES: readonly OutputMode[] = [
  {
    name: "json_schema",
    options: ({ name, description, schema }) => {
      const format = {
        type: "json_schema" as const,
        json_schema: { name, description, schema, strict: false },
        // The SDK would parse the answer and throw where it cannot, and the text would be lost.
        $parseRaw: () => null,
      };
      return { response_format: format };
    },
    refusalWords: /response_format|json_schema|schema|structured|grammar/iu,
  },
  {
    name: "tool_call",
    options: ({ name, description, schema }) => ({
      tools: [{ type: "function", function: { name, description, parameters: schema } }],
      tool_choice: { type: "function", function: { name } },
    }),
    refusalWords: /tool|function/iu,
  },
  {
    name: "json_object",
    options: () => ({ response_format: { type: "json_object" } }),
    refusalWords: /response_format|json_object|json mode/iu,
  },
  { name: "text", options: () => ({}), refusalWords: /(?!)/u },
];
