import { randomBytes } from "node:crypto";
import { closeSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from "node:fs";
import path from "node:path";

import { DATA_KEY_BYTES } from "./sealing.ts";

/** The keys that open what is stored. */
export interface DataKeys {
  /** The first one seals. Empty where none was made yet. */
  readonly known: readonly Uint8Array[];
  /** Where they are from, as a message names it. */
  readonly source: string;
  /** Makes the first one; durable when it returns. */
  create(): Uint8Array;
}

/** There is no such key, or it does not open the data; the message is one line that says what to do. */
export class DataKeyError extends Error {
  override readonly name = "DataKeyError";
}

const FILE = "data.key";

/** Reads a key as it is written in `DATA_KEY`: 64 hexadecimal digits, or base64 of 32 bytes. Undefined where it is neither. */
export function parseDataKey(text: string): Uint8Array | undefined {
  const digits = text.trim();
  if (/^[0-9a-f]{64}$/iu.test(digits)) return Buffer.from(digits, "hex");
  if (!/^[A-Za-z0-9+/_-]+={0,2}$/u.test(digits)) return undefined;
  const bytes = Buffer.from(digits, "base64");
  return bytes.length === DATA_KEY_BYTES ? bytes : undefined;
}

/** The configured keys, or else the one beside the data, which only its owner may read. @throws DataKeyError */
export function openDataKeys(dataDir: string, configured: readonly Uint8Array[]): DataKeys {
  const file = path.join(dataDir, FILE);
  return {
    ...(configured.length > 0
      ? { known: configured, source: "this variable" }
      : { known: readKeyFile(file), source: file }),
    create() {
      const key = randomBytes(DATA_KEY_BYTES);
      // Whole or not there at all: what is sealed with half a key is lost.
      const unfinished = `${file}.new`;
      const handle = openSync(unfinished, "w", 0o600);
      writeSync(handle, `${key.toString("base64")}\n`);
      fsyncSync(handle);
      closeSync(handle);
      renameSync(unfinished, file);
      return key;
    },
  };
}

function readKeyFile(file: string): readonly Uint8Array[] {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw new DataKeyError(`${file} cannot be read.`, { cause });
  }
  const key = parseDataKey(text);
  if (key === undefined) throw new DataKeyError(`${file} holds no key of 32 bytes.`);
  return [key];
}
