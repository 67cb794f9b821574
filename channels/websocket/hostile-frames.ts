/** What a peer sends that keeps no rules, and the close codes that answer it; `none`: the socket has to stay open. */
export interface HostileCase {
  readonly name: string;
  readonly bytes: Buffer;
  readonly closes: readonly number[] | "none";
}

interface FrameParts {
  readonly opcode: number;
  readonly payload?: Buffer;
  readonly isFinal?: boolean;
  readonly isMasked?: boolean;
  /** The three bits no extension of ours uses. */
  readonly reserved?: number;
  /** The length that is announced instead of the true one. */
  readonly announced?: number | bigint;
}

const PROTOCOL_ERROR = [1002];
const NOT_UTF8 = [1007];
const TOO_LARGE = [1009];

const TEXT = 1;
const BINARY = 2;
const CONTINUATION = 0;
const CLOSE = 8;
const PING = 9;
const PONG = 10;

/** One malformed sequence of frames, of a class of the Autobahn test suite chosen by `random`. */
export function hostileCase(random: () => number): HostileCase {
  const pick = <T>(items: readonly [T, ...T[]]): T =>
    items[Math.floor(random() * items.length)] ?? items[0];
  const below = (limit: number): number => Math.floor(random() * limit);
  const junk = (length: number): Buffer => Buffer.from(Array.from({ length }, () => below(256)));
  const frame = (parts: FrameParts): Buffer => toBytes(parts, junk(4));
  const text = (words: string, more: Partial<FrameParts> = {}): Buffer =>
    frame({ opcode: TEXT, payload: Buffer.from(words), ...more });

  const classes: readonly [() => HostileCase, ...(() => HostileCase)[]] = [
    () => ({
      name: "a frame that is not masked",
      bytes: text("hello", { isMasked: false }),
      closes: PROTOCOL_ERROR,
    }),
    () => ({
      name: "a length over the limit",
      bytes: frame({
        opcode: pick([TEXT, BINARY]),
        payload: junk(below(200)),
        announced: 65_537 + below(2 ** 31),
      }),
      closes: TOO_LARGE,
    }),
    () => ({
      name: "a length of 63 bits",
      bytes: frame({ opcode: BINARY, announced: (1n << 62n) + BigInt(below(2 ** 31)) }),
      closes: TOO_LARGE,
    }),
    () => ({
      name: "a ping over 125 bytes",
      bytes: frame({ opcode: pick([PING, PONG, CLOSE]), payload: junk(126 + below(500)) }),
      closes: PROTOCOL_ERROR,
    }),
    () => ({
      name: "a control frame in fragments",
      bytes: frame({ opcode: pick([PING, PONG, CLOSE]), isFinal: false, payload: junk(below(10)) }),
      closes: PROTOCOL_ERROR,
    }),
    () => ({
      name: "reserved bits",
      bytes: frame({
        opcode: pick([TEXT, BINARY, PING, CLOSE]),
        reserved: 1 + below(7),
        payload: Buffer.from("x"),
      }),
      closes: PROTOCOL_ERROR,
    }),
    () => ({
      name: "an opcode there is not",
      bytes: frame({ opcode: pick([3, 4, 5, 6, 7, 11, 12, 13, 14, 15]), payload: junk(below(20)) }),
      closes: PROTOCOL_ERROR,
    }),
    () => ({
      name: "a continuation of nothing",
      bytes: frame({ opcode: CONTINUATION, isFinal: random() < 0.5, payload: junk(below(20)) }),
      closes: PROTOCOL_ERROR,
    }),
    () => ({
      name: "a message begun within another",
      bytes: Buffer.concat([text("a", { isFinal: false }), text("b")]),
      closes: PROTOCOL_ERROR,
    }),
    () => ({
      name: "text that is not UTF-8",
      bytes: frame({
        opcode: TEXT,
        payload: Buffer.concat([Buffer.from("abc"), pick(NOT_UTF8_BYTES), junk(below(5))]),
      }),
      closes: NOT_UTF8,
    }),
    () => ({
      name: "text in fragments that is not UTF-8",
      bytes: Buffer.concat([
        text("abc", { isFinal: false }),
        frame({ opcode: CONTINUATION, payload: pick(NOT_UTF8_BYTES) }),
      ]),
      closes: NOT_UTF8,
    }),
    () => ({
      name: "a close of one byte",
      bytes: frame({ opcode: CLOSE, payload: junk(1) }),
      closes: PROTOCOL_ERROR,
    }),
    () => ({
      name: "a close code there is not",
      bytes: frame({
        opcode: CLOSE,
        payload: toUint16(pick([0, 999, 1004, 1005, 1006, 1016, 1100, 2000, 2999, 5000, 65_535])),
      }),
      closes: PROTOCOL_ERROR,
    }),
    () => ({
      name: "a close reason that is not UTF-8",
      bytes: frame({
        opcode: CLOSE,
        payload: Buffer.concat([toUint16(1000), pick(NOT_UTF8_BYTES)]),
      }),
      closes: NOT_UTF8,
    }),
    () => ({
      name: "more fragments than any message has",
      bytes: Buffer.concat([
        text("a", { isFinal: false }),
        ...Array.from({ length: 70 }, () => frame({ opcode: CONTINUATION, isFinal: false })),
      ]),
      closes: [1008],
    }),
    () => ({
      name: "nothing, at length",
      bytes: Buffer.concat(Array.from({ length: 1 + below(15) }, () => text(""))),
      closes: "none",
    }),
    () => ({
      name: "pings within a message, and pongs nobody asked for",
      bytes: Buffer.concat([
        text('{"type":', { isFinal: false }),
        ...Array.from({ length: below(9) }, () =>
          frame({ opcode: pick([PING, PONG]), payload: junk(below(126)) }),
        ),
        frame({ opcode: CONTINUATION, payload: Buffer.from('"ping"}') }),
      ]),
      closes: "none",
    }),
    () => ({
      name: "bytes at random behind a length that fits",
      bytes: frame({ opcode: BINARY, payload: junk(below(2_000)) }),
      closes: "none",
    }),
  ];
  return pick(classes)();
}

/** The code in the first close frame among what the server sent; undefined where there is none. */
export function closeCodeIn(received: Buffer): number | undefined {
  for (let at = 0; at + 2 <= received.length;) {
    const opcode = (received[at] ?? 0) & 0x0f;
    const short = (received[at + 1] ?? 0) & 0x7f;
    const header = short < 126 ? 2 : short === 126 ? 4 : 10;
    if (at + header > received.length) return undefined;
    const length =
      short < 126
        ? short
        : short === 126
          ? received.readUInt16BE(at + 2)
          : Number(received.readBigUInt64BE(at + 2));
    if (opcode === CLOSE) return length < 2 ? 1005 : received.readUInt16BE(at + header);
    at += header + length;
  }
  return undefined;
}

/** Overlong forms, surrogates, code points past the last, and sequences that break off (RFC 3629). */
const NOT_UTF8_BYTES: readonly [Buffer, ...Buffer[]] = [
  Buffer.from([0xc0, 0xaf]),
  Buffer.from([0xe0, 0x80, 0xaf]),
  Buffer.from([0xf0, 0x80, 0x80, 0xaf]),
  Buffer.from([0xed, 0xa0, 0x80]),
  Buffer.from([0xed, 0xbf, 0xbf]),
  Buffer.from([0xf4, 0x90, 0x80, 0x80]),
  Buffer.from([0xff]),
  Buffer.from([0xfe]),
  Buffer.from([0x80]),
  Buffer.from([0xf8, 0x88, 0x80, 0x80, 0x80]),
];

function toUint16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16BE(value);
  return bytes;
}

function toBytes(parts: FrameParts, mask: Buffer): Buffer {
  const {
    opcode,
    payload = Buffer.alloc(0),
    isFinal = true,
    isMasked = true,
    reserved = 0,
  } = parts;
  const length = parts.announced ?? payload.length;
  const first = (isFinal ? 0x80 : 0) | (reserved << 4) | opcode;
  const second = isMasked ? 0x80 : 0;
  let header: Buffer;
  if (length < 126) header = Buffer.from([first, second | Number(length)]);
  else if (length < 65_536) {
    header = Buffer.concat([Buffer.from([first, second | 126]), toUint16(Number(length))]);
  } else {
    header = Buffer.alloc(10);
    header[0] = first;
    header[1] = second | 127;
    header.writeBigUInt64BE(BigInt(length), 2);
  }
  if (!isMasked) return Buffer.concat([header, payload]);
  const masked = payload.map((byte, index) => byte ^ (mask[index % 4] ?? 0));
  return Buffer.concat([header, mask, masked]);
}
