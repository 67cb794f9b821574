import type { z } from "zod";

import type { EntityType } from "./entity.ts";
import type { SessionId, UserId } from "./ids.ts";
import type { Json } from "./plan.ts";
import type { SourcedValue } from "./provenance.ts";
import type { Service } from "./service.ts";
import type { Channel } from "./turn.ts";

/** Whose a tool is: a Google service's, whose account must be connected, or Errand's own, which needs none. */
export type ToolService = Service | "assistant";

/** For whom a call is made; reaches every tool. */
export interface ToolContext {
  readonly userId: UserId;
  /** IANA zone in which the user reads times. */
  readonly timezone: string;
  /** RFC 3339 with the zone's offset. */
  readonly now: string;
  /** The user's own address, where it is known: what goes to nobody else is seen by nobody else. */
  readonly email?: string | undefined;
  /** Where it was asked for. */
  readonly channel?: Channel;
  readonly sessionId?: SessionId;
}

/** What is shown of one finished call. */
export interface Presented {
  readonly args: Readonly<Record<string, Json>>;
  readonly output: Json;
  readonly context: ToolContext;
}

/** One capability as the planners and the graph see it: all of it is data but for the words it is shown with. */
export interface ToolSpec {
  /** `service_verb_noun`, the name used in plans, results and logs. */
  readonly name: string;
  readonly service: ToolService;
  readonly effect: "read" | "write";
  readonly description: string;
  readonly input: z.ZodObject;
  /** Top-level fields in which a `$entity` may stand, and what it then means. */
  readonly entityFields: Readonly<Record<string, EntityType>>;
  /**
   * The argument that names an event, and the one that says how much of its series is meant: the user is asked where
   * the event turns out to be one of a series and the plan does not say.
   */
  readonly seriesScope?: { readonly event: string; readonly scope: string };
  /** Only takes effects back: no planner is told of it. */
  readonly forUndo?: true;
  /** Says what of it, with these arguments, nothing takes back; undefined where all of it can be. Said before it is done. */
  readonly irreversible?: (args: Readonly<Record<string, Json>>) => string | undefined;
  /** What the step will do, for a list of steps: "Add “Lunch with Eden Chan” to your calendar". */
  title(args: Readonly<Record<string, Json>>): string;
  /** What is now there, or what was found, in full sentences or lines, times in the user's zone. */
  present(finished: Presented): string;
}

/** The tools that plans are made of: not those by which only an undo puts things back. */
export function plannable(specs: ReadonlyMap<string, ToolSpec>): ReadonlyMap<string, ToolSpec> {
  return new Map([...specs].filter(([, { forUndo }]) => forUndo === undefined));
}

/** One call, its arguments free of mentions and references. */
export interface ToolCall {
  readonly tool: string;
  readonly args: Readonly<Record<string, Json>>;
  readonly context: ToolContext;
  /** Stays the same when the call is repeated after a crash. */
  readonly idempotencyKey: string;
  /** The command the call belongs to. */
  readonly commandId: string;
  /** Where those of its values come from that the plan does not spell out itself. */
  readonly origins: readonly SourcedValue[];
  /**
   * When what it belongs to began, where that was before now (milliseconds since 1970, assistant's clock): effects are
   * taken back in the order in which they were asked for.
   */
  readonly startedAt?: number;
  readonly signal?: AbortSignal;
  /** Told before each retry, so that the user can be. */
  readonly onRetry?: (attempt: number, reason: string) => void;
}

/** All tools there are, and the one way to call them. */
export interface Toolbox {
  readonly specs: ReadonlyMap<string, ToolSpec>;
  /**
   * Runs one call and answers its output.
   * @throws AssistantError: ERR_INVALID_ARGUMENTS, ERR_NOT_CONNECTED (with its service), ERR_NOT_FOUND,
   * ERR_TOOL_REJECTED, ERR_TOOL_UNAVAILABLE (after its retries), ERR_OUTCOME_UNKNOWN, ERR_CANCELLED, ERR_NOT_APPROVED.
   */
  call(call: ToolCall): Promise<Json>;
}

/** Whose account was connected, as far as the provider tells. */
export type Holder =
  | { readonly kind: "address"; readonly address: string }
  /** The service has no way of telling. */
  | { readonly kind: "untold" }
  /** It could not be found out now. */
  | { readonly kind: "unknown" };

/** An account that was connected by a link and is used for nothing yet. */
export interface HeldAccount {
  readonly id: string;
  readonly holder: Holder;
}

/** The user's grants for the Google services. */
export interface ConnectedAccounts {
  /** Which of these services have no active grant. Cheap: remembered until a call or `forget` says otherwise. */
  missing(userId: UserId, services: readonly Service[]): Promise<Service[]>;
  /**
   * Makes a link where the user connects a service. The browser ends at `callbackUrl`, with the provider's own
   * parameters added to its query. What is connected by it is held back: no call is made with it before `admit`.
   */
  link(
    userId: UserId,
    service: Service,
    callbackUrl: string,
  ): Promise<{ readonly url: string; readonly expiresAt: string }>;
  /** The account that a link brought, once the provider calls it active, while it is held back. */
  held(userId: UserId, service: Service): Promise<HeldAccount | undefined>;
  /** From now on calls are made with this account. */
  admit(userId: UserId, accountId: string): Promise<void>;
  /** Gives this account back to its owner: the grant is deleted. */
  discard(userId: UserId, accountId: string): Promise<void>;
  /** Asks the provider anew. True where the grant is active. */
  verify(userId: UserId, service: Service): Promise<boolean>;
}
