import { stripTypeScriptTypes } from "node:module";

/**
 * TypeScript to JavaScript, by what Node.js itself runs this program with: types become blanks, so that every line and
 * column stays where it was.
 *
 * The function carries Node.js's "experimental" mark and warns of it on first use. That says nothing to who runs the
 * program, so warnings are held for the length of this call, in which nothing else runs.
 */
export function stripTypes(source: string): string {
  const own = Object.getOwnPropertyDescriptor(process, "emitWarning");
  process.emitWarning = () => undefined;
  try {
    return stripTypeScriptTypes(source);
  } finally {
    if (own !== undefined) Object.defineProperty(process, "emitWarning", own);
  }
}
