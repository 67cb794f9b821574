import { connect, isOutcome, isQuestion } from "../../../test/support/client.ts";
import type { Client, Frame } from "../../../test/support/client.ts";
import type { Bench, CheckResult } from "../check.ts";
import { within } from "../within.ts";
import { TIMEZONE, WRITES } from "../writes.ts";
import type { Write } from "../writes.ts";

const CASE_MS = 60_000;
const SOCKETS = 20;
/** Cases that go on at the same time. */
const AT_ONCE = 5;

/** What one case of a check says went wrong; nothing where all is well. */
type Case = (bench: Bench, write: Write) => Promise<string | undefined>;

const asking = WRITES.filter(
  ({ channel, before }) => channel === "websocket" && !before.connections,
);

/** D5: twenty sockets give the same answer to each question at once. One is taken, nineteen are told that it was. */
export const checkParallelAnswers = (bench: Bench): Promise<CheckResult> =>
  runCases("D5", bench, async ({ rig }, write) => {
    const { userId, client, question } = await open(bench, write);
    const others = await Promise.all(
      Array.from({ length: SOCKETS - 1 }, async () => connect(rig.subject.url, userId)),
    );
    let turn = question;
    while (isQuestion(turn)) {
      const answer = answerTo(turn, write, userId);
      const taken = await Promise.all(
        [client, ...others].map(async (each) => isTaken(each, answer)),
      );
      const count = taken.filter(Boolean).length;
      if (count !== 1) return `${turn.data.kind}: ${count} of ${SOCKETS} answers were taken`;
      turn = await client.next(isTurn);
    }
    await Promise.all([client, ...others].map(async (each) => each.close()));
    return expectEffects(bench, write, userId, turn, 1);
  });

/** D6: one says yes and another one calls it off at the same moment. One of them happens, and both are told which. */
export const checkYesAndNo = (bench: Bench): Promise<CheckResult> =>
  runCases("D6", bench, async ({ rig, random }, write) => {
    const { userId, client, question } = await open(bench, write);
    const other = await connect(rig.subject.url, userId);
    other.send({ type: "ping", payload: { userId } });
    await other.next(({ type }) => type === "pong");
    const [yes, no] = random.next() < 0.5 ? [client, other] : [other, client];
    let turn = question;
    while (isQuestion(turn)) {
      const { sessionId } = turn;
      yes.send(answerTo(turn, write, userId));
      no.send({ type: "system", payload: { action: "cancel", userId, sessionId } });
      turn = await client.next(isTurn);
    }
    const told = await other.next(isOutcome);
    await Promise.all([client.close(), other.close()]);
    if (JSON.stringify(told.data) !== JSON.stringify(turn.data))
      return "both were told differently";
    return expectEffects(bench, write, userId, turn, turn.data.success ? 1 : 0);
  });

/** D7: the question's plan was given up for another command; the answer that comes after that does nothing. */
export const checkSuperseded = (bench: Bench): Promise<CheckResult> =>
  runCases("D7", bench, async (_bench, write) => {
    const { userId, client, question } = await open(bench, write);
    client.send({
      type: "command",
      id: "next",
      payload: { userId, sessionId: question.sessionId, message: "hello" },
    });
    const ended = await client.next(({ id }) => id === "next");
    const isAccepted = await isTaken(client, answerTo(question, write, userId));
    await client.close();
    if (isAccepted) return "the answer to a plan that was given up was taken";
    return expectEffects(
      bench,
      write,
      userId,
      { ...ended, data: { ...ended.data, success: false } },
      0,
    );
  });

/** D8: the same answer once more, after all was done, and under another session's name. */
export const checkReplayed = (bench: Bench): Promise<CheckResult> =>
  runCases("D8", bench, async (_bench, write) => {
    const { userId, client, question } = await open(bench, write);
    const answers: object[] = [];
    let turn = question;
    while (isQuestion(turn)) {
      const answer = answerTo(turn, write, userId);
      answers.push(answer);
      client.send(answer);
      turn = await client.next(isTurn);
    }
    const elsewhere = await client.say("hello", { id: "elsewhere" });
    for (const answer of answers) {
      if (await isTaken(client, answer)) return "the answer was taken a second time";
      const { payload } = answer as { payload: object };
      const misplaced = { ...answer, payload: { ...payload, sessionId: elsewhere.sessionId } };
      if (await isTaken(client, misplaced)) return "the answer was taken in another session";
    }
    await client.close();
    return expectEffects(bench, write, userId, turn, 1);
  });

/** D8 as well: the answer comes when the question has run out. The program is to let questions run out soon. */
export const checkExpired = (bench: Bench): Promise<CheckResult> =>
  runCases("D8", bench, async (_bench, write) => {
    const { userId, client, question } = await open(bench, write);
    const ended = await client.next(isOutcome);
    const isAccepted = await isTaken(client, answerTo(question, write, userId));
    await client.close();
    if (isAccepted) return "an answer was taken after its question had run out";
    return expectEffects(bench, write, userId, ended, 0);
  });

async function runCases(id: string, bench: Bench, tryOne: Case): Promise<CheckResult> {
  const failures: string[] = [];
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let i = next++; i < bench.runs; i = next++) {
      const write = asking[i % asking.length] as Write;
      const fault = await within(
        CASE_MS,
        tryOne(bench, write).then((found) => found ?? "none"),
      );
      if (fault !== "none") failures.push(`${write.name}: ${fault ?? "it came to no end"}`);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return { id, n: bench.runs, failures, detail: `${bench.runs - failures.length} right` };
}

async function open(
  { rig }: Bench,
  write: Write,
): Promise<{ readonly userId: string; readonly client: Client; readonly question: Frame }> {
  const { userId } = rig.newUser(write);
  const client = await connect(rig.subject.url, userId, { careful: true });
  const question = await client.say(write.command, { id: "first", timezone: TIMEZONE });
  return { userId, client, question };
}

function answerTo({ data }: Frame, { answer }: Write, userId: string): object {
  const { sessionId, stepId, kind } = data;
  const resolvedValue = kind === "approve" ? "yes" : answer;
  const payload = { action: "intervention_response", userId, sessionId, stepId, resolvedValue };
  return { type: "system", payload };
}

/** Whether an answer was taken. What is wrong with a frame is said before the next one is answered. */
async function isTaken(client: Client, answer: object): Promise<boolean> {
  client.send(answer);
  client.send({ type: "ping" });
  const first = await client.next(({ type }) => type === "pong" || type === "error");
  if (first.type === "error") await client.next(({ type }) => type === "pong");
  return first.type === "pong";
}

function isTurn(frame: Frame): boolean {
  return isOutcome(frame) || isQuestion(frame);
}

function expectEffects(
  { rig }: Bench,
  { slugs }: Write,
  user: string,
  { data }: Frame,
  expected: number,
): string | undefined {
  const effects = rig.outside.requests.filter(
    ({ userId, slug, done }) => done && userId === user && slugs.includes(slug),
  ).length;
  if (effects !== expected) return `carried out ${effects} times instead of ${expected}`;
  return data.success === (expected === 1) ? undefined : `told "${data.status}: ${data.message}"`;
}
