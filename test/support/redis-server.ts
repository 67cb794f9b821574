import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";

/** A Redis of a test's own. */
export interface RedisServer {
  readonly url: string;
  readonly port: number;
  /** What it keeps is on disk here: a start after a stop finds it again. */
  start(): Promise<void>;
  /** `SIGKILL`, or in order. Answers once it is gone. */
  stop(signal?: "SIGKILL" | "SIGTERM"): Promise<void>;
  /** Halts it, and lets it go on: it answers nothing meanwhile. */
  pause(): void;
  resume(): void;
  /** Stops it, and deletes what it kept. */
  close(): Promise<void>;
}

/** Where redis-server is; undefined where the tests that need it are skipped. */
export function redisServerPath(): string | undefined {
  return process.env["REDIS_SERVER"];
}

/** Starts a Redis that keeps what it is told as one in production does: append-only file, synced each second. */
export async function startRedis(...options: readonly string[]): Promise<RedisServer> {
  const command = redisServerPath();
  if (command === undefined) throw new Error("REDIS_SERVER does not say where redis-server is.");
  const dir = await mkdtemp(path.join(tmpdir(), "errand-redis-"));
  const port = await freePort();
  let child: ChildProcess | undefined;

  async function start(): Promise<void> {
    const args = ["--port", port, "--bind", "127.0.0.1", "--dir", dir, "--save", ""].map(String);
    const persistence = ["--appendonly", "yes", "--appendfsync", "everysec"];
    child = spawn(command ?? "", [...args, ...persistence, ...options], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    for await (const chunk of child.stdout ?? []) {
      if (String(chunk).includes("Ready to accept connections")) break;
    }
    child.stdout?.resume();
  }

  async function stop(signal: "SIGKILL" | "SIGTERM" = "SIGTERM"): Promise<void> {
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    child.kill("SIGCONT");
    child.kill(signal);
    await once(child, "exit");
  }

  await start();
  return {
    url: `redis://127.0.0.1:${port}`,
    port,
    start,
    stop,
    pause: () => void child?.kill("SIGSTOP"),
    resume: () => void child?.kill("SIGCONT"),
    async close() {
      await stop("SIGKILL");
      await rm(dir, { recursive: true, force: true });
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  return typeof address === "object" && address !== null ? address.port : 0;
}
