/** One defence, how to take it out, and the tests that have to notice. */
export interface Mutant {
  readonly defence: string;
  readonly file: string;
  /** Stands in the file exactly once. */
  readonly exact: string;
  readonly replacement: string;
  /** Test files, and a part of the name of the test that has to fail. */
  readonly tests: readonly string[];
  readonly named: string;
}

const WEBSOCKET = "channels/websocket/websocket.ts";
const CONNECTION = "channels/websocket/connection.ts";
const LIMITS = ["channels/websocket/limits.test.ts"];
const SOCKETS = ["channels/websocket/websocket.test.ts"];
const WEBHOOK = ["test/sms-webhook.test.ts"];
const TEXTS = ["test/sms-conversation.test.ts"];
const STOPS = ["test/stop.test.ts"];
const SESSIONS = ["graph/session-runner.test.ts"];
const GATEWAY = ["tools/gateway.test.ts"];

/** Every defence whose absence has to be noticed. */
export const MUTANTS: readonly Mutant[] = [
  {
    defence: "a webhook's signature is checked",
    file: "channels/sms/signed-text.ts",
    exact: `signature === "" || !validateRequest(expected.authToken, signature, expected.url, all)`,
    replacement: `signature === ""`,
    tests: WEBHOOK,
    named: "[S1]",
  },
  {
    defence: "a webhook's parameters come once each",
    file: "channels/sms/signed-text.ts",
    exact: "params.getAll(key).length !== 1",
    replacement: "params.getAll(key).length === 0",
    tests: WEBHOOK,
    named: "[S7]",
  },
  {
    defence: "a webhook is for our number",
    file: "channels/sms/signed-text.ts",
    exact: `value("To") !== expected.phoneNumber`,
    replacement: "false",
    tests: WEBHOOK,
    named: "[S7]",
  },
  {
    defence: "a text is handled once",
    file: "channels/sms/conversation.ts",
    exact: "(await numbers.wasHandled(messageSid))",
    replacement: "false",
    tests: WEBHOOK,
    named: "[S3]",
  },
  {
    defence: "a stranger's text reaches no assistant",
    file: "channels/sms/conversation.ts",
    exact: "(await numbers.isFirstToday(from)) ? NOTICES.unknownNumber : undefined",
    replacement: "NOTICES.unknownNumber",
    tests: WEBHOOK,
    named: "[S14]",
  },
  {
    defence: "nothing is texted to who opted out",
    file: "channels/sms/send-text.ts",
    exact: `if (await numbers.isOptedOut(to)) return "refused";`,
    replacement: "",
    tests: TEXTS,
    named: "[S9]",
  },
  {
    defence: "nothing is done for who opted out",
    file: "channels/sms/conversation.ts",
    exact: "if (isOut) return undefined;",
    replacement: "",
    tests: TEXTS,
    named: "[S9]",
  },
  {
    defence: "opting out stops what runs",
    file: "channels/sms/conversation.ts",
    exact: `await assistant.stop(userId, "sms");`,
    replacement: "",
    tests: TEXTS,
    named: "[S9]",
  },
  {
    defence: "wrong consent codes lock",
    file: "channels/sms/conversation.ts",
    exact: "coded !== undefined && (await numbers.isGuessing(from))",
    replacement: "false",
    tests: TEXTS,
    named: "[S16]",
  },
  {
    defence: "OK without its code consents to nothing",
    file: "channels/sms/conversation.ts",
    exact: "newest !== undefined && lacksItsCode(newest, text)",
    replacement: "false",
    tests: TEXTS,
    named: "[S15]",
  },
  {
    defence: "pages of other origins are refused",
    file: WEBSOCKET,
    exact: "origin !== undefined && !allowedOrigins().includes(origin)",
    replacement: "false",
    tests: SOCKETS,
    named: "[W4]",
  },
  {
    defence: "a token is checked before the handshake",
    file: WEBSOCKET,
    exact: `return refuse(socket, isRefused ? "401 Unauthorized" : "503 Service Unavailable");`,
    replacement: "",
    tests: SOCKETS,
    named: "[W1]",
  },
  {
    defence: "a userId that the token does not prove is refused",
    file: CONNECTION,
    exact: "else if (claimed !== undefined && claimed !== provenUser) {",
    replacement: "else if (claimed === null) {",
    tests: SOCKETS,
    named: "[W2]",
  },
  {
    defence: "frames are 64 KiB at most",
    file: WEBSOCKET,
    exact: "const MAX_FRAME_BYTES = 64 * 1024;",
    replacement: "const MAX_FRAME_BYTES = 100 * 1024 * 1024;",
    tests: ["channels/websocket/hostile-frames.test.ts"],
    named: "[W9]",
  },
  {
    defence: "messages have few fragments",
    file: WEBSOCKET,
    exact: "maxFragments: 64,",
    replacement: "",
    tests: ["channels/websocket/hostile-frames.test.ts"],
    named: "[W10]",
  },
  {
    defence: "a socket's errors are listened for",
    file: WEBSOCKET,
    exact: `client.on("error", (cause) => logger.debug({ err: cause }, "a socket failed"));`,
    replacement: "",
    tests: ["channels/websocket/hostile-frames.test.ts"],
    named: "[W7]",
  },
  {
    defence: "compression is off",
    file: WEBSOCKET,
    exact: "perMessageDeflate: false,",
    replacement: "perMessageDeflate: true,",
    tests: LIMITS,
    named: "[W15]",
  },
  {
    defence: "peers that fall silent are let go",
    file: WEBSOCKET,
    exact: "if (!alive.delete(client)) client.terminate();",
    replacement: "if (!alive.has(client)) client.terminate();",
    tests: LIMITS,
    named: "[W12]",
  },
  {
    defence: "clients that do not read are cut off",
    file: CONNECTION,
    exact: "bufferedAmount > 0 && bufferedAmount + Buffer.byteLength(text) > MAX_BUFFERED_BYTES",
    replacement: "bufferedAmount < 0",
    tests: LIMITS,
    named: "[W11]",
  },
  {
    defence: "frames are counted",
    file: CONNECTION,
    exact: "const waitMs = await pace.untilAllowed();",
    replacement: "const waitMs = 0;",
    tests: LIMITS,
    named: "[W14]",
  },
  {
    defence: "sockets are counted",
    file: "channels/websocket/callers.ts",
    exact: "if (isFull(address, limits.socketsPerAddress)) return undefined;",
    replacement: "",
    tests: LIMITS,
    named: "[W14]",
  },
  {
    defence: "X-Forwarded-For is believed from proxies alone",
    file: "channels/websocket/callers.ts",
    exact: "way.findLast((part) => !isIn(proxies, part))",
    replacement: "way.find((part) => !isIn(proxies, part))",
    tests: ["channels/websocket/callers.test.ts"],
    named: "[W14]",
  },
  {
    defence: "handshakes have to be finished",
    file: "src/listening.ts",
    exact: "headersTimeout: headersMs,\n    requestTimeout: requestMs,",
    replacement: "headersTimeout: 0,\n    requestTimeout: 0,",
    tests: LIMITS,
    named: "[W13]",
  },
  {
    defence: "deep messages are refused",
    file: "channels/websocket/frames.ts",
    exact: "if (isDeeperThan(value, MAX_DEPTH)) {",
    replacement: "if (MAX_DEPTH < 0) {",
    tests: SOCKETS,
    named: "levels",
  },
  {
    defence: "what goes wrong inside is not shown",
    file: "src/domain/errors.ts",
    exact: `new AssistantError("ERR_INTERNAL", "Something went wrong on our side.", { cause })`,
    replacement: `new AssistantError("ERR_INTERNAL", String(cause), { cause })`,
    tests: ["channels/websocket/hostile-messages.test.ts"],
    named: "[W20]",
  },
  {
    defence: "a session belongs to its user",
    file: "graph/assistant.ts",
    exact: "session === undefined || session.userId !== userId",
    replacement: "session === undefined",
    tests: SESSIONS,
    named: "somebody else",
  },
  {
    defence: "a question is answered by what answers it, once",
    file: "graph/assistant.ts",
    exact: "const key = answerKey(sessionId, stepId);",
    replacement: "const key = crypto.randomUUID();",
    tests: SESSIONS,
    named: "answered once",
  },
  {
    defence: "a run is resumed by the id of what it waits for",
    file: "graph/run.ts",
    exact: "return new Command({ resume: { [input.interruptId]: input.answer } });",
    replacement: "return new Command({ resume: input.answer });",
    tests: ["graph/action-planner.test.ts"],
    named: "[D7]",
  },
  {
    defence: "a command with the id of an earlier one is that one",
    file: "graph/assistant.ts",
    exact: "const key = clientId && `command:${userId}:${clientId}`;",
    replacement: "const key = undefined;",
    tests: SESSIONS,
    named: "with the id of an earlier one",
  },
  {
    defence: "a stop reaches the run",
    file: "graph/session-runner.ts",
    exact: "working.get(sessionId)?.abort.abort();",
    replacement: "",
    tests: STOPS,
    named: "[P11]",
  },
  {
    defence: "a stop outlives the process",
    file: "graph/session-runner.ts",
    exact: "await stops.add(userId, sessionId);",
    replacement: "",
    tests: STOPS,
    named: "[P11]",
  },
  {
    defence: "a plan is bounded in calls",
    file: "graph/plan-language/schedule.ts",
    exact: "if (made + wave.calls.length <= MAX_CALLS) return wave;",
    replacement: "if (MAX_CALLS > 0) return wave;",
    tests: ["graph/plan-language/plan-language.test.ts"],
    named: "[P17]",
  },
  {
    defence: "a run is bounded in time",
    file: "graph/session-runner.ts",
    exact: "AbortSignal.any([abort.signal, limit])",
    replacement: "AbortSignal.any([abort.signal])",
    tests: STOPS,
    named: "[P17]",
  },
  {
    defence: "a write is claimed before it leaves",
    file: "tools/once.ts",
    exact: "const claim = await effects.claim(effect);",
    replacement: `const claim = { kind: "claimed" };`,
    tests: GATEWAY,
    named: "",
  },
];
