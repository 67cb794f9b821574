import type { z } from "zod";

import type { Clock } from "../../src/domain/clock.ts";
import type { Service } from "../../src/domain/service.ts";
import type { Store } from "./store/store.ts";
import type { Workspace } from "./store/workspace.ts";

/** How Composio names the Google services. */
export const TOOLKITS = {
  calendar: "googlecalendar",
  gmail: "gmail",
  tasks: "googletasks",
  contacts: "googlecontacts",
} as const satisfies Record<Service, string>;

/** For whom and on what a provider tool works. */
export interface CallContext {
  readonly store: Store;
  readonly workspace: Workspace;
  readonly clock: Clock;
}

/** One tool of one toolkit, as Composio lists and executes it. */
export interface ProviderTool {
  readonly slug: string;
  readonly service: Service;
  readonly description: string;
  readonly input: z.ZodObject;
  /** Does it and answers what stands in `data`. @throws Refusal where Google would refuse */
  run(args: Record<string, unknown>, context: CallContext): unknown;
}

/** Gives `run` the type of its schema; arguments are validated before it is called. */
export function providerTool<Input extends z.ZodObject>(tool: {
  readonly slug: string;
  readonly service: Service;
  readonly description: string;
  readonly input: Input;
  run(args: z.output<Input>, context: CallContext): unknown;
}): ProviderTool {
  return { ...tool, run: (args, context) => tool.run(args as z.output<Input>, context) };
}
