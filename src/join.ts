import type { BaseCheckpointSaver } from "@langchain/langgraph-checkpoint";

import { createAccountLinking } from "../graph/account-linking.ts";
import type { AccountLinking } from "../graph/account-linking.ts";
import { createActionPlanner } from "../graph/action-planner.ts";
import type { ActionPlanner } from "../graph/action-planner.ts";
import { createReminders } from "../graph/reminders.ts";
import type { Reminders } from "../graph/reminders.ts";
import { createSessionRunner } from "../graph/session-runner.ts";
import type { SessionRunner } from "../graph/session-runner.ts";
import { createComposioProvider } from "../tools/composio/composio.ts";
import { createApprovalBook } from "../tools/consent/approvals.ts";
import { createStandingBook } from "../tools/consent/standing.ts";
import { createAliasBook } from "../tools/entities/aliases.ts";
import { createEntityResolver } from "../tools/entities/resolver.ts";
import { toLangChainTools } from "../tools/langchain.ts";
import { createReminderBook } from "../tools/reminders/book.ts";
import { createDueReminders } from "../tools/reminders/due.ts";
import { createToolbox } from "../tools/toolbox.ts";
import { tracedProvider } from "../tools/traced-provider.ts";
import type { Config } from "./config.ts";
import type { Clock } from "./domain/clock.ts";
import type { UserId } from "./domain/ids.ts";
import type { Logger } from "./domain/logger.ts";
import type { Observation } from "./observability/observation.ts";
import { createPlanning } from "./planning.ts";
import type { Providers } from "./providers.ts";
import type { Storage } from "./storage/storage.ts";

export interface JoinOptions {
  readonly config: Config;
  readonly storage: Storage;
  /** Undefined where whoever runs the graph brings one. */
  readonly checkpointer: BaseCheckpointSaver | undefined;
  readonly providers: Providers;
  /** Where `/connect/:token` and `/oauth/callback` are served. */
  readonly publicUrl: string;
  /** Whether a user can be reached by text. */
  readonly canText: (userId: UserId) => Promise<boolean>;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly observation?: Observation;
}

/** The graph with its tools, and what works on sessions with it. */
export interface Joined {
  readonly planner: ActionPlanner;
  readonly linking: AccountLinking;
  readonly reminders: Reminders;
  readonly runner: SessionRunner;
}

/** Joins graph and tools, which do not know each other, over storage and providers: in the program and wherever it is run again. */
export function joinAssistant(options: JoinOptions): Joined {
  const { config, storage, providers, publicUrl, canText, clock, logger, observation } = options;
  const { cache, timers, users, outbox, leases } = storage;
  const tracing = observation && { tracing: observation.tracing };
  const composio = createComposioProvider({ ...providers.composio, cache, logger });
  const provider =
    observation === undefined ? composio : tracedProvider(composio, observation.tracing);
  const { accounts } = provider;
  const links = storage.connectLinks;
  const linking = createAccountLinking({ accounts, links, users, cache, clock, publicUrl });
  const aliases = createAliasBook(cache);
  const book = createReminderBook({ cache, timers, clock, canText });
  const toolbox = createToolbox({
    provider,
    aliases,
    actions: storage.actions,
    effects: storage.effects,
    cache,
    approvals: createApprovalBook(cache, clock),
    standing: createStandingBook(cache),
    reminders: book,
    hold: { timers, ms: config.sendHoldMs },
    clock,
    logger,
    ...(observation && { onEffect: observation.onEffect }),
  });
  const planner = createActionPlanner(
    {
      ...createPlanning({
        prefer: config.planner,
        model: providers.model,
        specs: toolbox.specs,
        logger,
        ...(observation && { onModelCall: observation.onModelCall }),
        ...tracing,
      }),
      specs: toolbox.specs,
      tools: toLangChainTools(toolbox),
      consent: toolbox.consent,
      entities: createEntityResolver({ toolbox, cache, aliases, logger }),
      accounts,
      linking,
      ...tracing,
    },
    options.checkpointer,
  );
  const due = createDueReminders({ book, toolbox, clock, logger });
  const reminders = createReminders({ due, outbox, timers, leases, clock, logger });
  const runner = createSessionRunner({
    ...config,
    planner,
    reminders,
    storage,
    sendHeldMail: toolbox.sendHeldMail,
    clock,
    logger,
    ...(observation && { onTurn: observation.onTurn }),
    ...tracing,
  });
  return { planner, linking, reminders, runner };
}
