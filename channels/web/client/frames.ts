import type { InterventionKind } from "../../../src/domain/intervention.ts";
import type { Plan, StepResult, StepStatus } from "../../../src/domain/plan.ts";
import type { Service } from "../../../src/domain/service.ts";
import type { OutcomeStatus } from "../../../src/domain/turn.ts";

/** How a command ended, or where it waits. */
export interface OutcomeData {
  readonly status: OutcomeStatus;
  readonly success: boolean;
  readonly message: string;
  readonly plan?: Plan;
  readonly results?: readonly StepResult[];
  readonly authUrl?: string;
  readonly service?: Service;
}

/** A question to the user. */
export interface QuestionData {
  readonly action: "user_intervention_required";
  readonly stepId: string;
  readonly kind: InterventionKind;
  readonly reason: string;
  readonly options?: readonly { readonly value: string; readonly label: string }[];
  readonly schema?: {
    readonly format?: string;
    /** With a question about several things at once: one field for each. */
    readonly properties?: Readonly<Record<string, { readonly format?: string }>>;
  };
  readonly preview?: {
    readonly actions: readonly {
      readonly stepId: string;
      readonly item?: number;
      readonly title: string;
      readonly lines: readonly {
        readonly label: string;
        readonly value: string;
        readonly from?: string;
      }[];
      readonly warnings: readonly string[];
    }[];
  };
  readonly expiresAt: string;
  readonly authUrl?: string;
  readonly service?: Service;
}

interface AboutStep {
  readonly stepId: string;
  readonly tool: string;
  readonly title: string;
  /** Position in the list of a step that runs once per element. */
  readonly item?: number;
}

/** Progress of a plan. What this client does not know yet is passed over. */
export type NotificationData =
  | { readonly action: "command_started"; readonly commandId?: string }
  /** One more piece of the reply, as it is being written; the outcome has it whole. */
  | { readonly action: "message_delta"; readonly delta: string }
  | {
      readonly action: "plan_created";
      readonly plan: Plan;
      readonly titles?: Readonly<Record<string, string>>;
    }
  | ({ readonly action: "step_started" } & AboutStep)
  | ({
      readonly action: "step_retrying";
      readonly attempt: number;
      readonly reason?: string;
    } & AboutStep)
  | ({
      readonly action: "step_finished";
      readonly status: StepStatus;
      readonly error?: { readonly message: string };
    } & AboutStep)
  /** What the user asked to be told now; it answers no command. */
  | { readonly action: "reminder"; readonly message: string }
  | {
      readonly action: "intervention_resolved";
      readonly stepId: string;
      readonly label?: string;
    };

interface OfSession {
  readonly sessionId: string;
  readonly seq: number;
  /** The command this belongs to, by our own id for it. */
  readonly id?: string;
}

/** A frame that belongs to a session: in order, and the same each time it is sent. */
export type SessionFrame =
  | ({ readonly type: "command"; readonly data: OutcomeData } & OfSession)
  | ({ readonly type: "system"; readonly data: QuestionData } & OfSession)
  | ({ readonly type: "notification"; readonly data: NotificationData } & OfSession);

/** What became of something that was asked about the user's phone. */
export interface PhoneData {
  readonly action: "get_phone" | "link_phone" | "verify_phone" | "unlink_phone";
  readonly status: "linked" | "not_linked" | "code_sent";
  readonly phoneNumber?: string;
}

/** What may be asked about it. */
export interface PhoneRequest {
  readonly action: PhoneData["action"];
  readonly phoneNumber?: string;
  readonly code?: string;
}

/** All that the server sends. */
export type ServerFrame =
  | SessionFrame
  | { readonly type: "data"; readonly id?: string; readonly data: PhoneData }
  | { readonly type: "pong"; readonly data: { readonly datetime: string } }
  | {
      readonly type: "error";
      readonly id?: string;
      readonly data: { readonly code: string; readonly message: string };
    };

/** What answers a question: words, or a value for each field. */
export type Answer = string | Readonly<Record<string, string>>;

/** What this client sends; the connection adds who it is. */
export type ClientFrame =
  | { readonly type: "ping"; readonly payload: object }
  | {
      readonly type: "command";
      readonly id: string;
      readonly payload: {
        readonly message: string;
        readonly sessionId?: string;
        readonly timezone: string;
      };
    }
  | {
      readonly type: "system";
      readonly id?: string;
      readonly payload: {
        readonly action: "intervention_response" | "cancel" | "subscribe";
        readonly sessionId: string;
        readonly stepId?: string;
        readonly resolvedValue?: Answer;
        readonly afterSeq?: number;
      };
    }
  | {
      readonly type: "system";
      readonly id: string;
      readonly payload: PhoneRequest;
    };
