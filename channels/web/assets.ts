import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import path from "node:path";

import { stripTypes } from "./strip-types.ts";

/** A file as it is served. */
export interface Asset {
  readonly type: string;
  readonly body: string;
  readonly etag: string;
}

const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
  ".ts": "text/javascript; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".mjs": "text/javascript; charset=utf-8",
};

const kept = new Map<string, Asset>();

/**
 * Reads a file the first time it is asked for, TypeScript with its types stripped, and keeps it: the program serves
 * one version of its client as long as it runs.
 * @throws ENOENT
 */
export async function readAsset(
  url: URL,
  fill: (text: string) => string = (text) => text,
): Promise<Asset> {
  const known = kept.get(url.href);
  if (known !== undefined) return known;
  const extension = path.extname(url.pathname);
  const type = TYPES[extension];
  if (type === undefined) throw new Error(`No media type is known for ${extension} files.`);
  const text = await readFile(url, "utf8");
  const body = fill(extension === ".ts" ? stripTypes(text) : text);
  const etag = createHash("sha256").update(body).digest("base64url").slice(0, 22);
  const asset = { type, body, etag };
  kept.set(url.href, asset);
  return asset;
}
