/** A serialized value: the serializer's name for its form, and its bytes. */
export type Serialized = readonly [type: string, bytes: Uint8Array];

/** One value among several, by the name it has there. */
export type Named = readonly [name: string, ...Serialized];

/** Bytes that were cut, or that were never packed values. */
export class PackedError extends Error {
  override readonly name = "PackedError";
  override readonly message = "These bytes are no packed values, or not all of them.";
}

const LENGTH_BYTES = 4;

/** Lays values end to end behind a table of what they are, so that they are sealed, written and read as one. */
export function packValues(values: readonly Named[]): Uint8Array {
  const table = Buffer.from(
    JSON.stringify(values.map(([name, type, bytes]) => [name, type, bytes.length])),
  );
  const length = Buffer.allocUnsafe(LENGTH_BYTES);
  length.writeUInt32LE(table.length);
  return Buffer.concat([length, table, ...values.map(([, , bytes]) => bytes)]);
}

/**
 * The values as they were packed, in order.
 * @throws PackedError
 */
export function unpackValues(packed: Uint8Array): Named[] {
  const bytes = Buffer.from(packed.buffer, packed.byteOffset, packed.byteLength);
  const table = tableOf(bytes);
  let at = bytes.length;
  for (const [, , length] of table) at -= length;
  if (at < LENGTH_BYTES || at !== LENGTH_BYTES + bytes.readUInt32LE()) throw new PackedError();
  return table.map(([name, type, length]) => {
    at += length;
    return [name, type, bytes.subarray(at - length, at)];
  });
}

function tableOf(bytes: Buffer): [name: string, type: string, length: number][] {
  try {
    const end = LENGTH_BYTES + bytes.readUInt32LE();
    const table: unknown = JSON.parse(bytes.toString("utf8", LENGTH_BYTES, end));
    if (Array.isArray(table) && table.every(isEntry)) return table;
  } catch {
    // Said below.
  }
  throw new PackedError();
}

function isEntry(entry: unknown): entry is [string, string, number] {
  if (!Array.isArray(entry)) return false;
  const [name, type, length] = entry as unknown[];
  return (
    typeof name === "string" &&
    typeof type === "string" &&
    Number.isSafeInteger(length) &&
    (length as number) >= 0
  );
}
