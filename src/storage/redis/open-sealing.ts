import { randomBytes } from "node:crypto";

import { DataKeyError } from "../data-key.ts";
import type { DataKeys } from "../data-key.ts";
import { createBlind, createSeal, DATA_KEY_BYTES, SealError } from "../sealing.ts";
import type { Sealing } from "../sealing.ts";
import { KEYS } from "./keys.ts";
import type { Redis } from "./redis.ts";
import { toBytes } from "./replies.ts";

/**
 * Opens what values are sealed and blinded with. The key of blinded names is made once, by whichever process comes first,
 * and kept sealed: it tells at once whether a data key is the right one. Of several keys the first seals and all open;
 * nothing is sealed anew here, so an old key stays named for as long as anything is kept that it sealed.
 * @throws DataKeyError where no key that is known opens it; nothing was changed then.
 */
export async function openSealing(redis: Redis, dataKeys: DataKeys): Promise<Sealing> {
  const kept = toBytes(await redis.send("GET", KEYS.sealing));
  if (kept !== undefined) return openKept(kept, dataKeys);
  const known = dataKeys.known.length > 0 ? dataKeys.known : [dataKeys.create()];
  const sealed = createSeal(known).seal(randomBytes(DATA_KEY_BYTES), "sealing");
  await redis.send("SET", KEYS.sealing, sealed, "NX");
  // Another process may have been faster.
  const first = toBytes(await redis.send("GET", KEYS.sealing)) ?? sealed;
  return openKept(first, { ...dataKeys, known });
}

function openKept(sealed: Uint8Array, { known, source }: DataKeys): Sealing {
  if (known.length === 0) {
    throw new DataKeyError(
      `the data is sealed and its key is missing; put ${source} back, or set DATA_KEY.`,
    );
  }
  const seal = createSeal(known);
  try {
    return { ...seal, blind: createBlind(seal.open(sealed, "sealing")) };
  } catch (cause) {
    if (!(cause instanceof SealError)) throw cause;
    throw new DataKeyError(
      `the data was sealed with another key than the one in ${source}; nothing was changed.`,
      { cause },
    );
  }
}
