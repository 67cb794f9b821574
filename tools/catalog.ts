import { calendarTools } from "./calendar.ts";
import { contactTools } from "./contacts.ts";
import type { ToolDefinition } from "./definition.ts";
import { emailTools } from "./email.ts";
import { taskTools } from "./tasks.ts";

/** Every tool there is, by the name that plans use. */
export const catalog: ReadonlyMap<string, ToolDefinition> = new Map(
  [...calendarTools, ...emailTools, ...taskTools, ...contactTools].map((tool) => [tool.name, tool]),
);
