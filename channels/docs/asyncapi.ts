import { z } from "zod";

import { ClientFrame, ServerFrame } from "../websocket/frames.ts";

const toSchema = (schema: z.ZodType, io: "input" | "output"): object =>
  z.toJSONSchema(schema, { target: "draft-7", io, unrepresentable: "any" });

/** The WebSocket contract as an AsyncAPI 3.0 document, made from the schemas the channel itself decodes by. */
export function asyncApiDocument(serverUrl: string): object {
  const { host, protocol } = new URL(serverUrl);
  return {
    asyncapi: "3.0.0",
    info: {
      title: "Errand over WebSocket",
      version: "1.0.0",
      description:
        "One JSON object per text frame. `seq` rises by one per session; `subscribe` replays what was missed.",
    },
    servers: { here: { host, protocol: protocol === "https:" ? "wss" : "ws" } },
    channels: {
      ws: {
        address: "/ws",
        messages: {
          fromClient: { $ref: "#/components/messages/fromClient" },
          fromServer: { $ref: "#/components/messages/fromServer" },
        },
      },
    },
    operations: {
      take: {
        action: "receive",
        channel: { $ref: "#/channels/ws" },
        messages: [{ $ref: "#/channels/ws/messages/fromClient" }],
      },
      tell: {
        action: "send",
        channel: { $ref: "#/channels/ws" },
        messages: [{ $ref: "#/channels/ws/messages/fromServer" }],
      },
    },
    components: {
      messages: {
        fromClient: {
          name: "client frame",
          contentType: "application/json",
          payload: toSchema(ClientFrame, "input"),
        },
        fromServer: {
          name: "server frame",
          contentType: "application/json",
          payload: toSchema(ServerFrame, "output"),
        },
      },
    },
  };
}
