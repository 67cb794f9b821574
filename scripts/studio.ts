import { spawn } from "node:child_process";
import { parseArgs } from "node:util";

const { values } = parseArgs({
  options: { port: { type: "string", default: "2024" }, help: { type: "boolean", default: false } },
});
if (values.help) {
  console.log(`npm run studio [-- --port 2024]

Starts the LangGraph dev server on this project's graph, with the sandbox behind it: no keys, no account. Studio itself
is a page of LangSmith's that connects to it: https://smith.langchain.com/studio/?baseUrl=http://127.0.0.1:2024`);
  process.exit(0);
}

const { port } = values;
console.log(`LangGraph API  http://127.0.0.1:${port}`);
console.log(`Studio         https://smith.langchain.com/studio/?baseUrl=http://127.0.0.1:${port}`);

// A group of its own: npx starts children that outlive it.
const server = spawn(
  "npx",
  [
    "--yes",
    "--package",
    "@langchain/langgraph-cli@1.5.1",
    "langgraphjs",
    "dev",
    "--no-browser",
    "--no-reload",
    "--host",
    "127.0.0.1",
    "--port",
    port,
  ],
  { stdio: "inherit", detached: true, env: { ...process.env, LANGGRAPH_CLI_NO_ANALYTICS: "1" } },
);
const stop = (): void => {
  if (server.pid !== undefined) process.kill(-server.pid, "SIGTERM");
};
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, stop);
server.on("exit", (code) => process.exit(code ?? 0));
