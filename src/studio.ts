import { once } from "node:events";
import { mkdir } from "node:fs/promises";
import { createServer } from "node:http";
import path from "node:path";

import Koa from "koa";

import { createAccountLinking } from "../graph/account-linking.ts";
import { createActionPlanner } from "../graph/action-planner.ts";
import { createComposioProvider } from "../tools/composio/composio.ts";
import { createApprovalBook } from "../tools/consent/approvals.ts";
import { createStandingBook } from "../tools/consent/standing.ts";
import { createAliasBook } from "../tools/entities/aliases.ts";
import { createEntityResolver } from "../tools/entities/resolver.ts";
import { createReminderBook } from "../tools/reminders/book.ts";
import { toLangChainTools } from "../tools/langchain.ts";
import { createToolbox } from "../tools/toolbox.ts";
import { createClock } from "./clock.ts";
import { createConnectRouter } from "./connect-router.ts";
import { loadConfig } from "./config.ts";
import { portOf } from "./listening.ts";
import { createLogger } from "./logger.ts";
import { createPlanning } from "./planning.ts";
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
  const config = { ...own, dataDir: path.join(own.dataDir, "studio") };
  const logger = createLogger(config.logLevel);
  const clock = createClock(config.sandboxNow === undefined ? {} : { startAt: config.sandboxNow });
  await mkdir(config.dataDir, { recursive: true });
  const { users, cache, effects, actions, connectLinks, timers } = openSqliteStorage({
    path: path.join(config.dataDir, "errand.sqlite"),
    dataKeys: openDataKeys(config.dataDir, config.dataKeys),
  });

  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const publicUrl = `http://127.0.0.1:${portOf(server)}`;
  const providers = await startProviders(config, {
    users,
    clock,
    logger,
    publicUrl,
    onConnected: async (userId, service) => void (await linking.settle(userId, service)),
  });
  const provider = createComposioProvider({ ...providers.composio, cache, logger });
  const { accounts } = provider;
  const linking = createAccountLinking({
    accounts,
    links: connectLinks,
    users,
    cache,
    clock,
    publicUrl,
  });
  // Nothing waits for the callback here: after connecting, the run is resumed by hand with {"kind": "connected"}.
  const assistant = { connected: async () => {} };
  const connect = createConnectRouter({ linking, assistant, publicUrl, logger });
  const app = new Koa();
  for (const router of [connect, ...providers.routers]) app.use(router.routes());
  server.on("request", toListener(app));

  const aliases = createAliasBook(cache);
  const approvals = createApprovalBook(cache, clock);
  const standing = createStandingBook(cache);
  const toolbox = createToolbox({
    provider,
    aliases,
    actions,
    effects,
    cache,
    approvals,
    standing,
    // Nothing is told in Studio: no timer fires there.
    reminders: createReminderBook({ cache, timers, clock, canText: async () => false }),
    clock,
    logger,
  });
  return createActionPlanner({
    ...createPlanning({
      prefer: config.planner,
      model: providers.model,
      specs: toolbox.specs,
      logger,
    }),
    specs: toolbox.specs,
    tools: toLangChainTools(toolbox),
    consent: toolbox.consent,
    entities: createEntityResolver({ toolbox, cache, aliases, logger }),
    accounts,
    linking,
  });
}

export const graph = await openForStudio();
