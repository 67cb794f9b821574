import type { z } from "zod";

import { AssistantError } from "../src/domain/errors.ts";

/**
 * Reads a resource out of what a provider tool answered: wrappers differ between the provider's versions, so it is
 * looked for in the data itself and one level down, under these names. @throws ERR_TOOL_REJECTED
 */
export function readResource<Schema extends z.ZodType>(
  schema: Schema,
  data: unknown,
  wrappers: readonly string[] = [],
): z.infer<Schema> {
  const inner = wrappers.map((name) => fieldOf(data, name)).filter((value) => value !== undefined);
  for (const candidate of [...inner, data]) {
    const parsed = schema.safeParse(candidate);
    if (parsed.success) return parsed.data;
  }
  throw new AssistantError("ERR_TOOL_REJECTED", "Google's answer could not be read.", {
    cause: schema.safeParse(data).error,
  });
}

/** Reads a list under one of these names; those of its elements that are none are left out. */
export function readList<Schema extends z.ZodType>(
  schema: Schema,
  data: unknown,
  names: readonly string[],
): z.infer<Schema>[] {
  const found = names.map((name) => fieldOf(data, name)).find(Array.isArray);
  return (found ?? []).flatMap((element: unknown) => {
    const parsed = schema.safeParse(element);
    return parsed.success ? [parsed.data] : [];
  });
}

/** The token of the page after this one, where there is one. */
export function nextPageToken(data: unknown): string | undefined {
  const token = fieldOf(data, "nextPageToken") ?? fieldOf(data, "next_page_token");
  return typeof token === "string" && token !== "" ? token : undefined;
}

/** The first of these fields that holds text; "" where none does. */
export function textField(data: unknown, names: readonly string[]): string {
  const text = names.map((name) => fieldOf(data, name)).find((value) => typeof value === "string");
  return text ?? "";
}

/** A field of something that may not be an object. */
export function fieldOf(data: unknown, name: string): unknown {
  return typeof data === "object" && data !== null ? Reflect.get(data, name) : undefined;
}

/** Fetches page after page until there are enough elements or no more pages. */
export async function readPages<T>(
  limit: number,
  fetchPage: (pageToken: string | undefined) => Promise<{ items: T[]; next: string | undefined }>,
): Promise<T[]> {
  const all: T[] = [];
  let pageToken: string | undefined;
  do {
    const { items, next } = await fetchPage(pageToken);
    all.push(...items);
    pageToken = next;
  } while (pageToken !== undefined && all.length < limit);
  return all.slice(0, limit);
}

/** Without its undefined values: providers refuse those, or take them for a wish to erase. */
export function compact(fields: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
