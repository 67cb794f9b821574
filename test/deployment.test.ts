import { spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";

import { describe, expect, onTestFinished, test } from "vitest";
import { parse } from "yaml";

import { Variables } from "../src/config/variables.ts";
import { STOP_LIMIT_MS } from "../src/shutdown.ts";

interface Service {
  readonly image?: string;
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly deploy?: { readonly replicas: number };
  readonly ports?: readonly string[];
  readonly volumes?: readonly string[];
  readonly networks?: readonly string[];
  readonly healthcheck?: { readonly test: readonly string[] };
  readonly read_only?: boolean;
  readonly stop_grace_period?: string;
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
}
interface Compose {
  readonly services: { readonly app: Service; readonly redis: Service; readonly proxy: Service };
  readonly networks: Readonly<
    Record<string, { internal?: boolean; ipam?: { config: readonly { subnet: string }[] } } | null>
  >;
  readonly volumes: Readonly<Record<string, unknown>>;
}

const compose = parse(readFileSync("compose.yaml", "utf8")) as Compose;
const { app, redis, proxy } = compose.services;
const dockerfile = readFileSync("Dockerfile", "utf8");
/** Each instruction on one line. */
const instructions = dockerfile
  .replaceAll(/\\\n\s*/gu, "")
  .split("\n")
  .filter((line) => /^[A-Z]+ /u.test(line));
/** What is copied from the folder of the build into what runs. */
const copied = instructions
  .slice(instructions.findLastIndex((line) => line.startsWith("FROM")))
  .filter((line) => /^COPY (?!--from)/u.test(line))
  .map((line) => line.split(/\s+/u).slice(1, -1))
  .flat();

describe("compose.yaml", () => {
  test("sets only variables that the program has, and says what is missing of those it cannot do without", () => {
    const known = new Set(Object.keys(Variables.shape));
    const set = Object.entries(app.environment ?? {});
    expect(set.filter(([name]) => !known.has(name))).toEqual([]);
    const required = set.filter(([, value]) => /^\$\{\w+:\?.{20,}\}$/u.test(value));
    expect(required.map(([name]) => name)).toEqual(["PUBLIC_URL", "DATA_KEY", "AUTH_SECRET"]);
    const passedOn = set.filter(([, value]) => value.startsWith("${"));
    for (const [name, value] of passedOn)
      expect(value.slice(2)).toMatch(new RegExp(`^${name}:[?-]`, "u"));
  });

  test("runs two processes on one Redis, each with time to come to rest", () => {
    expect(app.deploy?.replicas).toBe(2);
    expect(app.environment?.["REDIS_URL"]).toBe("redis://redis:6379");
    expect(Number.parseInt(app.stop_grace_period ?? "", 10) * 1_000).toBeGreaterThan(STOP_LIMIT_MS);
    expect(app.read_only).toBe(true);
    expect(app.depends_on?.["redis"]?.condition).toBe("service_healthy");
  });

  test("keeps what Redis has on a volume, each write before it is answered, and throws nothing away", () => {
    const command = redis.command?.join(" ");
    expect(redis.image).toBe("redis:8");
    expect(command).toContain("--appendonly yes");
    expect(command).toContain("--appendfsync always");
    expect(command).toContain("--maxmemory-policy noeviction");
    expect(redis.volumes).toEqual(["redis-data:/data"]);
    expect(Object.keys(compose.volumes)).toContain("redis-data");
    expect(redis.healthcheck?.test.join(" ")).toContain("redis-cli ping");
  });

  test("lets nobody reach Redis but the program, and nobody the program but through the proxy", () => {
    expect(redis.ports).toBeUndefined();
    expect(app.ports).toBeUndefined();
    expect(redis.networks).toEqual(["back"]);
    expect(compose.networks["back"]?.internal).toBe(true);
    expect(proxy.networks).toEqual(["front"]);
    expect(proxy.ports).toEqual(["80:80", "443:443"]);
    expect(app.environment?.["TRUSTED_PROXIES"]).toBe(
      compose.networks["front"]?.ipam?.config[0]?.subnet,
    );
  });

  test("mounts the proxy's configuration, which keeps the figures from the outside", () => {
    const mounted = proxy.volumes?.map((volume) => volume.split(":")[0] ?? "") ?? [];
    const file = mounted.find((each) => each.startsWith("./")) ?? "";
    const caddyfile = readFileSync(file, "utf8");
    expect(caddyfile).toContain("respond /metrics 404");
    expect(caddyfile).toContain("{$PUBLIC_URL}");
    expect(proxy.environment).toHaveProperty("PUBLIC_URL");
    expect(proxy.healthcheck).toBeDefined();
  });
});

describe("Dockerfile", () => {
  test("copies what is there, runs as a plain user, and is asked whether it is ready", () => {
    for (const source of copied) expect(existsSync(source), source).toBe(true);
    expect(instructions).toContain("USER node");
    expect(instructions.findIndex((line) => line === "USER node")).toBeGreaterThan(
      instructions.findLastIndex((line) => line.startsWith("RUN")),
    );
    expect(instructions.find((line) => line.startsWith("HEALTHCHECK"))).toContain("/ready");
  });

  test("what it copies, without what .dockerignore leaves out and what only tests need, is a program that runs and stops", async () => {
    const root = await mkdtemp(path.join(tmpdir(), "errand-image-"));
    onTestFinished(() => rm(root, { recursive: true, force: true }));
    for (const source of copied) copyInto(root, source);
    expect(existsSync(path.join(root, "src/config.test.ts"))).toBe(false);
    installInto(root);
    const [node, ...args] = commandOf("CMD");
    expect(node).toBe("node");
    // Linked packages are to find each other here, and not where they are linked from.
    const child = spawn(process.execPath, ["--preserve-symlinks", ...args], {
      cwd: root,
      stdio: ["ignore", "pipe", "inherit"],
      env: {
        ...environmentOf(),
        PORT: "0",
        DATA_DIR: path.join(root, "data"),
        AUTH_SECRET: "s".repeat(48),
        SANDBOX: "auto",
        LOG_LEVEL: "warn",
      },
    });
    onTestFinished(() => void child.kill("SIGKILL"));
    const exited = once(child, "exit");
    const port = await portPrinted(child.stdout);

    const checking = spawn(process.execPath, commandOf("HEALTHCHECK").slice(1), {
      env: { PORT: port },
    });
    expect((await once(checking, "exit"))[0]).toBe(0);
    const url = `http://127.0.0.1:${port}`;
    const page = await (await fetch(url)).text();
    const modules = page.match(/\/assets\/[^"]+/gu) ?? [];
    expect(modules.length).toBeGreaterThan(5);
    for (const module of modules) expect((await fetch(`${url}${module}`)).status, module).toBe(200);
    child.kill("SIGTERM");
    expect((await exited)[0]).toBe(0);
    const nobody = spawn(process.execPath, commandOf("HEALTHCHECK").slice(1), {
      env: { PORT: port },
    });
    expect((await once(nobody, "exit"))[0]).toBe(1);
  });
});

/** The command of CMD or HEALTHCHECK in its JSON form. */
function commandOf(instruction: "CMD" | "HEALTHCHECK"): string[] {
  const line = instructions.findLast((each) => each.startsWith(instruction)) ?? "";
  return JSON.parse(line.slice(line.indexOf("["))) as string[];
}

function environmentOf(): Record<string, string> {
  const line = instructions.find((each) => each.startsWith("ENV ")) ?? "";
  return Object.fromEntries(
    line
      .split(" ")
      .slice(1)
      .map((pair) => pair.split("=") as [string, string]),
  );
}

/** As `COPY` does, from what .dockerignore leaves of this folder. */
function copyInto(root: string, source: string): void {
  cpSync(source, path.join(root, source), {
    recursive: true,
    filter: (file) => !isIgnored(path.relative(".", file)),
  });
}

/** Whether .dockerignore leaves a file out: of the patterns that fit it, or a folder it is in, the last one counts. */
function isIgnored(file: string): boolean {
  const within = file.split(path.sep).map((_part, i, parts) => parts.slice(0, i + 1).join("/"));
  let ignored = false;
  for (const line of readFileSync(".dockerignore", "utf8").split("\n")) {
    if (line === "" || line.startsWith("#")) continue;
    const pattern = line.replace(/^!/u, "");
    if (within.some((each) => path.matchesGlob(each, pattern))) ignored = !line.startsWith("!");
  }
  return ignored;
}

/** The packages that `npm ci --omit=dev --omit=optional` installs, linked. */
function installInto(root: string): void {
  const { packages } = JSON.parse(readFileSync("package-lock.json", "utf8")) as {
    packages: Record<string, { dev?: boolean; devOptional?: boolean; optional?: boolean }>;
  };
  for (const [place, { dev, devOptional, optional }] of Object.entries(packages)) {
    const isNested = place.split("node_modules/").length > 2;
    if (place === "" || isNested || dev || devOptional || optional || !existsSync(place)) continue;
    mkdirSync(path.join(root, path.dirname(place)), { recursive: true });
    symlinkSync(path.resolve(place), path.join(root, place));
  }
  expect(readdirSync(path.join(root, "node_modules"))).not.toContain("vitest");
}

async function portPrinted(stdout: NodeJS.ReadableStream): Promise<string> {
  for await (const line of createInterface(stdout)) {
    const port = /^Open \S+:(\d+)/u.exec(line)?.[1];
    if (port !== undefined) return port;
  }
  throw new Error("The program ended before it was open.");
}
