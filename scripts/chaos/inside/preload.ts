import http from "node:http";
import https from "node:https";
import { registerHooks } from "node:module";

/**
 * Loaded before the program under test (`node --import`). The program itself is the one that `npm start` runs: only the
 * storage it opens is watched, and what it asks of Twilio goes to the runner.
 */
const STORAGE = new URL("../../../src/storage/sqlite/storage.ts", import.meta.url).href;
const WATCHED = new URL("./watched-storage.ts", import.meta.url).href;

registerHooks({
  resolve(specifier, context, nextResolve) {
    const found = nextResolve(specifier, context);
    const isWatched = found.url === STORAGE && context.parentURL !== WATCHED;
    return isWatched ? { ...found, url: WATCHED } : found;
  },
});

// Twilio's address cannot be configured, and its SDK speaks https through Node's own client.
const { hostname, port } = new URL(process.env["CHAOS_TWILIO_URL"] ?? "");
const requestHttps = https.request.bind(https) as Request;
const request: Request = (options, onResponse) => {
  if (!isOptions(options) || options.hostname !== "api.twilio.com")
    return requestHttps(options, onResponse);
  const { agent: _agent, agents: _agents, ...rest } = options;
  const elsewhere = { ...rest, protocol: "http:", hostname, host: hostname, port };
  return http.request(elsewhere, onResponse);
};
Object.assign(https, { request });

type Options = https.RequestOptions & { readonly agents?: unknown };
type Request = (
  options: Options | string | URL,
  onResponse?: (response: http.IncomingMessage) => void,
) => http.ClientRequest;

function isOptions(options: Options | string | URL): options is Options {
  return typeof options !== "string" && !(options instanceof URL);
}

// Nothing under test outlives the runner.
process.on("disconnect", () => process.kill(process.pid, "SIGKILL"));
