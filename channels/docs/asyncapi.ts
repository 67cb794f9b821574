import { z } from "zod";

import { ClientFrame } from "../websocket/frames.ts";
import { ServerFrame } from "../websocket/server-frames.ts";

interface Message {
  readonly name: string;
  readonly summary: string;
  readonly schema: z.ZodType;
  readonly io: "input" | "output";
}

const SUMMARIES: Readonly<Record<string, string>> = {
  "client.command": "Something to be done, in the user's own words",
  "client.system":
    "An answer to a question, cancel, undo, subscribe after a reconnect, or linking a phone: `link_phone` texts a code to the number, `verify_phone` with that code links it",
  "client.ping": "Asks what time it is; with `payload.userId`, also says who the client is",
  "server.command": "How a command ended or, with `auth_required`, where it waits",
  "server.system": "A question to the user",
  "server.notification": "A sign of progress",
  "server.data": "What became of linking a phone",
  "server.pong": "The assistant's clock",
  "server.error": "What is wrong with a frame",
};

/** The WebSocket contract as an AsyncAPI 3.0 document, made from the schemas the channel itself reads and writes by. */
export function asyncApiDocument(serverUrl: string): object {
  const { host, protocol } = new URL(serverUrl);
  const fromClient = messagesOf("client", ClientFrame.options, "input");
  const fromServer = messagesOf("server", ServerFrame.options, "output");
  const all = [...fromClient, ...fromServer];
  return {
    asyncapi: "3.0.0",
    info: {
      title: "Errand over WebSocket",
      version: "1.0.0",
      description:
        "One JSON object per text frame. `seq` rises by one per session; `subscribe` replays what was missed. " +
        "Where the server asks for tokens, one comes as `Authorization: Bearer`, or a token or ticket (`POST /tickets`) " +
        "as the subprotocol pair `errand, <token>`: 401 where it is not taken. A socket whose token expires, or is " +
        "signed with a key that was taken away, is closed with 1008.",
    },
    servers: { here: { host, protocol: protocol === "https:" ? "wss" : "ws" } },
    channels: {
      ws: {
        address: "/ws",
        messages: Object.fromEntries(
          all.map(({ name }) => [name, { $ref: `#/components/messages/${name}` }]),
        ),
      },
    },
    operations: {
      take: operation("receive", fromClient),
      tell: operation("send", fromServer),
    },
    components: {
      messages: Object.fromEntries(
        all.map(({ name, summary, schema, io }) => [
          name,
          {
            name,
            summary,
            contentType: "application/json",
            payload: z.toJSONSchema(schema, { target: "draft-7", io, unrepresentable: "any" }),
          },
        ]),
      ),
    },
  };
}

function messagesOf(
  side: "client" | "server",
  frames: readonly z.ZodObject<{ type: z.ZodLiteral<string> }>[],
  io: "input" | "output",
): Message[] {
  return frames.map((schema) => {
    const name = `${side}.${schema.shape.type.value}`;
    return { name, summary: SUMMARIES[name] ?? name, schema, io };
  });
}

function operation(action: "receive" | "send", messages: readonly Message[]): object {
  return {
    action,
    channel: { $ref: "#/channels/ws" },
    messages: messages.map(({ name }) => ({ $ref: `#/channels/ws/messages/${name}` })),
  };
}
