import { once } from "node:events";
import { createServer } from "node:http";
import type { IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";

/** A span as it was sent. */
export interface ReceivedSpan {
  readonly traceId: string;
  readonly spanId: string;
  /** Empty for the root of a trace. */
  readonly parentId: string;
  readonly name: string;
  readonly attributes: Readonly<Record<string, string | number | boolean>>;
}

export interface OtlpReceiver {
  readonly endpoint: string;
  readonly spans: readonly ReceivedSpan[];
  /** Attributes of whoever sent the spans. */
  readonly resource: ReceivedSpan["attributes"];
  readonly requests: readonly { readonly path: string; readonly headers: IncomingHttpHeaders }[];
  /** All that was sent, as text: to look for what must not be in it. */
  text(): string;
  close(): Promise<void>;
}

/** Takes traces by OTLP over HTTP, in protobuf, as a collector does. */
export async function startOtlpReceiver(): Promise<OtlpReceiver> {
  const spans: ReceivedSpan[] = [];
  const bodies: Buffer[] = [];
  const requests: { path: string; headers: IncomingHttpHeaders }[] = [];
  let resource: ReceivedSpan["attributes"] = {};
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const body = Buffer.concat(chunks);
      bodies.push(body);
      requests.push({ path: request.url ?? "", headers: request.headers });
      for (const resourceSpans of messages(body, 1)) {
        resource = attributesIn(messages(resourceSpans, 1)[0] ?? Buffer.alloc(0), 1);
        for (const scopeSpans of messages(resourceSpans, 2))
          spans.push(...messages(scopeSpans, 2).map(toSpan));
      }
      response.writeHead(200, { "content-type": "application/x-protobuf" }).end();
    });
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    spans,
    get resource() {
      return resource;
    },
    requests,
    text: () => Buffer.concat(bodies).toString("latin1"),
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

function toSpan(span: Buffer): ReceivedSpan {
  const [traceId, spanId, parentId, name] = [1, 2, 4, 5].map((field) => messages(span, field)[0]);
  return {
    traceId: traceId?.toString("hex") ?? "",
    spanId: spanId?.toString("hex") ?? "",
    parentId: parentId?.toString("hex") ?? "",
    name: name?.toString("utf8") ?? "",
    attributes: attributesIn(span, 9),
  };
}

/** Repeated `KeyValue`s: a key, and a value that is text (1), a boolean (2), an integer (3) or a double (4). */
function attributesIn(message: Buffer, field: number): ReceivedSpan["attributes"] {
  return Object.fromEntries(
    messages(message, field).map((pair) => {
      const key = messages(pair, 1)[0]?.toString("utf8") ?? "";
      const [value] = fieldsOf(messages(pair, 2)[0] ?? Buffer.alloc(0));
      const { number = 0, content = 0 } = value ?? {};
      if (Buffer.isBuffer(content))
        return [key, number === 4 ? content.readDoubleLE() : content.toString("utf8")];
      return [key, number === 2 ? content === 1 : content];
    }),
  );
}

function messages(message: Buffer, field: number): Buffer[] {
  return fieldsOf(message).flatMap(({ number, content }) =>
    number === field && Buffer.isBuffer(content) ? content : [],
  );
}

/** The fields of a protobuf message: varints as numbers, everything else as its bytes. */
function fieldsOf(message: Buffer): { number: number; content: Buffer | number }[] {
  const fields: { number: number; content: Buffer | number }[] = [];
  let at = 0;
  const varint = (): number => {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = message[at++] ?? 0;
      value += (byte & 127) * scale;
      if (byte < 128) return value;
    }
  };
  const bytes = (length: number): Buffer => message.subarray(at, (at += length));
  while (at < message.length) {
    const tag = varint();
    const [number, wireType] = [tag >> 3, tag & 7];
    if (wireType === 0) fields.push({ number, content: varint() });
    else if (wireType === 1) fields.push({ number, content: bytes(8) });
    else if (wireType === 5) fields.push({ number, content: bytes(4) });
    else fields.push({ number, content: bytes(varint()) });
  }
  return fields;
}
