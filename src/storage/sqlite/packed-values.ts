/** A serialized value: the serializer's name for its form, and its bytes. */
export type Serialized = readonly [type: string, bytes: Uint8Array];

/** One value among several, by the name it has there. */
export type Named = readonly [name: string, ...Serialized];

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

/** The values as they were packed, in order. */
export function unpackValues(packed: Uint8Array): Named[] {
  const bytes = Buffer.from(packed.buffer, packed.byteOffset, packed.byteLength);
  let at = LENGTH_BYTES + bytes.readUInt32LE();
  const table = JSON.parse(bytes.toString("utf8", LENGTH_BYTES, at)) as [string, string, number][];
  return table.map(([name, type, length]) => {
    at += length;
    return [name, type, bytes.subarray(at - length, at)];
  });
}
