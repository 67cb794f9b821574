import type { Plan, StepResult, StepStatus } from "../../../src/domain/plan.ts";
import type { NotificationData } from "./frames.ts";

export type StepState = "pending" | "running" | "retrying" | StepStatus;

/** One step as it is shown. */
export interface StepView {
  readonly id: string;
  readonly title: string;
  readonly state: StepState;
  /** Why it is tried again, or failed. */
  readonly note?: string | undefined;
  /** A step that runs once per element: how many elements began, how many ended. */
  readonly begun: number;
  readonly ended: number;
}

export interface PlanView {
  readonly goal: string;
  readonly steps: readonly StepView[];
  /** Nothing more will happen to it. */
  readonly settled: boolean;
}

type StepNotification = Extract<
  NotificationData,
  { readonly action: "step_started" | "step_retrying" | "step_finished" }
>;

/** A plan of which nothing has happened yet. */
export function createPlanView(plan: Plan, titles: Readonly<Record<string, string>>): PlanView {
  const steps = plan.steps.map(({ id, tool }): StepView => ({
    id,
    title: titles[id] ?? toWords(tool),
    state: "pending",
    begun: 0,
    ended: 0,
  }));
  return { goal: plan.goal, steps, settled: false };
}

/** The plan after one sign of progress. */
export function progressPlan(plan: PlanView, data: StepNotification): PlanView {
  return {
    ...plan,
    steps: plan.steps.map((step) => (step.id === data.stepId ? progressStep(step, data) : step)),
  };
}

/** The plan at its end: what the results do not tell of was not run. */
export function settlePlan(plan: PlanView, results: readonly StepResult[]): PlanView {
  const steps = plan.steps.map((step): StepView => {
    const own = results.filter(({ stepId }) => stepId === step.id);
    const failure = own.find(({ status }) => status === "failed");
    const state = failure?.status ?? own.at(-1)?.status;
    if (state !== undefined) return { ...step, state, note: failure?.error?.message };
    return isMoving(step.state) ? { ...step, state: "not_run" } : step;
  });
  return { ...plan, steps, settled: true };
}

function progressStep(step: StepView, data: StepNotification): StepView {
  const title = data.item === undefined ? data.title : step.title;
  switch (data.action) {
    case "step_started":
      return { ...step, title, state: "running", note: undefined, begun: step.begun + 1 };
    case "step_retrying":
      return { ...step, state: "retrying", note: data.reason };
    case "step_finished": {
      const ended = step.ended + 1;
      const failed = data.status === "failed" || step.state === "failed";
      const state = failed ? "failed" : ended < step.begun ? "running" : data.status;
      return { ...step, title, state, ended, note: data.error?.message ?? step.note };
    }
    default:
      return step;
  }
}

const isMoving = (state: StepState): boolean =>
  state === "pending" || state === "running" || state === "retrying";

function toWords(tool: string): string {
  const words = tool.split("_").slice(1).join(" ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}
