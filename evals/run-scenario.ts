import { z } from "zod";

import type { Json } from "../src/domain/plan.ts";
import { post } from "../test/support/client.ts";
import { UserDocument } from "../tools/sandbox/document.ts";
import type { Ask, Scenario, Turn } from "./scenario.ts";
import { digestOf } from "./case-result.ts";
import type { CaseResult, Line, StoredTurn } from "./case-result.ts";
import { NO_MODEL, readModelUse, subtractModelUse } from "./model-use.ts";
import { abstained, score } from "./score.ts";
import type { Asked, TurnRecord } from "./score.ts";
import { talkBySms, talkByWebSocket } from "./talk.ts";
import type { Rest, Talk } from "./talk.ts";

/** In scenarios and workspaces this address stands for the user's own. */
const OWN_ADDRESS = "me@example.com";
/** More questions than this in one turn are a loop. */
const MOST_QUESTIONS = 8;

/** One run of one scenario. */
export interface Case {
  readonly scenario: Scenario;
  /** Which repeat, from 1. */
  readonly repeat: number;
}

export interface RunOptions {
  readonly url: string;
  readonly workspaces: ReadonlyMap<string, UserDocument>;
  /** Told before each turn, so that a scripted model knows what it is about to be asked. */
  readonly onTurn?: (turn: Turn) => void;
  readonly patienceMs: number;
  /** Where the program's data folder stays when the run is over. */
  readonly keptIn?: string;
}

/** What was seen of a turn, and what is kept of it. */
interface HeldTurn {
  readonly record: Omit<TurnRecord, "after">;
  readonly stored: StoredTurn;
  readonly sessionId: string | undefined;
}

let numbers = 0;

/** Holds one scenario's conversation with the program, as a user of its own, and judges it. */
export async function runScenario(one: Case, options: RunOptions): Promise<CaseResult> {
  const { url, workspaces, onTurn, patienceMs, keptIn } = options;
  const { scenario: given, repeat } = one;
  const began = performance.now();
  const userId = repeat === 1 ? given.id : `${given.id}-${repeat}`;
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
  const before = UserDocument.parse(await (await putWorkspace(url, workspace)).json());
  const usedBefore = await readModelUse(url);
  const shared = { url, userId, patienceMs, timezone: scenario.timezone };
  const talk =
    scenario.channel === "sms"
      ? await talkBySms({ ...shared, number })
      : await talkByWebSocket(shared);
  const records: TurnRecord[] = [];
  const turns: StoredTurn[] = [];
  let session: string | undefined;
  try {
    for (const turn of scenario.turns) {
      onTurn?.(turn);
      const held = await holdTurn(talk, turn, { consent: scenario.consent, url, userId });
      const record = { ...held.record, after: await workspaceOf(url, userId) };
      records.push(record);
      turns.push(held.stored);
      session = held.sessionId ?? session;
      // What comes after would be said of something that is not there.
      if (record.fault !== undefined || abstained(record, turn)) break;
    }
  } finally {
    await talk.close();
  }
  return {
    ...describeCase(one),
    ...score(scenario, { turns: records, before }),
    turns,
    ms: Math.round(performance.now() - began),
    model: subtractModelUse(await readModelUse(url), usedBefore),
    ...(keptIn !== undefined &&
      session !== undefined && { session: { id: session, dataDir: keptIn } }),
  };
}

/** The result of a case that could not be held to its end, or that nothing can be concluded from. */
export function failedCase(one: Case, reason: string, ms = 0): CaseResult {
  return {
    ...describeCase(one),
    verdict: "failed",
    reasons: [reason],
    questions: { needed: 0, needless: 0, missing: 0 },
    unwanted: [],
    difference: [],
    turns: [],
    ms: Math.round(ms),
    model: NO_MODEL,
  };
}

function describeCase({ scenario, repeat }: Case) {
  const { id, title, tags, channel, split } = scenario;
  return {
    scenario: id,
    repeat,
    digest: digestOf(scenario),
    title,
    tags,
    channel,
    ...(split !== undefined && { split }),
  };
}

/** One message of the user, and everything until it is dealt with. */
async function holdTurn(
  talk: Talk,
  turn: Turn,
  { consent, url, userId }: { consent: boolean; url: string; userId: string },
): Promise<HeldTurn> {
  const began = performance.now();
  const expected = [...turn.asks];
  const asked: Asked[] = [];
  const needless: Asked[] = [];
  const lines: Line[] = [{ by: "user", text: turn.say }];
  let latest: Rest | undefined;
  const end = (status: string | undefined, fault?: string): HeldTurn => {
    const said = lines.filter(({ by }) => by === "assistant").map(({ text }) => text);
    const { plan, results = [] } = latest?.frame.data ?? {};
    return {
      record: {
        say: turn.say,
        asked,
        needless,
        missing: expected.filter(({ need }) => need === "must"),
        status,
        reply: said.join("\n"),
        ...(fault !== undefined && { fault }),
      },
      stored: {
        say: turn.say,
        lines,
        ...(status !== undefined && { status }),
        ...(fault !== undefined && { fault }),
        ...(plan !== undefined && { plan: z.json().parse(plan) }),
        steps: results.map(({ stepId, tool, status: state, error }) => ({
          id: stepId,
          tool,
          status: state,
          ...(error !== undefined && { error: `${error.code}: ${error.message}` }),
        })),
        ms: Math.round(performance.now() - began),
      },
      sessionId: latest?.frame.sessionId,
    };
  };

  function hear(rest: Rest): Rest {
    latest = rest;
    const { kind } = rest.frame.data;
    lines.push({
      by: "assistant",
      text: rest.text,
      ...(rest.kind === "question" && { asks: kind }),
    });
    return rest;
  }
  const answer = (question: Rest, value: Json): Promise<Rest> => {
    lines.push({ by: "user", text: typeof value === "string" ? value : JSON.stringify(value) });
    return talk.answer(question, value);
  };
  const cancel = (question: Rest): Promise<Rest> => {
    lines.push({ by: "user", text: "(calls it off)" });
    return talk.cancel(question);
  };

  async function react(question: Rest): Promise<Rest> {
    const { kind } = question.frame.data;
    const seen = { kind, text: question.text.replaceAll("\n", "; ") };
    const i = expected.findIndex((ask) => isAskedBy(ask, question));
    const [ask] = i === -1 ? [] : expected.splice(i, 1);
    // What the scenario allows to be asked is no question that counts.
    if (ask === undefined && kind === "approve" && consent) return await answer(question, "yes");
    asked.push(seen);
    if (ask === undefined) {
      needless.push(seen);
      // A user who has their say on the consent of this turn does not agree to another in passing.
      const agrees = kind === "approve" && !turn.asks.some((each) => isAbout(each, "approve"));
      return await (agrees ? answer(question, "yes") : cancel(question));
    }
    const { user } = ask;
    if ("answer" in user) return await answer(question, user.answer);
    if ("cancel" in user) return await cancel(question);
    if ("say" in user) {
      lines.push({ by: "user", text: user.say });
      return await talk.say(user.say);
    }
    lines.push({ by: "user", text: `(connects ${user.connect})` });
    const connected = talk.next();
    await post(url, "/sandbox/connections", { userId, service: user.connect, status: "active" });
    return await connected;
  }

  try {
    let rest = hear(await talk.say(turn.say));
    for (let questions = 1; ; questions++) {
      if (rest.kind === "error") return end(undefined, `refused: ${rest.text}`);
      if (rest.kind === "outcome") return end(rest.frame.data.status);
      if (questions > MOST_QUESTIONS) return end(undefined, "it does not stop asking");
      const question = rest;
      // Where an account is missing, the outcome so far follows the question.
      if (question.frame.data.kind === "authorize") hear(await talk.next());
      rest = hear(await react(question));
    }
  } catch (cause) {
    return end(undefined, cause instanceof Error ? cause.message : String(cause));
  }
}

function isAbout({ kind }: Ask, wanted: string): boolean {
  return [kind].flat().some((each) => each === wanted);
}

function isAskedBy(ask: Ask, { frame, text }: Rest): boolean {
  const { about = "" } = ask;
  return isAbout(ask, frame.data.kind) && text.toLowerCase().includes(about.toLowerCase());
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
export function readdressed<T>(value: T, own: string, former = OWN_ADDRESS): T {
  return JSON.parse(JSON.stringify(value), (_key, part: unknown) =>
    typeof part === "string" ? part.replaceAll(former, own) : part,
  );
}

/** A user's workspace as the sandbox gives it out. */
export async function workspaceOf(url: string, userId: string): Promise<UserDocument> {
  const answer = await fetch(`${url}/sandbox/workspace?userId=${encodeURIComponent(userId)}`);
  return UserDocument.parse(await answer.json());
}

/** Replaces a user's workspace. @throws Error where the sandbox refuses it */
export async function putWorkspace(url: string, workspace: UserDocument): Promise<Response> {
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
