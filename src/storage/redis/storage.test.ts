import { describe } from "vitest";

import { redisServerPath } from "../../../test/support/redis-server.ts";
import { describeStorage } from "../storage-contract.ts";
import { useRedis } from "./storage-rig.ts";

describe.skipIf(redisServerPath() === undefined)("the storage on Redis", () => {
  const redis = useRedis();
  describeStorage("Redis", redis.openEmpty);
});
