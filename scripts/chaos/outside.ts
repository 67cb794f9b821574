import { AsyncLocalStorage } from "node:async_hooks";
import type { ServerResponse } from "node:http";
import path from "node:path";

import { createClock } from "../../src/clock.ts";
import type { Logger } from "../../src/domain/logger.ts";
import type { Service } from "../../src/domain/service.ts";
import { portOf } from "../../src/listening.ts";
import type { Workspace } from "../../test/support/client.ts";
import { READ_SLUGS } from "../../tools/provider.ts";
import { calendarTools } from "../../tools/sandbox/calendar/tools.ts";
import { settleLink } from "../../tools/sandbox/consent/consent.ts";
import { contactTools, gmailContactTools } from "../../tools/sandbox/contacts/tools.ts";
import { replaceUser, toDocument, UserDocument } from "../../tools/sandbox/document.ts";
import { gmailTools } from "../../tools/sandbox/gmail/tools.ts";
import { createComposioApi } from "../../tools/sandbox/protocol/composio-api.ts";
import type { ProviderTool } from "../../tools/sandbox/provider-tool.ts";
import { Refusal } from "../../tools/sandbox/refusal.ts";
import { openSqliteDatabase } from "../../tools/sandbox/store/sqlite-database.ts";
import { openStore } from "../../tools/sandbox/store/store.ts";
import { taskTools } from "../../tools/sandbox/tasks/tools.ts";
import { startCarrier } from "./carrier.ts";
import type { Carrier } from "./carrier.ts";
import { answerAs, listen, stop } from "./servers.ts";
import type { Fate } from "./servers.ts";

/** One request that reached a Google tool, as the sandbox saw it. */
export interface ProviderRequest {
  /** Milliseconds of the runner's steady clock. */
  readonly at: number;
  readonly userId: string;
  readonly slug: string;
  readonly isWrite: boolean;
  /** Whether it was carried out. */
  readonly done: boolean;
}

/** The providers of the program under test, in the runner's own process: they outlive every kill, and all is counted here. */
export interface Outside {
  /** What tells the program where they are. */
  readonly env: Readonly<Record<string, string>>;
  readonly requests: readonly ProviderRequest[];
  readonly carrier: Carrier;
  addUser(workspace: Workspace): Promise<void>;
  workspace(userId: string): Workspace;
  /** Decides the fate of this user's next call of one of these tools; `onMet` is told when it has come. */
  setFate(userId: string, fate: Fate, slugs: readonly string[], onMet?: () => void): void;
  /** Resolves when what was requested so far is as the function says. */
  requested(holds: () => boolean): Promise<void>;
  /** Allows what the user was asked to connect, and answers where the browser is sent on to. */
  consent(userId: string, service: Service): Promise<URL | undefined>;
  close(): Promise<void>;
}

interface Planned {
  readonly fate: Fate;
  readonly slugs: readonly string[];
  readonly onMet: () => void;
}

const silent: Logger = { debug() {}, info() {}, warn() {}, error() {} };

/** Starts the providers, their data in `dataDir`. */
export async function startOutside(dataDir: string): Promise<Outside> {
  const clock = createClock();
  const store = await openStore(openSqliteDatabase(path.join(dataDir, "google.sqlite")));
  const requests: ProviderRequest[] = [];
  const fates = new Map<string, Planned>();
  const waiting = new Set<{ holds(): boolean; resolve(): void }>();
  const responses = new AsyncLocalStorage<ServerResponse>();

  /** The same tool, its requests noted and its writes subject to what the runner has in mind for them. */
  function watch(tool: ProviderTool): ProviderTool {
    const isWrite = !READ_SLUGS.has(tool.slug);
    return {
      ...tool,
      run(args, context) {
        const { userId } = context.workspace.profile;
        const response = responses.getStore();
        const note = (done: boolean): void => {
          requests.push({ at: performance.now(), userId, slug: tool.slug, isWrite, done });
          for (const each of waiting) if (each.holds()) each.resolve();
        };
        const planned = fates.get(userId);
        const met = planned?.slugs.includes(tool.slug) === true ? planned : undefined;
        if (met !== undefined && response !== undefined) {
          fates.delete(userId);
          answerAs(met.fate, response);
        }
        if (met?.fate === "unheard") {
          note(false);
          met.onMet();
          throw new Refusal(503, "unheard", "never heard");
        }
        try {
          const data = tool.run(args, context);
          note(true);
          return data;
        } catch (cause) {
          note(false);
          throw cause;
        } finally {
          met?.onMet();
        }
      },
    };
  }

  const api = createComposioApi({
    store,
    tools: [
      ...calendarTools,
      ...gmailTools,
      ...taskTools,
      ...contactTools,
      ...gmailContactTools,
    ].map(watch),
    clock,
    logger: silent,
    consentUrl: (token) => `http://127.0.0.1/consent/${token}`,
  });
  const composio = await listen((request, response) =>
    responses.run(response, () => api(request, response)),
  );
  const carrier = await startCarrier({ dataDir, clock });

  return {
    env: {
      COMPOSIO_BASE_URL: `http://127.0.0.1:${portOf(composio)}`,
      COMPOSIO_API_KEY: store.apiKey,
      ...carrier.env,
    },
    requests,
    carrier,
    addUser: (workspace) =>
      store.transact(() => replaceUser(store, UserDocument.parse(workspace), clock)),
    workspace: (userId) => toDocument(store, userId) as Workspace,
    setFate: (userId, fate, slugs, onMet = () => {}) =>
      void fates.set(userId, { fate, slugs, onMet }),
    requested: (holds) =>
      new Promise((resolve) => {
        if (holds()) return resolve();
        const waiter = {
          holds,
          resolve() {
            waiting.delete(waiter);
            resolve();
          },
        };
        waiting.add(waiter);
      }),
    consent: (userId, service) =>
      store.transact(() => {
        const link = [...store.links.values()].findLast(({ accountId }) => {
          const account = store.accounts.get(accountId);
          return account?.userId === userId && account.service === service;
        });
        const account = link && store.accounts.get(link.accountId);
        return link && account && settleLink(store, link, account, true, clock.now());
      }),
    async close() {
      await carrier.close();
      await stop(composio);
      store.close();
    },
  };
}
