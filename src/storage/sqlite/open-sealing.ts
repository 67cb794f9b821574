import { randomBytes } from "node:crypto";
import type { DatabaseSync } from "node:sqlite";

import { DataKeyError } from "../data-key.ts";
import type { DataKeys } from "../data-key.ts";
import { createBlind, createSeal, DATA_KEY_BYTES, SealError } from "../sealing.ts";
import type { Sealing } from "../sealing.ts";

/**
 * Opens what a file's values are sealed and blinded with. The key of blinded names is made once and kept sealed in the
 * file: it outlives data keys that are replaced, and tells at once whether a data key is the right one.
 * @throws DataKeyError where no key that is known opens the file; nothing was changed then.
 */
export function openSealing(
  db: DatabaseSync,
  dataKeys: DataKeys,
): { readonly sealing: Sealing; readonly keyIsNew: boolean } {
  db.exec(
    "CREATE TABLE IF NOT EXISTS sealing (id INTEGER PRIMARY KEY CHECK (id = 1), blind_key BLOB NOT NULL) STRICT",
  );
  const kept = db.prepare("SELECT blind_key FROM sealing").get()?.["blind_key"];
  if (kept === undefined) return { sealing: begin(db, dataKeys), keyIsNew: false };
  if (dataKeys.known.length === 0) {
    throw new DataKeyError(
      `the data is sealed and its key is missing; put ${dataKeys.source} back, or set DATA_KEY.`,
    );
  }
  const sealed = kept as Uint8Array;
  const seal = createSeal(dataKeys.known);
  try {
    const blind = createBlind(seal.open(sealed, "sealing"));
    return { sealing: { ...seal, blind }, keyIsNew: !seal.isCurrent(sealed) };
  } catch (cause) {
    if (!(cause instanceof SealError)) throw cause;
    throw new DataKeyError(
      `the data was sealed with another key than the one in ${dataKeys.source}; nothing was changed.`,
      { cause },
    );
  }
}

function begin(db: DatabaseSync, dataKeys: DataKeys): Sealing {
  const seal = createSeal(dataKeys.known.length > 0 ? dataKeys.known : [dataKeys.create()]);
  const blindKey = randomBytes(DATA_KEY_BYTES);
  db.prepare("INSERT INTO sealing VALUES (1, ?)").run(seal.seal(blindKey, "sealing"));
  return { ...seal, blind: createBlind(blindKey) };
}
