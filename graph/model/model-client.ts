import { setTimeout as delay } from "node:timers/promises";

import type { AIMessage, AIMessageChunk } from "@langchain/core/messages";
import type { ChatOpenAI } from "@langchain/openai";
import { BrokenCircuitError, circuitBreaker, ConsecutiveBreaker, handleWhen } from "cockatiel";
import { z } from "zod";

import type { ModelCall, ModelPurpose } from "../../src/domain/model-call.ts";
import { noTracing } from "../../src/domain/tracing.ts";
import type { Span, Tracing } from "../../src/domain/tracing.ts";
import { ModelFailure, toModelFailure } from "./model-failure.ts";
import { OUTPUT_MODES } from "./output-mode.ts";
import type { OutputMode, OutputShape } from "./output-mode.ts";
import { costOf } from "./prices.ts";

/** A server that speaks the OpenAI API, and the model on it. */
export interface ModelServer {
  readonly apiKey: string;
  /** OpenAI itself where undefined. */
  readonly baseUrl?: string | undefined;
  readonly model: string;
  /** Whether OpenAI's prices hold for it. */
  readonly isOpenAI: boolean;
}

export interface ModelClientOptions {
  /** Told of every request once it has ended. */
  readonly onCall?: (call: ModelCall) => void;
  readonly tracing?: Tracing;
  /** How long one question may take, its retries included. Default: 30 s. */
  readonly timeoutMs?: number;
  /** How often a question is put at most where the server is busy, failing or gone. Default: 3. */
  readonly attempts?: number;
  /** Wait before the second attempt where the server names none; doubled before the next. Default: 500. */
  readonly backoffMs?: number;
  /** Failures in a row after which the server is left alone. Default: 5. */
  readonly failuresToOpen?: number;
  /** For how long. Default: 15 s. */
  readonly openForMs?: number;
}

export interface ModelRequest {
  readonly purpose: ModelPurpose;
  /** What does not change from call to call: servers keep it read. */
  readonly system: string;
  /** The rest, in turns: the user's, the model's. */
  readonly turns: readonly (readonly ["human" | "ai", string])[];
  readonly signal?: AbortSignal | undefined;
  /** Less time than the client's own limit. */
  readonly timeoutMs?: number;
}

/** Asks one model on one server. */
export interface ModelClient {
  /**
   * Answers the text of JSON that should have the shape. The firmest way the server takes is found by trying, and remembered.
   * @throws ModelFailure
   */
  askForJson(request: ModelRequest, shape: OutputShape): Promise<string>;
  /** Answers a text, and tells it piece by piece before. One try: half a text is not begun again. @throws ModelFailure */
  askForText(request: ModelRequest, onPiece: (piece: string) => void): Promise<string>;
}

/**
 * A client that keeps a deadline, tries again where that may help, as late as the server asked, and leaves a server alone that
 * keeps failing. What speaks the protocol is loaded with the first question.
 */
export function createModelClient(
  server: ModelServer,
  {
    onCall = () => {},
    tracing = noTracing,
    timeoutMs: limitMs = 30_000,
    attempts = 3,
    backoffMs = 500,
    failuresToOpen = 5,
    openForMs = 15_000,
  }: ModelClientOptions = {},
): ModelClient {
  let loading: Promise<ChatOpenAI> | undefined;
  const load = (): Promise<ChatOpenAI> => (loading ??= openChat(server));
  const breaker = circuitBreaker(
    handleWhen((error) => error instanceof ModelFailure && error.isServersFault),
    { breaker: new ConsecutiveBreaker(failuresToOpen), halfOpenAfter: openForMs },
  );
  let position = 0;

  /** Runs one request under a deadline and the breaker, and tells of it. */
  async function once<T>(
    { purpose, signal: cancellation }: ModelRequest,
    mode: OutputMode,
    timeoutMs: number,
    run: (signal: AbortSignal) => Promise<Answered<T>>,
  ): Promise<T> {
    const about = { purpose, model: server.model, mode: mode.name };
    const attempt = async (span: Span): Promise<T> => {
      const began = performance.now();
      const deadline = AbortSignal.timeout(Math.ceil(timeoutMs));
      const signal = AbortSignal.any([deadline, ...(cancellation ? [cancellation] : [])]);
      const tell = (outcome: string, usage: Usage = {}): void => {
        const figures = figuresOf(server, usage);
        const ms = Math.round(performance.now() - began);
        onCall({ purpose, model: server.model, mode: mode.name, ms, outcome, ...figures });
        span.set({
          outcome,
          input_tokens: figures.inputTokens,
          output_tokens: figures.outputTokens,
        });
      };
      try {
        const { value, usage, outcome } = await run(signal);
        tell(outcome ?? "ok", usage);
        if (outcome !== undefined) throw new ModelFailure(outcome);
        return value;
      } catch (cause) {
        if (cause instanceof ModelFailure) throw cause;
        const failure = toModelFailure(cause, {
          cancelled: cancellation?.aborted === true,
          timedOut: deadline.aborted,
          modeWords: mode.refusalWords,
        });
        tell(failure.kind);
        throw failure;
      }
    };
    try {
      return await breaker.execute(() => tracing.span("model", about, attempt));
    } catch (cause) {
      if (cause instanceof BrokenCircuitError) throw new ModelFailure("circuit_open", { cause });
      throw cause;
    }
  }

  async function withRetries<T>(
    request: ModelRequest,
    mode: OutputMode,
    run: (signal: AbortSignal) => Promise<Answered<T>>,
  ): Promise<T> {
    const endsAt = performance.now() + Math.min(request.timeoutMs ?? limitMs, limitMs);
    for (let attempt = 1; ; attempt++) {
      try {
        return await once(request, mode, Math.max(1, endsAt - performance.now()), run);
      } catch (cause) {
        if (!(cause instanceof ModelFailure) || !cause.retryable || attempt >= attempts)
          throw cause;
        const waitMs = cause.retryAfterMs ?? backoffMs * 2 ** (attempt - 1);
        if (performance.now() + waitMs >= endsAt) throw cause;
        await pause(waitMs, request.signal);
      }
    }
  }

  return {
    async askForJson(request, shape) {
      for (;;) {
        const tried = position;
        const mode = OUTPUT_MODES[tried] ?? TEXT;
        try {
          return await withRetries(request, mode, async (signal) => {
            const chat = await load();
            const message = await chat.invoke(messagesOf(request), {
              ...mode.options(shape),
              signal,
            });
            return toAnswered(message);
          });
        } catch (cause) {
          const passOver = cause instanceof ModelFailure && cause.kind === "unsupported_mode";
          if (!passOver || tried + 1 >= OUTPUT_MODES.length) throw cause;
          position = Math.max(position, tried + 1);
        }
      }
    },

    async askForText(request, onPiece) {
      const timeoutMs = Math.min(request.timeoutMs ?? limitMs, limitMs);
      return await once(request, TEXT, timeoutMs, async (signal) =>
        readStream(await (await load()).stream(messagesOf(request), { signal }), signal, onPiece),
      );
    },
  };
}

const TEXT: OutputMode = { name: "text", options: () => ({}), refusalWords: /(?!)/u };

interface Usage {
  readonly input_tokens?: number;
  readonly output_tokens?: number;
  readonly input_token_details?: { readonly cache_read?: number };
}

/** What a request came to: a value, or an outcome that makes it a failure all the same. */
interface Answered<T> {
  readonly value: T;
  readonly usage: Usage;
  readonly outcome?: "refused" | "cut_off";
}

async function openChat({ apiKey, baseUrl, model }: ModelServer): Promise<ChatOpenAI> {
  const { ChatOpenAI: Chat } = await import("@langchain/openai");
  return new Chat({
    apiKey,
    model,
    // Retries are counted and spaced here, not below.
    maxRetries: 0,
    useResponsesApi: false,
    // Ignored for models that do not reason; a plan needs little of it.
    reasoning: { effort: "low" },
    // LangChain passes on everything of an answer but that the model refused to give one.
    __includeRawResponse: true,
    ...(baseUrl !== undefined && { configuration: { baseURL: baseUrl } }),
  });
}

function messagesOf({ system, turns }: ModelRequest): ["system" | "human" | "ai", string][] {
  return [["system", system], ...turns.map(([who, text]): ["human" | "ai", string] => [who, text])];
}

function toAnswered(message: AIMessage): Answered<string> {
  const usage = message.usage_metadata ?? {};
  const finish: unknown = message.response_metadata["finish_reason"];
  const [call] = message.tool_calls ?? [];
  const [halfCall] = message.invalid_tool_calls ?? [];
  const value = call ? JSON.stringify(call.args) : (halfCall?.args ?? message.text);
  const isRefused = finish === "content_filter" || (value === "" && saysRefusal(message));
  if (isRefused) return { value, usage, outcome: "refused" };
  return finish === "length" ? { value, usage, outcome: "cut_off" } : { value, usage };
}

function saysRefusal({ additional_kwargs: kwargs }: AIMessage): boolean {
  const raw = RawAnswer.safeParse(kwargs["__raw_response"]);
  return raw.success && raw.data.choices.some(({ message }) => typeof message.refusal === "string");
}

const RawAnswer = z.object({
  choices: z.array(z.object({ message: z.object({ refusal: z.string().nullish() }) })),
});

async function readStream(
  stream: AsyncIterable<AIMessageChunk>,
  signal: AbortSignal,
  onPiece: (piece: string) => void,
): Promise<Answered<string>> {
  let value = "";
  let usage: Usage = {};
  let finish: unknown;
  for await (const chunk of stream) {
    value += chunk.text;
    if (chunk.text !== "") onPiece(chunk.text);
    usage = chunk.usage_metadata ?? usage;
    finish = chunk.response_metadata["finish_reason"] ?? finish;
  }
  signal.throwIfAborted();
  if (finish === "content_filter") return { value, usage, outcome: "refused" };
  // A stream that ends without saying why was cut, however whole its text looks.
  return finish === "stop" ? { value, usage } : { value, usage, outcome: "cut_off" };
}

function figuresOf(
  { model, isOpenAI }: ModelServer,
  usage: Usage,
): Pick<ModelCall, "inputTokens" | "cachedTokens" | "outputTokens" | "costUsd"> {
  const { input_tokens: input, output_tokens: output } = usage;
  if (input === undefined || output === undefined) return {};
  const cached = usage.input_token_details?.cache_read ?? 0;
  const costUsd = isOpenAI ? costOf(model, { input, cached, output }) : undefined;
  return {
    inputTokens: input,
    cachedTokens: cached,
    outputTokens: output,
    ...(costUsd !== undefined && { costUsd }),
  };
}

async function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  try {
    await delay(ms, undefined, signal && { signal });
  } catch (cause) {
    throw new ModelFailure("cancelled", { cause });
  }
}
