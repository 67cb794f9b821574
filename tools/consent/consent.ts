import type { Consent, Verdict } from "../../src/domain/consent.ts";
import { AssistantError, isStorageFault, toAssistantError } from "../../src/domain/errors.ts";
import type { ToolCall } from "../../src/domain/tool.ts";
import type { EffectStore } from "../../src/storage/storage.ts";
import { createCallProvider } from "../call-provider.ts";
import type { CallProviderOptions, WriteRecord } from "../call-provider.ts";
import { catalog } from "../catalog.ts";
import type { CallProvider, ToolDefinition } from "../definition.ts";
import { removes, REMOVING_TOOLS } from "../policy.ts";
import type { Judgement } from "../policy.ts";
import { approvalIdOf } from "./approvals.ts";
import type { ApprovalBook } from "./approvals.ts";
import { examine } from "./examine.ts";
import type { Examined } from "./examine.ts";
import { previewOf } from "./preview.ts";
import { standingFor } from "./standing.ts";
import type { StandingBook } from "./standing.ts";

export interface ConsentOptions extends CallProviderOptions {
  readonly approvals: ApprovalBook;
  readonly standing: StandingBook;
  readonly effects: Pick<EffectStore, "countOf">;
}

/** Judges calls before they are made, and shows what needs a yes. */
export function createConsent(options: ConsentOptions): Consent {
  const { approvals, standing, effects, logger } = options;

  async function assess(call: ToolCall, removals: number): Promise<Verdict> {
    try {
      return await judgeCall(call, removals);
    } catch (cause) {
      if (isStorageFault(cause)) throw cause;
      const { code, expose, message } = toAssistantError(cause);
      if (code === "ERR_NOT_CONNECTED") return { kind: "allow" };
      if (!expose) logger.error({ err: cause, tool: call.tool }, "a call could not be judged");
      return { kind: "refuse", code, why: expose ? message : "Something went wrong on our side." };
    }
  }

  async function judgeCall(call: ToolCall, removals: number): Promise<Verdict> {
    const definition = catalog.get(call.tool);
    if (definition === undefined) throw refusal(REFUSALS.unknown_tool);
    const examined = await examine(call, providerFor(definition, call, options), { removals });
    const { judgement, look } = examined;
    if (judgement.kind === "allow") return judgement;
    if (judgement.kind === "refuse") throw refusal(REFUSALS[judgement.why]);
    const approvalId = approvalIdOf(call, look);
    if (await isAgreed(call, examined, approvalId, options)) return { kind: "allow" };
    return { kind: "ask", preview: previewOf(definition, call, examined, approvalId) };
  }

  return {
    async assess(calls) {
      const [first] = calls;
      if (first === undefined) return [];
      const removing = calls.filter(({ tool }) => removes(tool)).length;
      const before = removing === 0 ? 0 : await effects.countOf(first.commandId, REMOVING_TOOLS);
      return await Promise.all(calls.map((call) => assess(call, before + removing)));
    },
    async grant(grant) {
      for (const each of grant.always ?? []) await standing.add(grant.userId, each);
      await approvals.grant(grant);
    },
  };
}

/**
 * The check at the door: whoever asks for a call, it is made only where the rules allow it or the user said yes to
 * exactly this, which is answered by its name. @throws ERR_NOT_APPROVED
 */
export async function checkConsent(
  call: ToolCall,
  provider: CallProvider,
  before: unknown,
  options: Pick<ConsentOptions, "approvals" | "standing" | "effects">,
): Promise<string | undefined> {
  const removals = removes(call.tool)
    ? await options.effects.countOf(call.commandId, REMOVING_TOOLS)
    : 0;
  const examined = await examine(call, provider, { removals, before });
  const { judgement, look } = examined;
  if (judgement.kind === "allow") return undefined;
  if (judgement.kind === "refuse") throw refusal(REFUSALS[judgement.why]);
  const approvalId = approvalIdOf(call, look);
  if (await isAgreed(call, examined, approvalId, options)) return approvalId;
  throw refusal("That needs your yes to exactly this, and it changed since. Please ask me again.");
}

/** Whether the user said yes to exactly this, or once and for all to the like. */
async function isAgreed(
  { tool, context }: ToolCall,
  examined: Examined,
  approvalId: string,
  { approvals, standing }: Pick<ConsentOptions, "approvals" | "standing">,
): Promise<boolean> {
  if (await approvals.holds(context.userId, approvalId)) return true;
  const wanted = standingFor(tool, examined);
  return wanted !== undefined && (await standing.covers(context.userId, wanted));
}

const REFUSALS: Readonly<Record<Extract<Judgement, { kind: "refuse" }>["why"], string>> = {
  unknown_tool: "I don't know what that would do, so I don't do it.",
  unknown_origin: "I can't tell where an address or an item in that comes from, so I don't do it.",
  outside_id: "What that is about was named in a text of somebody else's, so I don't do it.",
};

function refusal(why: string): AssistantError {
  return new AssistantError("ERR_NOT_APPROVED", why);
}

/** What a call may reach: the provider, unless the tool is Errand's own. */
export function providerFor(
  { name, service }: ToolDefinition,
  call: ToolCall,
  options: CallProviderOptions,
  /** Of a write: without it, nothing can be written. */
  record?: WriteRecord,
): CallProvider {
  return service === "assistant"
    ? () => Promise.reject(new Error(`${name} calls no provider.`))
    : createCallProvider(options, call, service, record);
}
