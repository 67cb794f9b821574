import { spawnSync } from "node:child_process";
import path from "node:path";

import { aptInstall } from "./apt-install.ts";
import { onPath } from "./on-path.ts";

/** The image may have to be fetched. */
const DOCKER_ANSWERS_WITHIN_MS = 120_000;

/** A redis-server that is there already: the one named by `REDIS_SERVER`, or one on PATH. */
export function installedRedis(): string | undefined {
  return process.env["REDIS_SERVER"] ?? onPath("redis-server", "valkey-server");
}

/** What starts a Redis: one that is there; else in a container; else installed, as root on Debian. */
export function findRedis(): string | undefined {
  const installed = installedRedis();
  if (installed !== undefined) return installed;
  if (dockerAnswers()) {
    console.log("Redis for the tests: none on PATH, so in containers (docker run redis).");
    return path.join(import.meta.dirname, "docker-redis.sh");
  }
  aptInstall("Redis for the tests that need it", "redis-server");
  return installedRedis();
}

/** Whether an engine answers, and has the image or gets it. */
function dockerAnswers(): boolean {
  if (onPath("docker") === undefined) return false;
  const image = process.env["REDIS_IMAGE"] ?? "redis:8";
  const { status } = spawnSync("docker", ["run", "--rm", image, "redis-server", "--version"], {
    stdio: "ignore",
    timeout: DOCKER_ANSWERS_WITHIN_MS,
  });
  return status === 0;
}
