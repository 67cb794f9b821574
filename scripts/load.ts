import { cpus } from "node:os";
import { parseArgs } from "node:util";

import { startRedis } from "../test/support/redis-server.ts";
import { seededRandom } from "../test/support/random.ts";
import { format, quantile } from "./bench/statistics.ts";
import { createFigures } from "./load/figures.ts";
import type { Figures, TurnFigure } from "./load/figures.ts";
import { measureIdleSockets } from "./load/idle-sockets.ts";
import { createPhoneUser } from "./load/phone-user.ts";
import { startLoaded } from "./load/programs.ts";
import type { LoadedProgram } from "./load/programs.ts";
import { createSocketUser } from "./load/socket-user.ts";
import { installedRedis } from "./test/find-redis.ts";

const HELP = `npm run load [-- options]

Many users at once, over the wire, against programs that it starts itself: each says one thing after another and waits for
the answer. At the end every event that was asked for is looked for in the sandbox: none may be missing, none twice.

  --sockets 16      users over WebSocket
  --phones 4        users by text
  --think 500       milliseconds between an answer and the next command, on average; 0: none
  --seconds 30      how long
  --processes 1     how many processes; more than one need --redis
  --redis           on a Redis that it starts (redis-server of the PATH, or REDIS_SERVER)
  --kill-every 0    kills one process after another, so many seconds apart, and starts it again
  --seed 1          of the users' pauses
  --idle 5000       instead of all that: so many idle sockets with tokens on one process, their memory, and a ping beside

Linux only: memory is read from /proc.`;

const { values } = parseArgs({
  options: {
    sockets: { type: "string", default: "16" },
    phones: { type: "string", default: "4" },
    think: { type: "string", default: "500" },
    seconds: { type: "string", default: "30" },
    processes: { type: "string", default: "1" },
    redis: { type: "boolean", default: false },
    "kill-every": { type: "string", default: "0" },
    seed: { type: "string", default: "1" },
    idle: { type: "string" },
    help: { type: "boolean", default: false },
  },
});
if (values.help) console.log(HELP);
else if (values.idle !== undefined) await measureIdleSockets(Number(values.idle));
else process.exitCode = (await load()) ? 0 : 1;

/** What is in the sandbox at the end, of what was asked for. */
interface Kept {
  asked: number;
  readonly missing: string[];
  readonly twice: string[];
}

interface LoadUser {
  readonly userId: string;
  readonly asked: readonly string[];
  run(until: () => boolean): Promise<void>;
}

/** Whether nothing was lost and nothing done twice. */
async function load(): Promise<boolean> {
  const [processes, seconds] = [Number(values.processes), Number(values.seconds)];
  if (processes > 1 && !values.redis) throw new Error("Several processes need --redis.");
  const found = installedRedis();
  if (values.redis && found === undefined)
    throw new Error("Install redis-server or valkey-server, or set REDIS_SERVER.");
  process.env["REDIS_SERVER"] = found;
  const server = values.redis ? await startRedis() : undefined;
  const env = server === undefined ? {} : { REDIS_URL: server.url, DATA_KEY: "0".repeat(64) };
  const programs: LoadedProgram[] = [];
  for (let i = 0; i < processes; i++) programs.push(await startLoaded(env));
  console.log(
    `Node.js ${process.version}, ${cpus().length} x ${cpus()[0]?.model ?? "processor"}; seed ${values.seed}; ${processes} process(es), ${values.redis ? "Redis" : "SQLite"}, ${values.sockets} sockets, ${values.phones} phones, ${values.think} ms between turns, ${seconds} s\n`,
  );

  const figures = createFigures();
  let deaths = 0;
  const users = await createUsers(programs, figures, () => deaths);
  const endsAt = performance.now() + seconds * 1_000;
  const isOver = (): boolean => performance.now() >= endsAt;
  const stopPrinting = printProgress(figures);
  const killEveryMs = Number(values["kill-every"]) * 1_000;
  const killing = killEveryMs > 0 ? killInTurn() : Promise.resolve();

  async function killInTurn(): Promise<void> {
    for (let i = 0; ; i++) {
      await new Promise((resolve) => setTimeout(resolve, killEveryMs));
      if (isOver()) return;
      deaths += 1;
      await programs[i % programs.length]?.restart();
    }
  }

  const began = performance.now();
  await Promise.all(users.map(async (user) => user.run(isOver)));
  const elapsedMs = performance.now() - began;
  await killing;
  stopPrinting();
  const url = programs.find((program) => program.isUp())?.url ?? "";
  const kept = await countKept(url, users);
  printFigures(figures, elapsedMs, deaths);
  console.log(
    `  kept       ${kept.asked} events asked for: ${kept.missing.length} missing, ${kept.twice.length} more than once`,
  );
  for (const title of [...figures.lost, ...kept.missing, ...kept.twice])
    console.log(`  which      ${title}`);
  for (const program of programs) await program.stop();
  await server?.close();
  return figures.lost.length + kept.missing.length + kept.twice.length + figures.wrong.size === 0;
}

async function createUsers(
  programs: readonly LoadedProgram[],
  figures: Figures,
  deaths: () => number,
): Promise<readonly LoadUser[]> {
  const urls = programs.map(({ url }) => url);
  const thinkMs = Number(values.think);
  const random = seededRandom(Number(values.seed));
  const shared = { urls, thinkMs, figures, deaths, random };
  const users: LoadUser[] = [];
  for (let i = 0; i < Number(values.sockets); i++) {
    const userId = `socket${String(i).padStart(4, "0")}`;
    await putUser(urls[0] ?? "", userId);
    users.push(createSocketUser({ userId, ...shared }));
  }
  for (let i = 0; i < Number(values.phones); i++) {
    const userId = `phone${String(i).padStart(4, "0")}`;
    const number = `+1415555${String(1000 + i)}`;
    await putUser(urls[0] ?? "", userId, number);
    users.push(createPhoneUser({ userId, number, ...shared }));
  }
  return users;
}

async function putUser(url: string, userId: string, phoneNumber?: string): Promise<void> {
  const answer = await fetch(`${url}/sandbox/workspace?userId=${userId}`, {
    method: "PUT",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({
      userId,
      email: `${userId}@example.com`,
      timezone: "America/Los_Angeles",
      ...(phoneNumber !== undefined && { phoneNumber }),
    }),
  });
  if (!answer.ok) throw new Error(`The sandbox took no workspace: ${await answer.text()}`);
}

async function countKept(url: string, users: readonly LoadUser[]): Promise<Kept> {
  const counted: Kept = { asked: 0, missing: [], twice: [] };
  for (const { userId, asked } of users) {
    const answer = await fetch(`${url}/sandbox/workspace?userId=${userId}`);
    const { calendar } = (await answer.json()) as {
      calendar?: { events: readonly { summary?: string }[] };
    };
    const titles = (calendar?.events ?? []).map(({ summary }) => summary);
    for (const title of asked) {
      const times = titles.filter((each) => each === title).length;
      counted.asked += 1;
      if (times === 0) counted.missing.push(title);
      if (times > 1) counted.twice.push(title);
    }
  }
  return counted;
}

function printProgress({ turns }: Figures): () => void {
  let before = 0;
  const timer = setInterval(() => {
    console.log(`  ... ${turns.length} turns, ${(turns.length - before) / 5} a second`);
    before = turns.length;
  }, 5_000);
  return () => clearInterval(timer);
}

function printFigures(figures: Figures, elapsedMs: number, deaths: number): void {
  const { turns, wrong, lost, asked, reconnects } = figures;
  const rate = format((turns.length * 1_000) / elapsedMs, 1);
  console.log(
    `\n  turns      ${turns.length} of ${asked} asked, ${rate} a second, ${lost.length} lost`,
  );
  const line = (name: string, some: readonly TurnFigure[]): void => {
    if (some.length === 0) return;
    const [p50, p95, p99] = [0.5, 0.95, 0.99].map((share) =>
      format(
        quantile(
          some.map(({ ms }) => ms),
          share,
        ),
        0,
      ),
    );
    console.log(
      `  ${name.padEnd(10)} p50 ${p50} ms, p95 ${p95} ms, p99 ${p99} ms (n=${some.length})`,
    );
  };
  line(
    "sockets",
    turns.filter(({ by }) => by === "socket"),
  );
  line(
    "phones",
    turns.filter(({ by }) => by === "phone"),
  );
  if (deaths > 0) {
    line(
      "recovery",
      turns.filter(({ sawDeath }) => sawDeath),
    );
    console.log(`  deaths     ${deaths}, ${reconnects} connections tried elsewhere`);
  }
  for (const [said, times] of wrong) console.log(`  otherwise  ${times} x ${said}`);
}
