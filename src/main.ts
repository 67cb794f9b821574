import { once } from "node:events";
import { mkdir } from "node:fs/promises";
import type { Server } from "node:http";

import { createDocsRouter } from "../channels/docs/docs.ts";
import { createSmsChannel } from "../channels/sms/sms.ts";
import { createWebRouter } from "../channels/web/web.ts";
import { attachWebSocket } from "../channels/websocket/websocket.ts";
import { createAssistant } from "../graph/assistant.ts";
import { openAuthentication } from "./authentication/authentication.ts";
import { createConnectRouter } from "./connect-router.ts";
import { createClock } from "./clock.ts";
import { ConfigError, loadConfig } from "./config.ts";
import type { Config } from "./config.ts";
import { joinAssistant } from "./join.ts";
import { createHttpServer, portOf } from "./listening.ts";
import { createLogger } from "./logger.ts";
import { currentTurn } from "./observability/current-turn.ts";
import { createMetrics } from "./observability/metrics.ts";
import { prepareLangSmith } from "./observability/langsmith.ts";
import { createObservation } from "./observability/observation.ts";
import { openTraces } from "./observability/traces.ts";
import { startProviders } from "./providers.ts";
import { createApp, toListener } from "./server.ts";
import { stopOnSignals } from "./shutdown.ts";
import { openStorage } from "./open-storage.ts";
import { DataKeyError } from "./storage/data-key.ts";
import { RedisSetupError } from "./storage/redis/setup-error.ts";
import { StorageInUseError } from "./storage/sqlite/storage.ts";

/** Exit code of a configuration that cannot be run (EX_CONFIG of sysexits.h). */
const EXIT_CONFIG = 78;

try {
  await main(readConfig());
} catch (cause) {
  console.error(describeFault(cause));
  process.exit(EXIT_CONFIG);
}

/** What has to be put right before the program can start, in a line. @throws the cause where it is something else */
function describeFault(cause: unknown): string {
  if (cause instanceof ConfigError) return cause.message;
  if (cause instanceof StorageInUseError) return `DATA_DIR: ${cause.message}`;
  if (cause instanceof DataKeyError) return `DATA_KEY: ${cause.message}`;
  if (cause instanceof RedisSetupError) return `REDIS_URL: ${cause.message}`;
  throw cause;
}

function readConfig(): Config {
  try {
    process.loadEnvFile();
  } catch {
    // There is no .env: the environment alone counts.
  }
  return loadConfig(process.env);
}

async function main(config: Config): Promise<void> {
  const turnId = (): string | undefined => currentTurn()?.id;
  const logger = createLogger(config.logLevel, () => ({ turn: turnId() }));
  // Node.js itself would print the error's words.
  process.on("uncaughtException", (cause) => {
    logger.error({ err: cause }, "the program failed");
    process.exit(1);
  });
  const metrics = createMetrics({
    connections: () => sockets.connections(),
    queueDepth: () => storage.queue.depth(),
    questionsOpen: () => storage.sessions.countOpenQuestions(),
  });
  const traces = await openTraces(process.env, turnId, logger);
  const langSmith = await prepareLangSmith(process.env);
  const observation = createObservation({ metrics, logger, traces });
  const clock = createClock(config.sandboxNow === undefined ? {} : { startAt: config.sandboxNow });
  await mkdir(config.dataDir, { recursive: true });
  const opened = await openStorage(config, logger, observation.onRoundTrip);
  const { storage, checkpointer, redis } = opened;
  const { users, outbox, cache } = storage;
  const authentication = config.auth && (await openAuthentication(config.auth, cache, logger));

  // It listens before it is ready: the addresses that go into links and webhooks are known only then.
  const server = createHttpServer();
  const publicUrl = await listen(server, config);
  const providers = await startProviders(config, {
    users,
    clock,
    logger,
    publicUrl,
    ...(redis && { redis }),
    async onConnected(userId, service) {
      await linking.settle(userId, service);
      await assistant.connected(userId, service);
    },
  });

  const { linking, reminders, runner } = joinAssistant({
    config,
    storage,
    checkpointer,
    providers,
    publicUrl,
    canText: async (userId) => sms.phones.isReachable(userId),
    clock,
    logger,
    observation,
  });
  const assistant = createAssistant({ runner, storage, clock });

  const { twilio } = providers;
  const webhookUrl = (): string => `${publicUrl}/sms`;
  const sms = createSmsChannel({
    assistant,
    users,
    outbox,
    cache,
    leases: storage.leases,
    twilio,
    webhookUrl,
    lastConnected: async (userId, service) => linking.lastConnected(userId, service),
    clock,
    logger,
  });
  const origins = config.allowedOrigins.length > 0 ? config.allowedOrigins : originsOf(publicUrl);
  const sockets = attachWebSocket({
    server,
    assistant,
    phones: sms.phones,
    authentication,
    allowedOrigins: () => origins,
    limits: config.socketLimits,
    trustedProxies: config.trustedProxies,
    clock,
    logger,
    metrics,
  });

  const app = createApp({
    routers: [
      createWebRouter({ asksForToken: authentication !== undefined }),
      ...(authentication ? [authentication.router] : []),
      createDocsRouter(() => publicUrl),
      createConnectRouter({ linking, assistant, publicUrl, logger }),
      sms.router,
      ...providers.routers,
    ],
    checks: [{ part: "storage", check: () => storage.ping() }],
    metrics,
    logger,
  });
  server.removeAllListeners("request").on("request", toListener(app));
  await runner.start();
  const stopTexts = sms.start();

  stopOnSignals(
    [
      () => server.close(),
      () => sockets.close(),
      () => runner.close(),
      () => reminders.settled(),
      () => stopTexts(),
      () => authentication?.close(),
      () => providers.close(),
      () => opened.close(),
      () => Promise.all([traces.close(), langSmith.close()]),
    ],
    logger,
  );
  for (const { part, implementation, reason } of config.parts) {
    console.log(`${part.padEnd(9)}  ${implementation} (${reason})`);
  }
  console.log(`Open ${publicUrl}`);
}

/** Answers the address by which the outside reaches the server. */
async function listen(server: Server, { host, port, publicUrl }: Config): Promise<string> {
  server.on("request", (_request, response) => response.writeHead(503).end());
  server.listen(port, host);
  await once(server, "listening");
  const shown = host.includes(":") && !host.startsWith("[") ? `[${host}]` : host;
  return publicUrl ?? `http://${shown}:${portOf(server)}`;
}

/** The origin of a URL and, on this machine, the same under its other names. */
function originsOf(publicUrl: string): string[] {
  const url = new URL(publicUrl);
  const names = ["127.0.0.1", "localhost", "[::1]"];
  if (!names.includes(url.hostname)) return [url.origin];
  return names.map((name) => `${url.protocol}//${name}${url.port === "" ? "" : `:${url.port}`}`);
}
