import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { createInterface } from "node:readline";

import type { Arming, Report } from "./kill-points.ts";
import { portOf } from "../../src/listening.ts";
import { listen, stop as stopServer } from "./servers.ts";

/** The program under test: one data folder and one address, and one process after another. */
export interface Subject {
  readonly url: string;
  readonly dataDir: string;
  /** How many processes were started so far. */
  starts(): number;
  /** What processes said or did that no process ever should: errors nobody caught, exits nobody asked for. */
  readonly faults: readonly string[];
  /** Starts a process and resolves once it is ready; those who wait for it are told. */
  start(): Promise<void>;
  /** Ends the process at once, as a crash would. */
  kill(): Promise<void>;
  /** Asks it to stop. */
  stop(): Promise<void>;
  /** Lets the process not run on (SIGSTOP), or again (SIGCONT). */
  signal(name: "SIGSTOP" | "SIGCONT"): void;
  /** Says which users' runs are to be held where; resolves when the process knows. */
  arm(holds: Arming["holds"]): Promise<void>;
  /** Tells of runs that are held. */
  onHeld(listener: (userId: string) => void): () => void;
  /** Calls `listener` whenever a process is ready, and now where one is. Answers what ends it. */
  onUp(listener: () => void): () => void;
}

const ROOT = path.join(import.meta.dirname, "../..");
const PRELOAD = path.join(import.meta.dirname, "inside/preload.ts");
/** What Node prints of an error that nobody caught, and of the process that ends by it. */
const UNCAUGHT = /unhandled|uncaught|^Node\.js v\d/iu;

/** Prepares the program; nothing runs yet. */
export async function createSubject({
  dataDir,
  env,
}: {
  readonly dataDir: string;
  readonly env: Readonly<Record<string, string>>;
}): Promise<Subject> {
  // The address stays the same across restarts, as it does in production: links lead back to it.
  const probe = await listen(() => {});
  const port = portOf(probe);
  await stopServer(probe);
  const url = `http://127.0.0.1:${port}`;

  const faults: string[] = [];
  const upListeners = new Set<() => void>();
  const heldListeners = new Set<(userId: string) => void>();
  let child: ChildProcess | undefined;
  let exited: Promise<unknown> = Promise.resolve();
  let isUp = false;
  let isEnding = false;
  let count = 0;
  let armed: (() => void) | undefined;

  async function start(): Promise<void> {
    count += 1;
    isEnding = false;
    const started = spawn(process.execPath, ["--import", PRELOAD, "src/main.ts"], {
      cwd: ROOT,
      env: {
        PATH: process.env["PATH"],
        HOME: process.env["HOME"],
        LOG_LEVEL: "warn",
        ...env,
        DATA_DIR: dataDir,
        PORT: String(port),
      },
      stdio: ["ignore", "pipe", "pipe", "ipc"],
    });
    child = started;
    started.on("message", (report: Report) => {
      if (report.kind === "armed") armed?.();
      else for (const tell of heldListeners) tell(report.userId);
    });
    const printed: string[] = [];
    createInterface(started.stderr as NodeJS.ReadableStream).on("line", (line) => {
      printed.push(line);
      if (UNCAUGHT.test(line)) faults.push(line);
    });
    exited = once(started, "exit").then(([code, signal]) => {
      isUp = false;
      if (!isEnding) faults.push(`ended by itself (${String(code ?? signal)})`);
    });
    await new Promise<void>((resolve, reject) => {
      createInterface(started.stdout as NodeJS.ReadableStream).on("line", (line) => {
        if (line.startsWith("Open ")) resolve();
      });
      exited.then(
        () => reject(new Error(`The program ended before it was ready:\n${printed.join("\n")}`)),
        reject,
      );
    });
    isUp = true;
    for (const tell of upListeners) tell();
  }

  async function end(signal: "SIGKILL" | "SIGTERM"): Promise<void> {
    isEnding = true;
    isUp = false;
    child?.kill(signal);
    await exited;
  }

  return {
    url,
    dataDir,
    starts: () => count,
    faults,
    start,
    kill: () => end("SIGKILL"),
    stop: () => end("SIGTERM"),
    signal: (name) => void child?.kill(name),
    arm: (holds) =>
      new Promise((resolve) => {
        armed = resolve;
        child?.send({ holds } satisfies Arming);
      }),
    onHeld(listener) {
      heldListeners.add(listener);
      return () => heldListeners.delete(listener);
    },
    onUp(listener) {
      upListeners.add(listener);
      if (isUp) listener();
      return () => upListeners.delete(listener);
    },
  };
}
