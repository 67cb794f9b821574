import type { Logger } from "../../src/domain/logger.ts";
import type { Phraser } from "../../src/domain/phraser.ts";
import type { ModelClient } from "../model/model-client.ts";
import { ModelFailure } from "../model/model-failure.ts";
import { PHRASER_PROMPT, phraserTurn } from "../prompts/phraser-prompt.ts";
import { createPlainTextStream } from "./plain-text.ts";

/** Longer than this is no answer to a person with a phone. */
const LONGEST_REPLY = 1_500;

export interface PhraserOptions {
  readonly client: ModelClient;
  readonly logger: Logger;
  /** Default: 20 s. */
  readonly timeoutMs?: number;
}

/**
 * Words replies by a language model that reads outside content and therefore can do nothing: it has no tools, sees no plan, and its
 * text ends in the reply.
 */
export function createPhraser({ client, logger, timeoutMs = 20_000 }: PhraserOptions): Phraser {
  return {
    async phrase(request, onDelta) {
      const text = createPlainTextStream(onDelta);
      try {
        await client.askForText(
          {
            purpose: "phrase",
            system: PHRASER_PROMPT,
            turns: [["human", phraserTurn(request)]],
            signal: request.signal,
            timeoutMs,
          },
          (piece) => text.push(piece),
        );
      } catch (cause) {
        if (!(cause instanceof ModelFailure)) throw cause;
        logger.info({ kind: cause.kind }, "the reply is worded by its template");
        return undefined;
      }
      const reply = text.end().trim();
      if (reply !== "" && reply.length <= LONGEST_REPLY) return reply;
      logger.info({ length: reply.length }, "the model's reply is not used");
      return undefined;
    },
  };
}
