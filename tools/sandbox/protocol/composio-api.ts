import type { IncomingMessage, ServerResponse } from "node:http";

import { z } from "zod";

import type { Clock } from "../../../src/domain/clock.ts";
import type { Logger } from "../../../src/domain/logger.ts";
import { Service } from "../../../src/domain/service.ts";
import { takeFault } from "../faults.ts";
import type { Fault } from "../faults.ts";
import { makeId } from "../ids.ts";
import { TOOLKITS } from "../provider-tool.ts";
import type { ProviderTool } from "../provider-tool.ts";
import { Refusal } from "../refusal.ts";
import { authConfigFor } from "../store/connections.ts";
import type { Account, AuthConfig } from "../store/connections.ts";
import type { Store } from "../store/store.ts";

/** An answer of the API that is not 200: its status, and what Composio calls the fault. */
class ApiError extends Error {
  override readonly name = "ApiError";
  readonly status: number;
  readonly code: number;
  readonly slug: string;

  constructor(status: number, code: number, slug: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
    this.slug = slug;
  }
}

export interface ComposioApiOptions {
  readonly store: Store;
  readonly tools: readonly ProviderTool[];
  readonly clock: Clock;
  readonly logger: Logger;
  /** Where the consent page of a link is. */
  readonly consentUrl: (token: string) => string;
}

/** Consent links live ten minutes. */
const LINK_MS = 10 * 60 * 1000;
/** How long a call that never answers is held open. */
const HANG_MS = 60_000;
const MAX_BODY_BYTES = 25 * 1024 * 1024;
const PREFIX = "/api/v3.1";

const ExecuteBody = z.object({
  arguments: z.record(z.string(), z.unknown()).default({}),
  user_id: z.string().optional(),
  connected_account_id: z.string().optional(),
  version: z.string().optional(),
});
const LinkBody = z.object({
  auth_config_id: z.string(),
  user_id: z.string(),
  callback_url: z.string().optional(),
});
const AuthConfigBody = z.object({
  toolkit: z.object({ slug: z.string() }),
  auth_config: z.object({ type: z.string(), name: z.string().optional() }).optional(),
});

interface Request {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly body: unknown;
}

interface Answer {
  /** 200 where it is not said. */
  readonly status?: number;
  readonly body: unknown;
}

/** Composio's REST API, version 3.1, over the stored workspaces: what `@composio/core` calls. */
export function createComposioApi(
  options: ComposioApiOptions,
): (request: IncomingMessage, response: ServerResponse) => void {
  const { store, tools, clock, logger } = options;
  const bySlug = new Map(tools.map((tool) => [tool.slug, tool]));

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? "/", "http://sandbox");
    try {
      if (!url.pathname.startsWith(`${PREFIX}/`)) {
        const message = "This endpoint is no longer available. Please upgrade to v3 APIs.";
        throw new ApiError(410, 410, "Gone", message);
      }
      if (request.headers["x-api-key"] !== store.apiKey) {
        throw new ApiError(401, 10401, "HTTP_Unauthorized", "Invalid API key");
      }
      const body = await readBody(request);
      const path = url.pathname.slice(PREFIX.length);
      const asked = { method: request.method ?? "GET", path, query: url.searchParams, body };
      const tool =
        asked.method === "POST"
          ? bySlug.get(/^\/tools\/execute\/(\w+)$/u.exec(path)?.[1] ?? "")
          : undefined;
      const { fault, answer } = await store.transact(() => {
        const planned = tool === undefined ? undefined : takeFault(store, tool.service);
        return planned === undefined || planned.kind === "reset_after_write"
          ? { fault: planned, answer: answerTo(asked) }
          : { fault: planned };
      });
      if (answer === undefined) fail(fault, response);
      else if (fault === undefined) send(response, answer.status ?? 200, answer.body);
      else response.destroy();
    } catch (cause) {
      if (!(cause instanceof ApiError)) logger.error({ err: cause }, "the sandbox failed");
      const { status, body } = toErrorAnswer(cause);
      send(response, status, body);
    }
  }

  /** A refusal is an answer too: a failure that was planned for the call is used up all the same. */
  function answerTo(asked: Request): Answer {
    try {
      return store.attempt(() => route(asked));
    } catch (cause) {
      if (!(cause instanceof ApiError)) throw cause;
      return toErrorAnswer(cause);
    }
  }

  function route(request: Request): Answer {
    const { method, path } = request;
    const [, first = "", second, third] = path.split("/");
    switch (`${method} ${first}`) {
      case "POST tools":
        if (second !== "execute" || third === undefined) break;
        return { body: execute(third, request.body) };
      case "GET tools":
        return { body: second === undefined ? listTools(request.query) : describe(toolOf(second)) };
      case "GET connected_accounts":
        return {
          body: second === undefined ? listAccounts(request.query) : render(accountOf(second)),
        };
      case "DELETE connected_accounts":
        store.accounts.delete(accountOf(second ?? "").id);
        return { body: { success: true } };
      case "POST connected_accounts":
        if (second !== "link") break;
        return { status: 201, body: link(request.body) };
      case "GET auth_configs":
        return { body: listAuthConfigs(request.query) };
      case "POST auth_configs":
        return { status: 201, body: createAuthConfig(request.body) };
    }
    throw new ApiError(404, 404, "HTTP_NotFound", `${method} ${PREFIX}${path} does not exist`);
  }

  function execute(slug: string, given: unknown): unknown {
    const tool = toolOf(slug);
    const body = parse(ExecuteBody, given);
    const { user_id: userId } = body;
    if (userId === undefined) {
      const message = "User ID is required with connected account.";
      throw new ApiError(400, 1811, "ActionExecute_ConnectedAccountEntityIdRequired", message);
    }
    const account = accountFor(tool, userId, body.connected_account_id);
    if (account.revoked) return refused(400, "invalid_grant: Token has been expired or revoked.");
    const parsed = tool.input.safeParse(body.arguments);
    if (!parsed.success) return refused(400, z.prettifyError(parsed.error));
    const own = store.workspace(userId);
    const { email = own.profile.email } = account;
    const workspace = { ...own, profile: { ...own.profile, email } };
    try {
      const data = store.attempt(() => tool.run(parsed.data, { store, workspace, clock }));
      return { data, error: null, successful: true, log_id: makeId.log(), session_info: null };
    } catch (cause) {
      if (!(cause instanceof Refusal)) throw cause;
      return refused(cause.status, cause.message, cause.reason);
    }
  }

  function accountFor(
    { service }: ProviderTool,
    userId: string,
    accountId: string | undefined,
  ): Account {
    const own = [...store.accounts.values()].filter(
      (account) => account.userId === userId && account.service === service,
    );
    const named = accountId === undefined ? undefined : store.accounts.get(accountId);
    if (named !== undefined && named.userId !== userId) {
      const message = "Connected account does not belong to this user.";
      throw new ApiError(400, 1812, "ActionExecute_ConnectedAccountEntityIdMismatch", message);
    }
    const account = named ?? own.find(({ status }) => status === "ACTIVE") ?? own[0];
    if (account === undefined || (accountId !== undefined && named === undefined)) {
      const message = `No connected account found for user ${userId} for toolkit ${TOOLKITS[service]}`;
      throw new ApiError(404, 1810, "ActionExecute_ConnectedAccountNotFound", message);
    }
    if (account.status !== "ACTIVE") {
      const message = `Connected account ${account.id} is in ${account.status} state`;
      throw new ApiError(422, 1820, "ActionExecute_ConnectedAccountExpired", message);
    }
    return account;
  }

  function toolOf(slug: string): ProviderTool {
    const tool = bySlug.get(slug);
    if (tool !== undefined) return tool;
    throw new ApiError(404, 2401, "Tool_ToolNotFound", `Tool ${slug} not found`);
  }

  function listTools(query: URLSearchParams): unknown {
    const slugs = listParameter(query, "tool_slugs");
    const toolkit = query.get("toolkit_slug");
    const items = tools
      .filter(({ slug }) => slugs.length === 0 || slugs.includes(slug))
      .filter(({ service }) => toolkit === null || TOOLKITS[service] === toolkit)
      .slice(0, Number(query.get("limit") ?? 20))
      .map(describe);
    return { items, total_items: items.length, total_pages: 1, current_page: 1, next_cursor: null };
  }

  function listAccounts(query: URLSearchParams): unknown {
    const wanted = {
      users: listParameter(query, "user_ids"),
      toolkits: listParameter(query, "toolkit_slugs"),
      statuses: listParameter(query, "statuses"),
      configs: listParameter(query, "auth_config_ids"),
    };
    const items = [...store.accounts.values()]
      .filter(({ userId }) => fits(wanted.users, userId))
      .filter(({ service }) => fits(wanted.toolkits, TOOLKITS[service]))
      .filter(({ status }) => fits(wanted.statuses, status))
      .filter(({ authConfigId }) => fits(wanted.configs, authConfigId))
      .map(render);
    return { items, total_items: items.length, total_pages: 1, current_page: 1, next_cursor: null };
  }

  function accountOf(id: string): Account {
    const account = store.accounts.get(id);
    if (account !== undefined) return account;
    throw new ApiError(
      404,
      1801,
      "ConnectedAccount_ConnectedAccountNotFound",
      `Connected account ${id} not found`,
    );
  }

  function link(given: unknown): unknown {
    const {
      auth_config_id: configId,
      user_id: userId,
      callback_url: callbackUrl,
    } = parse(LinkBody, given);
    const config = store.authConfigs.get(configId);
    if (config === undefined) {
      throw new ApiError(404, 607, "AuthConfig_NotFound", `Auth config ${configId} not found`);
    }
    const now = clock.now();
    const account: Account = {
      id: makeId.account(),
      userId,
      service: config.service,
      authConfigId: config.id,
      status: "INITIATED",
      revoked: false,
      createdAt: now,
      updatedAt: now,
    };
    const token = makeId.link();
    const expiresAt = now + LINK_MS;
    store.accounts.put(account);
    store.links.put({ token, accountId: account.id, callbackUrl, expiresAt });
    return {
      link_token: token,
      redirect_url: options.consentUrl(token),
      connected_account_id: account.id,
      expires_at: new Date(expiresAt).toISOString(),
    };
  }

  function listAuthConfigs(query: URLSearchParams): unknown {
    const toolkit = query.get("toolkit_slug");
    const items = [...store.authConfigs.values()]
      .filter(({ service }) => toolkit === null || TOOLKITS[service] === toolkit)
      .map(renderConfig);
    return { items, total_items: items.length, total_pages: 1, current_page: 1, next_cursor: null };
  }

  function createAuthConfig(given: unknown): unknown {
    const { toolkit, auth_config: asked } = parse(AuthConfigBody, given);
    const service = Service.options.find((each) => TOOLKITS[each] === toolkit.slug);
    if (service === undefined) {
      throw new ApiError(404, 4301, "Toolkit_NotFound", `Toolkit ${toolkit.slug} not found`);
    }
    const config = authConfigFor(store, service, () => ({
      id: makeId.authConfig(),
      service,
      name: asked?.name ?? toolkit.slug,
      createdAt: clock.now(),
    }));
    return {
      toolkit: { slug: toolkit.slug },
      auth_config: {
        id: config.id,
        auth_scheme: "OAUTH2",
        is_composio_managed: true,
        restrict_to_following_tools: [],
      },
    };
  }

  return (request, response) => void serve(request, response);
}

function toErrorAnswer(cause: unknown): { readonly status: number; readonly body: unknown } {
  const error =
    cause instanceof ApiError
      ? cause
      : new ApiError(500, 500, "InternalServerError", "Internal server error");
  const { status, code, slug, message } = error;
  const suggested = { request_id: makeId.request(), suggested_fix: "Check your input." };
  return { status, body: { error: { message, code, slug, status, ...suggested } } };
}

/** Google's no, as Composio passes it on: an answer of 200 that was not successful. */
function refused(status: number, message: string, reason = "invalid"): unknown {
  const error = JSON.stringify({ error: { code: status, message, errors: [{ reason, message }] } });
  const data = { http_error: `${status} Client Error: ${message}`, status_code: status, message };
  return { data, error, successful: false, log_id: makeId.log(), session_info: null };
}

function describe({ slug, service, description, input }: ProviderTool): unknown {
  const toolkit = { slug: TOOLKITS[service], name: TOOLKITS[service], logo: "" };
  return {
    slug,
    name: slug,
    description,
    toolkit,
    tags: [],
    input_parameters: z.toJSONSchema(input, {
      target: "draft-7",
      io: "input",
      unrepresentable: "any",
    }),
    output_parameters: { type: "object", properties: {} },
    version: "20260721_00",
    available_versions: ["20260721_00"],
    no_auth: false,
    is_deprecated: false,
    deprecated: {
      available_versions: ["20260721_00"],
      displayName: slug,
      version: "20260721_00",
      toolkit,
      is_deprecated: false,
    },
  };
}

function render({
  id,
  userId,
  service,
  authConfigId,
  status,
  createdAt,
  updatedAt,
}: Account): unknown {
  return {
    id,
    user_id: userId,
    toolkit: { slug: TOOLKITS[service] },
    auth_config: {
      id: authConfigId,
      auth_scheme: "OAUTH2",
      is_composio_managed: true,
      is_disabled: false,
    },
    status,
    status_reason: null,
    is_disabled: false,
    state: { authScheme: "OAUTH2", val: { status, access_token: "REDACTED" } },
    data: {},
    params: {},
    created_at: new Date(createdAt).toISOString(),
    updated_at: new Date(updatedAt).toISOString(),
    test_request_endpoint: "",
  };
}

function renderConfig({ id, service, name, createdAt }: AuthConfig): unknown {
  return {
    id,
    uuid: id,
    type: "default",
    toolkit: { slug: TOOLKITS[service], logo: "" },
    name,
    auth_scheme: "OAUTH2",
    is_composio_managed: true,
    status: "ENABLED",
    no_of_connections: 0,
    created_at: new Date(createdAt).toISOString(),
    expected_input_fields: [],
    restrict_to_following_tools: [],
  };
}

function parse<T>(schema: z.ZodType<T>, body: unknown): T {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  throw new ApiError(400, 400, "ValidationError", z.prettifyError(parsed.error));
}

/** A filter that names nothing lets everything through. */
function fits(list: readonly string[], value: string): boolean {
  return list.length === 0 || list.includes(value);
}

/** A list comes as one value with commas or as the parameter repeated. */
function listParameter(query: URLSearchParams, name: string): string[] {
  const values = [...query.getAll(name), ...query.getAll(`${name}[]`)];
  return values.flatMap((value) => value.split(",")).filter((value) => value !== "");
}

async function readBody(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > MAX_BODY_BYTES)
      throw new ApiError(413, 413, "PayloadTooLarge", "Request body is too large");
    chunks.push(chunk);
  }
  const text = Buffer.concat(chunks).toString("utf8");
  if (text === "") return {};
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new ApiError(400, 400, "ValidationError", "Request body is not JSON");
  }
}

function fail({ kind }: Fault, response: ServerResponse): void {
  switch (kind) {
    case "429":
      response.setHeader("Retry-After", "1");
      return send(response, 429, {
        message: "Rate limit exceeded. Limit: 100000 requests per 10 minutes",
      });
    case "500":
      return send(response, 500, {
        error: {
          message: "Internal server error",
          code: 500,
          slug: "InternalServerError",
          status: 500,
        },
      });
    case "timeout": {
      const timer = setTimeout(() => response.destroy(), HANG_MS).unref();
      response.on("close", () => clearTimeout(timer));
      return;
    }
    case "reset_after_write":
      response.destroy();
  }
}

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}
