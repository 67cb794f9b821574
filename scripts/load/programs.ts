import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";

import manifest from "../../package.json" with { type: "json" };

/** A process of the program under load. */
export interface LoadedProgram {
  readonly url: string;
  pid(): number;
  isUp(): boolean;
  /** `SIGKILL`, and a new one on the same port. Answers when the new one is ready. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

/** What `npm start` gives Node.js: flags and the program. */
const START_ARGUMENTS = manifest.scripts.start.split(" ").slice(2);

/** Starts it as `npm start` does, quietly. `env` is added to this process's own. */
export async function startLoaded(env: Readonly<Record<string, string>>): Promise<LoadedProgram> {
  const dataDir = await mkdtemp(path.join(tmpdir(), "errand-load-"));
  let child: ChildProcess;
  let isUp = false;

  async function start(port: string): Promise<string> {
    const started = spawn(process.execPath, START_ARGUMENTS, {
      env: {
        ...process.env,
        LOG_LEVEL: "error",
        SEND_HOLD: "0s",
        DATA_DIR: dataDir,
        ...env,
        PORT: port,
      },
      stdio: ["ignore", "pipe", "inherit"],
    });
    child = started;
    return await new Promise<string>((resolve, reject) => {
      started.once("exit", (code) => reject(new Error(`The program ended with ${code}.`)));
      createInterface(started.stdout).on("line", (line) => {
        const found = /^Open (http:\S+)/u.exec(line)?.[1];
        if (found === undefined) return;
        isUp = true;
        resolve(found.replace(/\/$/u, ""));
      });
    });
  }

  async function end(signal: "SIGKILL" | "SIGTERM"): Promise<void> {
    isUp = false;
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, "exit");
    child.kill(signal);
    await ended;
  }

  const url = await start("0");
  return {
    url,
    pid: () => child.pid ?? 0,
    isUp: () => isUp,
    async restart() {
      await end("SIGKILL");
      await start(new URL(url).port);
    },
    async stop() {
      await end("SIGTERM");
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
