import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";

/** The program itself, as `npm start` runs it, on a port and in a data folder of its own. */
export interface Program {
  readonly url: string;
  readonly dataDir: string;
  /** Everything it printed so far. */
  output(): string;
  /** Ends the process at once, as a crash would; the data folder stays. */
  kill(): Promise<void>;
  /** Asks it to stop and answers its exit code; the data folder stays. */
  terminate(): Promise<number | null>;
  /** Stops it and removes the data folder. */
  dispose(): Promise<void>;
}

/** Tuesday morning in Los Angeles, clear of any change of the clocks. */
export const NOW = "2026-11-24T09:00:00-08:00";

/** Starts the program and resolves once it is ready. `env` wins over the quiet defaults used here. */
export async function startProgram(env: Record<string, string> = {}): Promise<Program> {
  const dataDir = env["DATA_DIR"] ?? (await mkdtemp(path.join(tmpdir(), "errand-")));
  const child = spawn(process.execPath, ["src/main.ts"], {
    env: {
      PATH: process.env["PATH"],
      HOME: process.env["HOME"],
      PORT: "0",
      LOG_LEVEL: "warn",
      SANDBOX_NOW: NOW,
      SEND_HOLD: "0s",
      ...env,
      DATA_DIR: dataDir,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const printed: string[] = [];
  child.stderr.setEncoding("utf8").on("data", (text: string) => printed.push(text));
  const exited = once(child, "exit") as Promise<[number | null]>;

  const url = await new Promise<string>((resolve, reject) => {
    createInterface(child.stdout).on("line", (line) => {
      printed.push(`${line}\n`);
      const found = /^Open (http:\S+)/u.exec(line)?.[1];
      if (found !== undefined) resolve(found.replace(/\/$/u, ""));
    });
    exited.then(
      ([code]) => reject(new Error(`The program ended with ${code}:\n${printed.join("")}`)),
      reject,
    );
  });
  return {
    url,
    dataDir,
    output: () => printed.join(""),
    async kill() {
      child.kill("SIGKILL");
      await exited;
    },
    async terminate() {
      child.kill("SIGTERM");
      return (await exited)[0];
    },
    async dispose() {
      child.kill("SIGTERM");
      await exited;
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** One run of the program that is expected to end by itself. */
export async function runProgram(
  env: Record<string, string>,
): Promise<{ code: number | null; output: string }> {
  const child = spawn(process.execPath, ["src/main.ts"], {
    env: { PATH: process.env["PATH"], ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const printed: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => printed.push(text));
  }
  const [code] = (await once(child, "exit")) as [number | null];
  return { code, output: printed.join("") };
}
