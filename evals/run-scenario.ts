import { post } from "../test/support/client.ts";
import { UserDocument } from "../tools/sandbox/document.ts";
import type { Ask, Scenario, Turn } from "./scenario.ts";
import { abstained, score } from "./score.ts";
import type { Asked, Score, TurnRecord } from "./score.ts";
import { talkBySms, talkByWebSocket } from "./talk.ts";
import type { Rest, Talk } from "./talk.ts";

/** In scenarios and workspaces this address stands for the user's own. */
const OWN_ADDRESS = "me@example.com";
/** More questions than this in one turn are a loop. */
const MOST_QUESTIONS = 8;

/** One case: what was said, and what it was worth. */
export interface Result {
  readonly scenario: Scenario;
  readonly score: Score;
  readonly turns: readonly TurnRecord[];
  readonly ms: number;
}

export interface RunOptions {
  readonly url: string;
  readonly workspaces: ReadonlyMap<string, UserDocument>;
  /** Told before each turn, so that a scripted model knows what it is about to be asked. */
  readonly onTurn?: (turn: Turn) => void;
  readonly patienceMs: number;
}

let numbers = 0;

/** Holds one scenario's conversation with the program, as a user of its own, and judges it. */
export async function runScenario(given: Scenario, options: RunOptions): Promise<Result> {
  const { url, workspaces, onTurn, patienceMs } = options;
  const began = performance.now();
  const userId = given.id;
  const own = `${userId}@example.com`;
  const scenario = readdressed(given, own);
  const number = `+1415555${String(1000 + numbers++)}`;
  const workspace = UserDocument.parse({
    ...readdressed(composeWorkspace(scenario, workspaces), own),
    userId,
    email: own,
    phoneNumber: number,
    timezone: scenario.timezone,
  });
  const before = UserDocument.parse(await (await putOrFail(url, workspace)).json());
  const shared = { url, userId, patienceMs, timezone: scenario.timezone };
  const talk =
    scenario.channel === "sms"
      ? await talkBySms({ ...shared, number })
      : await talkByWebSocket(shared);
  const turns: TurnRecord[] = [];
  try {
    for (const turn of scenario.turns) {
      onTurn?.(turn);
      const held = await holdTurn(talk, turn, { consent: scenario.consent, url, userId });
      const record = { ...held, after: await workspaceOf(url, userId) };
      turns.push(record);
      // What comes after would be said of something that is not there.
      if (record.fault !== undefined || abstained(record, turn)) break;
    }
  } finally {
    await talk.close();
  }
  return {
    scenario,
    score: score(scenario, { turns, before }),
    turns,
    ms: performance.now() - began,
  };
}

/** The result of a case that could not be held to its end. */
export function failedResult(scenario: Scenario, cause: unknown): Result {
  const reason = cause instanceof Error ? cause.message : String(cause);
  const questions = { needed: 0, needless: 0, missing: 0 };
  return {
    scenario,
    score: { verdict: "failed", reasons: [reason], questions, unwanted: [], difference: [] },
    turns: [],
    ms: 0,
  };
}

/** One message of the user, and everything until it is dealt with. */
async function holdTurn(
  talk: Talk,
  turn: Turn,
  { consent, url, userId }: { consent: boolean; url: string; userId: string },
): Promise<Omit<TurnRecord, "after">> {
  const expected = [...turn.asks];
  const asked: Asked[] = [];
  const needless: Asked[] = [];
  const said: string[] = [];
  const end = (status: string | undefined, fault?: string): Omit<TurnRecord, "after"> => ({
    say: turn.say,
    asked,
    needless,
    missing: expected.filter(({ need }) => need === "must"),
    status,
    reply: said.join("\n"),
    ...(fault !== undefined && { fault }),
  });

  async function react(question: Rest): Promise<Rest> {
    const { kind } = question.frame.data;
    const seen = { kind, text: question.text.replaceAll("\n", "; ") };
    asked.push(seen);
    const i = expected.findIndex((ask) => isAskedBy(ask, question));
    const [ask] = i === -1 ? [] : expected.splice(i, 1);
    if (ask === undefined) {
      if (kind === "approve" && consent) return await talk.answer(question, "yes");
      needless.push(seen);
      return await (kind === "approve" ? talk.answer(question, "yes") : talk.cancel(question));
    }
    const { user } = ask;
    if ("answer" in user) return await talk.answer(question, user.answer);
    if ("say" in user) return await talk.say(user.say);
    if ("cancel" in user) return await talk.cancel(question);
    const connected = talk.next();
    await post(url, "/sandbox/connections", { userId, service: user.connect, status: "active" });
    return await connected;
  }

  try {
    let rest = await talk.say(turn.say);
    for (;;) {
      said.push(rest.text);
      if (rest.kind === "error") return end(undefined, `refused: ${rest.text}`);
      if (rest.kind === "outcome") return end(rest.frame.data.status);
      if (asked.length === MOST_QUESTIONS) return end(undefined, "it does not stop asking");
      // Where an account is missing, the outcome so far follows the question.
      if (rest.frame.data.kind === "authorize") said.push((await talk.next()).text);
      rest = await react(rest);
    }
  } catch (cause) {
    return end(undefined, cause instanceof Error ? cause.message : String(cause));
  }
}

function isAskedBy({ kind, about = "" }: Ask, { frame, text }: Rest): boolean {
  return (
    [kind].flat().some((each) => each === frame.data.kind) &&
    text.toLowerCase().includes(about.toLowerCase())
  );
}

function composeWorkspace(
  { workspace }: Scenario,
  workspaces: ReadonlyMap<string, UserDocument>,
): object {
  const base = workspaces.get(workspace.base);
  return {
    ...base,
    connections: workspace.connections ?? base?.connections,
    calendar: { events: [...(base?.calendar?.events ?? []), ...workspace.events] },
    gmail: { messages: [...(base?.gmail?.messages ?? []), ...workspace.messages] },
    tasks: { lists: [...(base?.tasks?.lists ?? []), ...workspace.lists] },
    contacts: [...(base?.contacts ?? []), ...workspace.contacts],
  };
}

/** The same with the user's own address in place of the one that stands for it. */
function readdressed<T>(value: T, own: string): T {
  return JSON.parse(JSON.stringify(value), (_key, part: unknown) =>
    typeof part === "string" ? part.replaceAll(OWN_ADDRESS, own) : part,
  );
}

async function workspaceOf(url: string, userId: string): Promise<UserDocument> {
  const answer = await fetch(`${url}/sandbox/workspace?userId=${encodeURIComponent(userId)}`);
  return UserDocument.parse(await answer.json());
}

async function putOrFail(url: string, workspace: UserDocument): Promise<Response> {
  const answer = await fetch(
    `${url}/sandbox/workspace?userId=${encodeURIComponent(workspace.userId)}`,
    {
      method: "PUT",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(workspace),
    },
  );
  if (!answer.ok) throw new Error(`the workspace was refused: ${await answer.text()}`);
  return answer;
}
