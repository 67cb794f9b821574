import { once } from "node:events";
import { createServer } from "node:http";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

import { afterEach, describe, expect, test } from "vitest";

import { UserId } from "../../src/domain/ids.ts";
import type { Logger } from "../../src/domain/logger.ts";
import { createMemoryCache } from "../../test/support/memory-cache.ts";
import type { ProviderCall } from "../provider.ts";
import { createComposioProvider } from "./composio.ts";

const quiet: Logger = { debug() {}, info() {}, warn() {}, error() {} };
const alice = UserId.parse("alice");
const CALL: ProviderCall = {
  userId: alice,
  service: "calendar",
  slug: "GOOGLECALENDAR_EVENTS_LIST",
  args: { calendarId: "primary" },
};

interface Request {
  readonly line: string;
  readonly key: string | undefined;
  readonly body: unknown;
}
type Answer = readonly [status: number, body: unknown, headers?: Record<string, string>] | "reset";

const account = (id: string, more: object = {}) => ({
  id,
  toolkit: { slug: "googlecalendar" },
  status: "ACTIVE",
  user_id: "alice",
  created_at: "2026-11-01T00:00:00Z",
  updated_at: "2026-11-01T00:00:00Z",
  ...more,
});
const OK: Answer = [200, { successful: true, error: null, data: { response_data: { items: [] } } }];
const refused = (error: string, data: object = {}): Answer => [
  200,
  { successful: false, error, data },
];
const failed = (status: number, slug: string, message: string, code = 0): Answer => [
  status,
  { error: { message, code, slug, status, request_id: "r" } },
];

const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

/** Composio's API as its documents have it, with these accounts; executes are answered by `answers`, then with success. */
async function open({ accounts = [account("ca_1")] as object[], answers = [] as Answer[] } = {}) {
  const requests: Request[] = [];
  const pending = [...answers];
  const reply = (path: string, method: string | undefined): Answer => {
    if (path.startsWith("/api/v3.1/tools/execute/")) return pending.shift() ?? OK;
    if (path.startsWith("/api/v3.1/connected_accounts/link")) {
      const link = { link_token: "lk_1", redirect_url: "https://connect.example/lk_1" };
      return [201, { ...link, connected_account_id: "ca_9", expires_at: "2026-11-24T17:10:00Z" }];
    }
    if (path.startsWith("/api/v3.1/connected_accounts")) {
      return method === "DELETE"
        ? [200, { success: true }]
        : [200, { items: accounts, total_pages: 1, current_page: 1, total_items: accounts.length }];
    }
    if (path.startsWith("/api/v3.1/auth_configs")) {
      return method === "POST"
        ? [201, { toolkit: { slug: "googlecalendar" }, auth_config: { id: "ac_1" } }]
        : [200, { items: [], total_pages: 1, current_page: 1, total_items: 0 }];
    }
    return [404, { error: { message: `no ${path}` } }];
  };
  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await text(request);
    requests.push({
      line: `${request.method} ${decodeURIComponent(request.url ?? "")}`,
      key: request.headers["x-api-key"] as string | undefined,
      body: body === "" ? undefined : JSON.parse(body),
    });
    const answer = reply(request.url ?? "", request.method);
    if (answer === "reset") {
      request.socket.destroy();
      return;
    }
    const [status, json, headers = {}] = answer;
    response.writeHead(status, { "content-type": "application/json", ...headers });
    response.end(JSON.stringify(json));
  };
  const server = createServer((request, response) => void handle(request, response));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  closers.push(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const provider = createComposioProvider({
    cache: createMemoryCache(),
    apiKey: "ak_test",
    baseUrl: `http://127.0.0.1:${port}`,
    logger: quiet,
  });
  return { provider, requests, accounts, server };
}

describe("a call", () => {
  test("is one POST, with the user, the account and a version; accounts are listed once", async () => {
    const { provider, requests } = await open();
    expect(await provider.execute(CALL)).toEqual({ items: [] });
    await provider.execute(CALL);
    expect(requests.map(({ line }) => line.split("?")[0])).toEqual([
      "GET /api/v3.1/connected_accounts",
      "POST /api/v3.1/tools/execute/GOOGLECALENDAR_EVENTS_LIST",
      "POST /api/v3.1/tools/execute/GOOGLECALENDAR_EVENTS_LIST",
    ]);
    expect(requests[1]).toMatchObject({
      key: "ak_test",
      body: {
        user_id: "alice",
        connected_account_id: "ca_1",
        version: "20260721_00",
        arguments: { calendarId: "primary" },
      },
    });
  });

  test("answers data that is in no wrapper as well", async () => {
    const { provider } = await open({
      answers: [[200, { successful: true, error: null, data: { items: [1] } }]],
    });
    expect(await provider.execute(CALL)).toEqual({ items: [1] });
  });

  const cases: readonly (readonly [what: string, answer: Answer, error: object])[] = [
    [
      "too many requests",
      [429, { message: "Rate limit exceeded." }, { "retry-after": "2" }],
      { code: "ERR_TOOL_UNAVAILABLE", retryAfterMs: 2000 },
    ],
    [
      "Google's own rate limit",
      refused("403 rateLimitExceeded", { status_code: 403 }),
      { code: "ERR_TOOL_UNAVAILABLE" },
    ],
    [
      "a failure of the server",
      [500, { error: { message: "Internal" } }],
      { code: "ERR_OUTCOME_UNKNOWN" },
    ],
    [
      "a failure of Google's",
      refused("backend error", { http_error: "503 Server Error", status_code: 503 }),
      { code: "ERR_OUTCOME_UNKNOWN" },
    ],
    ["a connection that breaks", "reset", { code: "ERR_OUTCOME_UNKNOWN" }],
    [
      "something that is not there",
      refused("Not Found", { http_error: "404 Client Error: Not Found", status_code: 404 }),
      { code: "ERR_NOT_FOUND" },
    ],
    [
      "a refusal",
      refused('{"status":400,"message":"Invalid time range."}'),
      { code: "ERR_TOOL_REJECTED", message: "Google Calendar refused: Invalid time range." },
    ],
    [
      "arguments Composio refuses",
      failed(400, "ActionExecute_InvalidArguments", "start_datetime is required"),
      { code: "ERR_TOOL_REJECTED" },
    ],
    [
      "a wrong API key",
      failed(401, "HTTP_Unauthorized", "Invalid API key"),
      { code: "ERR_INTERNAL" },
    ],
    [
      "a tool there is not",
      failed(404, "Tool_ToolNotFound", "Tool X not found", 2401),
      { code: "ERR_INTERNAL" },
    ],
    [
      "no account, by code",
      failed(404, "ActionExecute_ConnectedAccountNotFound", "gone", 1810),
      { code: "ERR_NOT_CONNECTED", service: "calendar" },
    ],
    [
      "an expired account, by slug",
      failed(422, "ActionExecute_ConnectedAccountExpired", "expired"),
      { code: "ERR_NOT_CONNECTED", service: "calendar" },
    ],
    [
      "an expired account, by text",
      failed(400, "Other", "Connected account ca_1 is in EXPIRED state"),
      { code: "ERR_NOT_CONNECTED", service: "calendar" },
    ],
    [
      "a revoked grant, as Google puts it",
      refused("{'error': 'invalid_grant', 'error_description': 'Bad Request'}"),
      { code: "ERR_NOT_CONNECTED", service: "calendar" },
    ],
    [
      "a revoked grant, in words",
      refused("Token has been expired or revoked."),
      { code: "ERR_NOT_CONNECTED", service: "calendar" },
    ],
    [
      "a word that only holds such a token",
      refused("not_invalid_grant_at_all", { status_code: 400 }),
      { code: "ERR_TOOL_REJECTED" },
    ],
  ];
  test.each(cases)("that meets %s has a code", async (_what, answer, error) => {
    const { provider } = await open({ answers: [answer] });
    await expect(provider.execute(CALL)).rejects.toMatchObject(error);
  });

  test("to nobody was certainly not made", async () => {
    const { provider, server } = await open();
    await provider.accounts.missing(alice, ["calendar"]);
    server.closeAllConnections();
    server.close();
    await once(server, "close");
    await expect(provider.execute(CALL)).rejects.toMatchObject({ code: "ERR_TOOL_UNAVAILABLE" });
  });

  test("with an account that was replaced is made with the new one", async () => {
    const { provider, requests, accounts } = await open({
      answers: [OK, failed(404, "ActionExecute_ConnectedAccountNotFound", "gone", 1810)],
    });
    await provider.execute(CALL);
    accounts.splice(0, 1, account("ca_2"));
    expect(await provider.execute(CALL)).toEqual({ items: [] });
    expect(requests.at(-1)?.body).toMatchObject({ connected_account_id: "ca_2" });
  });
});

describe("accounts", () => {
  test("one request tells which services are missing, and one that is missing is looked for anew", async () => {
    const { provider, requests, accounts } = await open();
    expect(await provider.accounts.missing(alice, ["calendar", "tasks"])).toEqual(["tasks"]);
    accounts.push(account("ca_t", { toolkit: { slug: "googletasks" } }));
    expect(await provider.accounts.missing(alice, ["tasks"])).toEqual([]);
    expect(await provider.accounts.missing(alice, ["calendar", "tasks"])).toEqual([]);
    expect(requests).toHaveLength(2);
  });

  test("an account Google took back is missing, though Composio calls it active, until it is renewed", async () => {
    const { provider, accounts } = await open({ answers: [refused("invalid_grant")] });
    await expect(provider.execute(CALL)).rejects.toMatchObject({ code: "ERR_NOT_CONNECTED" });
    expect(await provider.accounts.missing(alice, ["calendar"])).toEqual(["calendar"]);
    expect(await provider.accounts.verify(alice, "calendar")).toBe(false);
    accounts.splice(0, 1, account("ca_1", { updated_at: "2026-11-24T17:00:00Z" }));
    expect(await provider.accounts.verify(alice, "calendar")).toBe(true);
    expect(await provider.execute(CALL)).toEqual({ items: [] });
  });

  test("a link is made with an auth config, after dead accounts are deleted", async () => {
    const { provider, requests } = await open({
      accounts: [account("ca_old", { status: "EXPIRED" }), account("ca_new")],
    });
    const link = await provider.accounts.link(
      alice,
      "calendar",
      "https://errand.example/cb?state=1",
    );
    expect(link).toEqual({
      url: "https://connect.example/lk_1",
      expiresAt: "2026-11-24T17:10:00Z",
    });
    const lines = requests.map(({ line }) => line.split("?")[0]);
    expect(lines).toContain("DELETE /api/v3.1/connected_accounts/ca_old");
    expect(lines).not.toContain("DELETE /api/v3.1/connected_accounts/ca_new");
    expect(lines).toContain("POST /api/v3.1/auth_configs");
    expect(requests.at(-1)).toMatchObject({
      line: "POST /api/v3.1/connected_accounts/link",
      body: {
        auth_config_id: "ac_1",
        user_id: "alice",
        callback_url: "https://errand.example/cb?state=1",
      },
    });
    await provider.accounts.link(alice, "calendar", "https://errand.example/cb?state=2");
    const made = requests.filter(({ line }) => line === "POST /api/v3.1/auth_configs");
    expect(made).toHaveLength(1);
  });

  test("[O4] what a link brought is used for nothing before it is admitted, and may be given back", async () => {
    const { provider, accounts, requests } = await open({ accounts: [] });
    await provider.accounts.link(alice, "calendar", "https://errand.example/cb");
    accounts.push(account("ca_9"));
    const profile = { calendars: [{ id: "alice@example.com", primary: true }] };
    const answers = [[200, { successful: true, error: null, data: profile }]] as const;
    expect(await provider.accounts.verify(alice, "calendar")).toBe(false);
    await expect(provider.execute(CALL)).rejects.toMatchObject({ code: "ERR_NOT_CONNECTED" });
    expect(requests.some(({ line }) => line.includes("/tools/execute/"))).toBe(false);

    const again = await open({ accounts: [], answers: [...answers] });
    await again.provider.accounts.link(alice, "calendar", "https://errand.example/cb");
    again.accounts.push(account("ca_9"));
    expect(await again.provider.accounts.held(alice, "calendar")).toEqual({
      id: "ca_9",
      holder: { kind: "address", address: "alice@example.com" },
    });
    await again.provider.accounts.admit(alice, "ca_9");
    expect(await again.provider.accounts.verify(alice, "calendar")).toBe(true);
    expect(await again.provider.accounts.held(alice, "calendar")).toBeUndefined();

    await provider.accounts.discard(alice, "ca_9");
    expect(requests.at(-1)?.line).toBe("DELETE /api/v3.1/connected_accounts/ca_9");
  });

  test("[O4] whose account it is, where the service has no way of telling or does not answer", async () => {
    const tasks = await open({ accounts: [] });
    await tasks.provider.accounts.link(alice, "tasks", "https://errand.example/cb");
    tasks.accounts.push(account("ca_9", { toolkit: { slug: "googletasks" } }));
    expect((await tasks.provider.accounts.held(alice, "tasks"))?.holder).toEqual({
      kind: "untold",
    });
    const silent = await open({ accounts: [], answers: Array(4).fill(refused("no")) as Answer[] });
    await silent.provider.accounts.link(alice, "calendar", "https://errand.example/cb");
    silent.accounts.push(account("ca_9"));
    expect((await silent.provider.accounts.held(alice, "calendar"))?.holder).toEqual({
      kind: "unknown",
    });
  });
});
