import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createSecretKey,
  hkdfSync,
  randomFillSync,
} from "node:crypto";
import type { KeyObject } from "node:crypto";

/** A sealed value that was altered, cut, or moved from where it was put; or it was sealed with a key nobody gave. */
export class SealError extends Error {
  override readonly name = "SealError";
}

/**
 * Where a sealed value stands: its table and what names it there. It opens nowhere else, so that a value that was moved
 * to another row, or to another column of its row, is refused.
 */
export type Place = readonly [table: string, ...key: string[]];

/** Seals and opens values with AES-256-GCM. */
export interface Seal {
  readonly seal: (plain: Uint8Array, ...place: Place) => Uint8Array;
  /** @throws SealError */
  readonly open: (sealed: Uint8Array, ...place: Place) => Uint8Array;
  readonly sealText: (plain: string, ...place: Place) => Uint8Array;
  /** @throws SealError */
  readonly openText: (sealed: Uint8Array, ...place: Place) => string;
  /** Whether it was sealed with the first key. */
  readonly isCurrent: (sealed: Uint8Array) => boolean;
}

/** Names a value by what cannot be read back: equal where the value and its kind are equal. */
export type Blind = (kind: string, value: string) => string;

/** What the tables hold instead of words: sealed where they are read back, blinded where they are only looked up. */
export interface Sealing extends Seal {
  readonly blind: Blind;
}

export const DATA_KEY_BYTES = 32;

const CIPHER = "aes-256-gcm";
/** Sealed: this number, the key's id, the nonce, the ciphertext, the tag. */
const FORMAT = 1;
const ID_BYTES = 4;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
/** 132 bits. */
const BLIND_LENGTH = 22;
const MAX_TAKEN = 4096;
const NONCE_AT = 1 + ID_BYTES;
const BODY_AT = NONCE_AT + NONCE_BYTES;

interface DataKey {
  readonly id: Uint8Array;
  /** Each table has a key of its own, so that no one key's random nonces run out before the disk does. */
  readonly forTable: (table: string) => KeyObject;
}

/** With several keys the first seals and all open: how a key is replaced. */
export function createSeal(dataKeys: readonly Uint8Array[]): Seal {
  const keys = dataKeys.map(toDataKey);
  const current = firstOf(keys);
  const nextNonce = createNonces();

  const isOf = ({ id }: DataKey, sealed: Uint8Array): boolean =>
    id.every((byte, i) => byte === sealed[1 + i]);

  function seal(plain: Uint8Array, ...place: Place): Uint8Array {
    return sealWith(current, nextNonce(), plain, place);
  }

  function open(sealed: Uint8Array, ...place: Place): Uint8Array {
    const key = keys.find((one) => isOf(one, sealed));
    if (key === undefined || sealed[0] !== FORMAT || sealed.length < BODY_AT + TAG_BYTES) {
      throw new SealError(`A value in "${place[0]}" is not sealed with a key that was given.`);
    }
    const nonce = sealed.subarray(NONCE_AT, BODY_AT);
    const decipher = createDecipheriv(CIPHER, key.forTable(place[0]), nonce, {
      authTagLength: TAG_BYTES,
    });
    decipher.setAAD(toAssociatedData(place));
    decipher.setAuthTag(sealed.subarray(-TAG_BYTES));
    const plain = decipher.update(sealed.subarray(BODY_AT, -TAG_BYTES));
    try {
      decipher.final();
    } catch (cause) {
      throw new SealError(`A value in "${place[0]}" was altered or moved.`, { cause });
    }
    return plain;
  }

  return {
    seal,
    open,
    sealText: (plain, ...place) => seal(Buffer.from(plain), ...place),
    openText: (sealed, ...place) => Buffer.from(open(sealed, ...place)).toString("utf8"),
    isCurrent: (sealed) => isOf(current, sealed),
  };
}

/** Names are taken with a key as well: a phone number has too few digits for a plain hash to hide it. */
export function createBlind(key: Uint8Array): Blind {
  const secret = createSecretKey(key);
  // A turn takes the same few names many times.
  const taken = new Map<string, string>();
  return (kind, value) => {
    const named = toText([kind, value]);
    const known = taken.get(named);
    if (known !== undefined) return known;
    const blinded = createHmac("sha256", secret)
      .update(named)
      .digest("base64url")
      .slice(0, BLIND_LENGTH);
    if (taken.size >= MAX_TAKEN) taken.clear();
    taken.set(named, blinded);
    return blinded;
  };
}

function sealWith(key: DataKey, nonce: Uint8Array, plain: Uint8Array, place: Place): Uint8Array {
  const cipher = createCipheriv(CIPHER, key.forTable(place[0]), nonce, {
    authTagLength: TAG_BYTES,
  });
  cipher.setAAD(toAssociatedData(place));
  const sealed = Buffer.allocUnsafe(BODY_AT + plain.length + TAG_BYTES);
  sealed[0] = FORMAT;
  sealed.set(key.id, 1);
  sealed.set(nonce, NONCE_AT);
  sealed.set(cipher.update(plain), BODY_AT);
  cipher.final();
  sealed.set(cipher.getAuthTag(), BODY_AT + plain.length);
  return sealed;
}

function toDataKey(dataKey: Uint8Array): DataKey {
  if (dataKey.length !== DATA_KEY_BYTES) {
    throw new Error(`A data key has ${DATA_KEY_BYTES} bytes, not ${dataKey.length}.`);
  }
  const derive = (purpose: string, length: number): Uint8Array =>
    new Uint8Array(hkdfSync("sha256", dataKey, "errand", purpose, length));
  const tables = new Map<string, KeyObject>();
  return {
    id: derive("id", ID_BYTES),
    forTable(table) {
      const known = tables.get(table);
      if (known !== undefined) return known;
      const key = createSecretKey(derive(`table ${table}`, DATA_KEY_BYTES));
      tables.set(table, key);
      return key;
    },
  };
}

function firstOf(keys: readonly DataKey[]): DataKey {
  const [first] = keys;
  if (first === undefined) throw new Error("Sealing takes at least one data key.");
  return first;
}

function toAssociatedData(place: readonly string[]): Buffer {
  return Buffer.from(toText(place));
}

/** Each part with its length before it: no two lists read the same. */
function toText(parts: readonly string[]): string {
  let text = "";
  for (const part of parts) text += `${part.length}:${part}`;
  return text;
}

/** Random, and drawn many at a time, which costs a tenth. */
function createNonces(): () => Uint8Array {
  const drawn = Buffer.alloc(NONCE_BYTES * 512);
  let at = drawn.length;
  return () => {
    if (at === drawn.length) {
      randomFillSync(drawn);
      at = 0;
    }
    at += NONCE_BYTES;
    return drawn.subarray(at - NONCE_BYTES, at);
  };
}
