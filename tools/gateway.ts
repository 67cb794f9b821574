import type { ActionLog } from "../src/domain/audit.ts";
import type { Clock } from "../src/domain/clock.ts";
import type { EffectOutcome } from "../src/domain/effect-outcome.ts";
import { AssistantError, toAssistantError } from "../src/domain/errors.ts";
import type { Logger } from "../src/domain/logger.ts";
import type { Json } from "../src/domain/plan.ts";
import { SERVICE_TITLES } from "../src/domain/service.ts";
import type { ToolCall } from "../src/domain/tool.ts";
import type { Undo } from "../src/domain/undo.ts";
import type { CacheStore, EffectStore } from "../src/storage/storage.ts";
import { throwIfCancelled } from "./call-provider.ts";
import type { CallProviderOptions } from "./call-provider.ts";
import type { ApprovalBook } from "./consent/approvals.ts";
import type { StandingBook } from "./consent/standing.ts";
import { checkConsent, providerFor } from "./consent/consent.ts";
import type { ToolDefinition } from "./definition.ts";
import type { AliasBook } from "./entities/aliases.ts";
import { holdFor } from "./hold/hold.ts";
import type { HoldOptions } from "./hold/hold.ts";
import type { Journal } from "./journal.ts";
import { createOnce } from "./once.ts";
import type { Provider } from "./provider.ts";
import type { ReminderBook } from "./reminders/book.ts";
import { withDifferences } from "./receipt.ts";
import { reversalOf } from "./undo/reversals.ts";

export interface GatewayOptions {
  readonly provider: Provider;
  /** What Errand's own tools read and change. */
  readonly aliases: AliasBook;
  readonly actions: ActionLog;
  readonly effects: EffectStore;
  /** Keeps what a write has done so far, until it has an outcome. */
  readonly cache: CacheStore;
  /** What the user said yes to: a write that needs a yes is refused without it. */
  readonly approvals: ApprovalBook;
  /** What they need not be asked about any more. */
  readonly standing: StandingBook;
  /** What they want to be told later. */
  readonly reminders: ReminderBook;
  readonly clock: Clock;
  readonly logger: Logger;
  /** How long mail waits before it leaves; without it, it leaves at once. */
  readonly hold?: HoldOptions;
  /** How long one provider call may take, its retries included. Default 30 s. */
  readonly deadlineMs?: number;
  /** How long to wait before the first retry; each further one waits twice as long, give or take. Default 250 ms. */
  readonly retryDelayMs?: number;
  /** How long after it left a request may still be at work at the provider, where its end was not seen. Default 5 s. */
  readonly inFlightMs?: number;
  /** How long a provider that is down is waited for, to see what came of a write. Default 60 s. */
  readonly patienceMs?: number;
  /** Told what came of each write at the ledger. */
  readonly onEffect?: (tool: string, outcome: EffectOutcome) => void;
}

/**
 * Runs one call of one tool and answers its output; `onApproved` is told the name of the yes it is done with, where it
 * needed one. @throws AssistantError as promised by Toolbox.call
 */
export type Gateway = (
  definition: ToolDefinition,
  call: ToolCall,
  onApproved?: (approvalId: string) => void,
) => Promise<Json>;

/**
 * The one door to the provider: checks the arguments and the account, claims a write in the ledger, checks that the user
 * agreed where they have to, lets the tool make its provider calls, and keeps with the outcome how it is taken back.
 */
export function createGateway(options: GatewayOptions): Gateway {
  const { provider, aliases, actions, standing, reminders, effects, clock, logger } = options;
  const calling = withDefaults(options);
  const once = createOnce(options);
  return async (definition, call, onApproved) => {
    checkArguments(definition, call);
    throwIfCancelled(call);
    const { userId } = call.context;
    const { service } = definition;
    const needed = service === "assistant" ? [] : [service];
    const [missing] = await provider.accounts.missing(userId, needed);
    if (missing !== undefined) {
      const message = `${SERVICE_TITLES[missing]} is not connected.`;
      throw new AssistantError("ERR_NOT_CONNECTED", message, { service: missing });
    }

    const hold = holdFor(call, effects, clock, options.hold);
    const effectId = call.idempotencyKey;
    const own = { aliases, actions, standing, reminders, hold };
    const context = { ...call.context, ...own, origins: call.origins, effectId };
    const write = async (journal: Journal): Promise<{ output: Json; undo: Undo }> => {
      const differences: string[] = [];
      const callProvider = providerFor(definition, call, calling, { journal, differences });
      const reversal = reversalOf(definition.name);
      // What had begun to be written was agreed to when it began.
      const isTakenUp = journal.hasWrites();
      const before = (await reversal.before?.(call.args, callProvider, context)) ?? null;
      if (!isTakenUp) {
        const approvalId = await checkConsent(call, callProvider, before ?? undefined, options);
        if (approvalId !== undefined) onApproved?.(approvalId);
      }
      const output = await definition.run({ ...call.args }, callProvider, context);
      const undo = reversal.undo({ args: call.args, before, output });
      return { output: withDifferences(output, differences), undo };
    };
    try {
      return definition.effect === "write"
        ? await once(call, write)
        : await definition.run({ ...call.args }, providerFor(definition, call, calling), context);
    } catch (cause) {
      const error = toAssistantError(cause);
      if (error.code === "ERR_INTERNAL")
        logger.error({ err: cause, tool: definition.name }, "tool failed");
      throw error;
    }
  };
}

/** The same options, with how long calls may take where that was left open. */
export function withDefaults(options: GatewayOptions): GatewayOptions & CallProviderOptions {
  return {
    ...options,
    deadlineMs: options.deadlineMs ?? 30_000,
    retryDelayMs: options.retryDelayMs ?? 250,
    inFlightMs: options.inFlightMs ?? 5_000,
    patienceMs: options.patienceMs ?? 60_000,
  };
}

function checkArguments(definition: ToolDefinition, call: ToolCall): void {
  const parsed = definition.input.safeParse(call.args);
  if (parsed.success) return;
  const faults = parsed.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`);
  throw new AssistantError("ERR_INVALID_ARGUMENTS", `${definition.name}: ${faults.join("; ")}`, {
    cause: parsed.error,
  });
}
