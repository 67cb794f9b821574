import type { Screen } from "./screen.ts";

interface OfSession {
  readonly id?: string;
  readonly sessionId: string;
}

/** What the server sends, as far as a terminal shows it. */
export type ServerFrame =
  | ({
      readonly type: "command";
      readonly data: { readonly status: string; readonly message: string };
    } & OfSession)
  | ({ readonly type: "system"; readonly data: Question } & OfSession)
  | ({ readonly type: "notification"; readonly data: Progress } & OfSession)
  | {
      readonly type: "error";
      readonly id?: string;
      readonly data: { readonly code: string; readonly message: string };
    }
  | { readonly type: "pong" };

interface Question {
  readonly stepId: string;
  readonly kind: string;
  readonly reason: string;
  readonly options?: readonly { readonly label: string }[];
  readonly authUrl?: string;
}

interface Progress {
  readonly action: string;
  /** With `command_started`: which, by our own id for it. */
  readonly commandId?: string;
  /** With `message_delta`: one more piece of the reply. */
  readonly delta?: string;
  /** With `reminder`: what the user asked to be told now. */
  readonly message?: string;
  readonly title?: string;
  readonly status?: string;
  readonly reason?: string;
  readonly error?: { readonly message: string };
}

/** Prints what a frame means to the user; what only programs need is left out. */
export function showFrame(frame: ServerFrame, screen: Screen): void {
  switch (frame.type) {
    case "command":
      // The question before it said the same, with the link.
      if (frame.data.status === "auth_required") return;
      return screen.say(frame.data.status === "completed" ? "plain" : "yellow", frame.data.message);
    case "system":
      return showQuestion(frame.data, screen);
    case "notification":
      return showProgress(frame.data, screen);
    case "error":
      return screen.say("red", `${frame.data.message} (${frame.data.code})`);
    case "pong":
      return;
    default:
      return;
  }
}

function showQuestion({ reason, options = [], authUrl }: Question, screen: Screen): void {
  screen.say("cyan", `? ${reason}`);
  options.forEach(({ label }, i) => screen.say("cyan", `  ${i + 1}. ${label}`));
  if (authUrl !== undefined) screen.say("bold", `  ${authUrl}`);
}

function showProgress(progress: Progress, screen: Screen): void {
  const { action, title = "", status, reason = "", error } = progress;
  if (action === "message_delta") return screen.write(progress.delta ?? "");
  if (action === "reminder") return screen.say("bold", progress.message ?? "");
  if (action === "step_retrying") screen.say("yellow", `  ↻ ${title}: ${reason}`);
  if (action !== "step_finished") return;
  if (status === "done") screen.say("green", `  ✓ ${title}`);
  else if (status === "failed") screen.say("red", `  ✗ ${title}: ${error?.message ?? "failed"}`);
  else screen.say("dim", `  – ${title} (${status === "skipped" ? "skipped" : "not run"})`);
}
