import { toAssistantError } from "../../src/domain/errors.ts";
import { showLine, shorten } from "../visible-text.ts";

/** What a read answers; undefined where there is no such thing (any more). */
export async function unlessGone<T>(read: Promise<T>): Promise<T | undefined> {
  try {
    return await read;
  } catch (cause) {
    if (toAssistantError(cause).code === "ERR_NOT_FOUND") return undefined;
    throw cause;
  }
}

/** A field of the arguments where it is text. */
export function textArg(args: Readonly<Record<string, unknown>>, name: string): string | undefined {
  const value = args[name];
  return typeof value === "string" ? value : undefined;
}

/** A field of the arguments where it is a list. */
export function listArg(args: Readonly<Record<string, unknown>>, name: string): unknown[] {
  const value = args[name];
  return Array.isArray(value) ? value : [];
}

/** Whether two texts say the same, however their lines were broken on the way. */
export function sameText(a: string, b: string): boolean {
  return bare(a) === bare(b);
}

/** Whether two lists hold the same, in whatever order. */
export function sameSet(a: readonly string[], b: readonly string[]): boolean {
  const [one, other] = [new Set(a), new Set(b)];
  return one.size === other.size && [...one].every((each) => other.has(each));
}

/** `its title is “Lunc”, not “Lunch”` */
export function otherThan(what: string, is: string, meant: string): string {
  return `${what} is ${quoted(is)}, not ${quoted(meant)}`;
}

function quoted(text: string): string {
  const shown = shorten(showLine(text), 100);
  return shown === "" ? "empty" : `“${shown}”`;
}

function bare(text: string): string {
  return text.normalize("NFC").replaceAll(/\s+/gu, "");
}
