import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";

const WEB_CLIENT = "channels/web/client/tsconfig.json";

/** Each finds what the others cannot; all run, whatever the first ones say. */
const checks: readonly (readonly [string, readonly string[]])[] = [
  ["types", ["tsc", "-p", "."]],
  ...(existsSync(WEB_CLIENT)
    ? [["types of the web client", ["tsc", "-p", WEB_CLIENT]] as const]
    : []),
  ["lint and import rules", ["oxlint", "--type-aware", "--deny-warnings", "."]],
  ["format", ["prettier", "--check", "--log-level", "warn", "."]],
  ["unused files, exports and dependencies", ["knip"]],
];

const failed = checks.filter(([name, [command = "", ...args]]) => {
  const began = performance.now();
  const { status } = spawnSync(`node_modules/.bin/${command}`, args, { stdio: "inherit" });
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  console.log(`${status === 0 ? "ok    " : "FAILED"} ${name} (${seconds} s)`);
  return status !== 0;
});
process.exitCode = failed.length === 0 ? 0 : 1;
