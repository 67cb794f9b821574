import type { Message, SessionRecord, Told } from "./session-record.ts";

/** A session as lines to be read: the conversation with its plans, what was done, and its checkpoints. */
export function printSession(record: SessionRecord): string[] {
  const { sessionId, userId, commands, effects, checkpoints } = record;
  return [
    `Session ${sessionId} of ${userId}`,
    "",
    ...conversationOf(record),
    ...commands.flatMap((command, i) => [
      "",
      `Command ${i + 1}  ${command.id}`,
      `  said     ${command.text}`,
      `  read at  ${command.now} (${command.timezone})`,
      ...(command.plan === undefined ? ["  plan     none"] : [`  plan     ${command.plan.goal}`]),
      ...(command.plan?.steps ?? []).map(
        ({ id, tool, ...rest }) => `    ${id}  ${tool}  ${JSON.stringify(rest)}`,
      ),
      ...command.assumed.map((each) => `  assumed  ${each}`),
      ...command.results.map(
        ({ stepId, item, status, error }) =>
          `  step     ${stepId}${item === undefined ? "" : `[${item}]`}  ${status}${error === undefined ? "" : `  ${error.code}`}`,
      ),
      `  outcome  ${command.outcome?.status ?? "none yet"}`,
    ]),
    "",
    effects.length === 0 ? "Effects: none" : "Effects",
    ...effects.map(
      ({ at, tool, outcome, title, approvalId }) =>
        `  ${toTime(at)}  ${outcome}  ${tool}  ${title}${approvalId === null ? "" : `  (approval ${approvalId})`}`,
    ),
    "",
    "Checkpoints (their own clock is the machine's; --rerun --from takes an id, or the end of one)",
    ...checkpoints.map((each, i) => {
      const since =
        i === 0 ? 0 : Date.parse(each.ts) - Date.parse(checkpoints[i - 1]?.ts ?? each.ts);
      const ran = each.ran.length === 0 ? "message" : each.ran.join("+");
      const asks = each.asked === undefined ? "" : `  asks ${each.asked.question.kind}`;
      const failed = each.failed === undefined ? "" : `  failed ${each.failed}`;
      const changed = Object.keys(each.changed).join(", ") || "nothing";
      const next = each.next.join("+") || "end";
      return `  ${each.id}  step ${each.step}  +${since} ms  ${ran} -> ${next}${asks}${failed}  changed ${changed}`;
    }),
  ];
}

/** What came and what was told, each in its own order, side by side by their times. */
function conversationOf({ messages, told }: SessionRecord): string[] {
  const lines: string[] = [];
  let next = 0;
  for (const each of told) {
    for (let message = messages[next]; message !== undefined && message.at <= each.at;) {
      lines.push(showMessage(message));
      next += 1;
      message = messages[next];
    }
    lines.push(...showTold(each));
  }
  return [...lines, ...messages.slice(next).map(showMessage)];
}

interface Said {
  readonly kind: string;
  readonly text?: string;
  readonly value?: unknown;
  readonly channel?: string;
  readonly stepId?: string;
}

function showMessage({ at, inbound }: Message): string {
  const { kind, text, value, channel, stepId } = inbound as Said;
  const said = text ?? (value === undefined ? undefined : JSON.stringify(value));
  const where = channel === undefined ? "program" : `user, ${channel}`;
  const about = stepId === undefined ? "" : ` ${stepId}`;
  return `${toTime(at)}  ${where}  ${kind}${about}${said === undefined ? "" : `: ${oneLine(said)}`}`;
}

function showTold({ at, turn }: Told): string[] {
  const time = toTime(at);
  switch (turn.kind) {
    case "question": {
      const { stepId, kind, reason } = turn["intervention"] as Record<string, string>;
      return [`${time}  asks  ${stepId} ${kind}: ${oneLine(reason)}`];
    }
    case "outcome":
      return [`${time}  tells  ${String(turn["status"])}: ${oneLine(turn["message"])}`];
    default: {
      const { action, detail } = turn as { action?: unknown; detail?: Record<string, unknown> };
      if (action === "message_delta") return [];
      const about = [detail?.["stepId"] ?? detail?.["planner"] ?? []].flat().map(String);
      return [[time, String(action), ...about].join("  ")];
    }
  }
}

function oneLine(text: unknown): string {
  return String(text).replaceAll(/\s*\n\s*/gu, " / ");
}

/** An instant; in an export, where there is no more than what has passed, that. */
function toTime(at: number): string {
  return at < 1e12 ? `+${(at / 1000).toFixed(3)} s` : new Date(at).toISOString();
}
