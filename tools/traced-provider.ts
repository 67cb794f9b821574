import { toAssistantError } from "../src/domain/errors.ts";
import type { Tracing } from "../src/domain/tracing.ts";
import type { Provider } from "./provider.ts";

/** The same provider, each request to it timed. */
export function tracedProvider(provider: Provider, tracing: Tracing): Provider {
  const execute: Provider["execute"] = async (call) => {
    const { service, slug } = call;
    return await tracing.span("provider", { service, slug }, async (span) => {
      try {
        const answer = await provider.execute(call);
        span.set({ outcome: "ok" });
        return answer;
      } catch (cause) {
        span.set({ outcome: toAssistantError(cause).code });
        throw cause;
      }
    });
  };
  return { ...provider, execute };
}
