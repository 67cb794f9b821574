import { spawnSync } from "node:child_process";
import { existsSync, rmSync, writeFileSync } from "node:fs";

import { onPath } from "./on-path.ts";

/** Debian asks this program before it starts a service that was installed. */
const POLICY = "/usr/sbin/policy-rc.d";
const START_NOTHING = "#!/bin/sh\nexit 101\n";

/** Installs packages as root on Debian, and says so; no service of theirs is started. Elsewhere it does nothing. */
export function aptInstall(purpose: string, ...packages: readonly string[]): void {
  if (process.getuid?.() !== 0 || onPath("apt-get") === undefined) return;
  console.log(`Installing ${purpose} (apt-get install ${packages.join(" ")}) ...`);
  const isOurs = !existsSync(POLICY);
  if (isOurs) writeFileSync(POLICY, START_NOTHING, { mode: 0o755 });
  try {
    apt("update");
    apt("install", "--yes", "--no-install-recommends", ...packages);
  } finally {
    if (isOurs) rmSync(POLICY);
  }
}

function apt(...args: readonly string[]): void {
  spawnSync("apt-get", ["-qq", ...args], {
    stdio: ["ignore", "ignore", "inherit"],
    env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
  });
}
