import { once } from "node:events";
import { mkdir } from "node:fs/promises";
import { createServer } from "node:http";
import path from "node:path";

import Koa from "koa";

import { createClock } from "./clock.ts";
import { createConnectRouter } from "./connect-router.ts";
import { loadConfig } from "./config.ts";
import { joinAssistant } from "./join.ts";
import { portOf } from "./listening.ts";
import { createLogger } from "./logger.ts";
import { startProviders } from "./providers.ts";
import { toListener } from "./server.ts";
import { openDataKeys } from "./storage/data-key.ts";
import { openSqliteStorage } from "./storage/sqlite/storage.ts";

/**
 * The ActionPlanner as LangGraph Studio and its dev server load it: without channels, and without a checkpointer, which
 * the server brings. Its data is its own, so that it runs beside the program.
 */
async function openForStudio() {
  const own = loadConfig(process.env);
  // No timer fires in Studio, so no mail waits for one.
  const config = { ...own, dataDir: path.join(own.dataDir, "studio"), sendHoldMs: 0 };
  const logger = createLogger(config.logLevel);
  const clock = createClock(config.sandboxNow === undefined ? {} : { startAt: config.sandboxNow });
  await mkdir(config.dataDir, { recursive: true });
  const storage = openSqliteStorage({
    path: path.join(config.dataDir, "errand.sqlite"),
    dataKeys: openDataKeys(config.dataDir, config.dataKeys),
  });

  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const publicUrl = `http://127.0.0.1:${portOf(server)}`;
  const providers = await startProviders(config, {
    users: storage.users,
    clock,
    logger,
    publicUrl,
    onConnected: async (userId, service) => void (await linking.settle(userId, service)),
  });
  const { planner, linking } = joinAssistant({
    config,
    storage,
    checkpointer: undefined,
    providers,
    publicUrl,
    canText: async () => false,
    clock,
    logger,
  });
  // Nothing waits for the callback here: after connecting, the run is resumed by hand with {"kind": "connected"}.
  const assistant = { connected: async () => {} };
  const connect = createConnectRouter({ linking, assistant, publicUrl, logger });
  const app = new Koa();
  for (const router of [connect, ...providers.routers]) app.use(router.routes());
  server.on("request", toListener(app));
  return planner;
}

export const graph = await openForStudio();
