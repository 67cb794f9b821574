import { describe, expect, test } from "vitest";

import { connect, isNotification, isOutcome } from "./support/client.ts";
import { casesOf, LONG } from "./support/counts.ts";
import { startProgram } from "./support/program.ts";
import { seededRandom } from "./support/random.ts";
import { redisServerPath, startRedis } from "./support/redis-server.ts";
import { addUser, eventsOf } from "./support/users.ts";

const RUNS = casesOf(3, 100);
const SEED = 7;
/** Within so many milliseconds of the first word a turn is over: both are killed somewhere in it. */
const TURN_MS = 120;

describe.skipIf(redisServerPath() === undefined)("[D3] program and Redis killed together", () => {
  test(`lose nothing and do nothing twice (${RUNS} runs, seed ${SEED})`, LONG, async () => {
    const random = seededRandom(SEED);
    const redis = await startRedis();
    const env = { REDIS_URL: redis.url, DATA_KEY: "0".repeat(64) };
    let program = await startProgram(env);
    for (let run = 0; run < RUNS; run++) {
      const userId = await addUser(program.url);
      const client = await connect(program.url, userId);
      client.send({
        type: "command",
        id: `run-${run}`,
        payload: { userId, message: "Schedule gym tomorrow at 6pm" },
      });
      const { sessionId } = await client.next(isNotification("command_started"));
      await new Promise((resolve) => setTimeout(resolve, random() * TURN_MS));
      await Promise.all([program.kill(), redis.stop("SIGKILL")]);
      await redis.start();
      program = await startProgram({ ...env, DATA_DIR: program.dataDir });
      const again = await connect(program.url, userId);
      const subscription = { action: "subscribe", userId, sessionId, afterSeq: 0 };
      again.send({ type: "system", payload: subscription });
      const outcome = await again.next(isOutcome);
      expect(outcome, `run ${run}`).toMatchObject({
        id: `run-${run}`,
        data: { status: "completed" },
      });
      const titles = (await eventsOf(program.url, userId)).map(({ summary }) => summary);
      expect(titles, `run ${run}`).toEqual(["Gym"]);
      await again.close();
    }
    await program.dispose();
    await redis.close();
  });
});
