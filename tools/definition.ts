import type { z } from "zod";

import type { ActionLog } from "../src/domain/audit.ts";
import type { Json } from "../src/domain/plan.ts";
import type { SourcedValue } from "../src/domain/provenance.ts";
import type { Presented, ToolContext, ToolService, ToolSpec } from "../src/domain/tool.ts";
import type { EntityType } from "../src/domain/entity.ts";
import type { StandingBook } from "./consent/standing.ts";
import type { AliasBook } from "./entities/aliases.ts";
import type { Hold } from "./hold/hold.ts";
import type { ReminderBook } from "./reminders/book.ts";
import { withReceipt } from "./receipt.ts";

/**
 * Calls one provider tool by its slug and answers its unwrapped data, or throws an AssistantError. `meant` says of a write
 * what its arguments do not, and its result is recognized by.
 */
export type CallProvider = (
  slug: string,
  args: Record<string, unknown>,
  meant?: Readonly<Record<string, unknown>>,
) => Promise<unknown>;

/** What a running tool has beside its arguments: for whom it runs, and what Errand itself remembers. */
export interface RunContext extends ToolContext {
  readonly aliases: AliasBook;
  readonly standing: StandingBook;
  readonly reminders: ReminderBook;
  readonly actions: Pick<ActionLog, "historyOf">;
  readonly hold: Hold;
  /** Where those of its arguments come from that the plan does not spell out itself. */
  readonly origins: readonly SourcedValue[];
  /** Names the effect of a write. */
  readonly effectId: string;
}

/** A tool as data: what the model sees, and how its input becomes provider calls. */
export interface ToolDefinition extends ToolSpec {
  run(input: Record<string, Json>, provider: CallProvider, context: RunContext): Promise<Json>;
}

/** Gives `run`, `title` and `present` the types of the schemas; what the rest of the program sees is a ToolDefinition. */
export function defineTool<Input extends z.ZodObject, Output extends z.ZodType>(definition: {
  readonly name: string;
  readonly service: ToolService;
  readonly effect: "read" | "write";
  readonly description: string;
  readonly input: Input;
  readonly output: Output;
  readonly entityFields?: Readonly<Record<string, EntityType>>;
  readonly seriesScope?: { readonly event: string; readonly scope: string };
  readonly forUndo?: true;
  irreversible?(args: Partial<z.input<Input>>): string | undefined;
  run(input: z.infer<Input>, provider: CallProvider, context: RunContext): Promise<z.infer<Output>>;
  title(args: Partial<z.input<Input>>): string;
  present(finished: {
    readonly args: z.input<Input>;
    readonly output: z.infer<Output>;
    readonly context: ToolContext;
  }): string;
}): ToolDefinition {
  return {
    ...definition,
    irreversible: (args) => definition.irreversible?.(args as Partial<z.input<Input>>),
    entityFields: definition.entityFields ?? {},
    run: async (input, provider, context) =>
      (await definition.run(input as z.infer<Input>, provider, context)) as Json,
    title: (args) => definition.title(args as Partial<z.input<Input>>),
    present: ({ args, output, context }: Presented) =>
      withReceipt(
        definition.present({
          args: args as z.input<Input>,
          output: output as z.infer<Output>,
          context,
        }),
        output,
      ),
  };
}
