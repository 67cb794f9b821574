import type { Consent } from "../src/domain/consent.ts";
import { AssistantError } from "../src/domain/errors.ts";
import type { Toolbox, ToolContext, ToolSpec } from "../src/domain/tool.ts";
import { withActionLog } from "./action-log.ts";
import { catalog, lookups } from "./catalog.ts";
import { createConsent } from "./consent/consent.ts";
import { createGateway, withDefaults } from "./gateway.ts";
import type { GatewayOptions } from "./gateway.ts";

/** Told of each attempt to write once it has ended, whatever became of it; the call's answer waits for it. */
export type WriteListener = (spec: ToolSpec, context: ToolContext) => Promise<void>;

/** A toolbox that tells who keeps copies of what its writes may have changed. */
export interface ObservableToolbox extends Toolbox {
  /** What the same tools need the user's yes for. */
  readonly consent: Consent;
  /** Answers what ends the subscription. */
  onWrite(listener: WriteListener): () => void;
}

/** All tools of the catalog over one provider. */
export function createToolbox(options: GatewayOptions): ObservableToolbox {
  const run = withActionLog(createGateway(options), options);
  const listeners = new Set<WriteListener>();
  return {
    specs: catalog,
    consent: createConsent(withDefaults(options)),
    async call(call) {
      const definition = catalog.get(call.tool) ?? lookups.get(call.tool);
      if (definition === undefined) {
        throw new AssistantError("ERR_INVALID_ARGUMENTS", `There is no tool "${call.tool}".`);
      }
      try {
        return await run(definition, call);
      } finally {
        if (definition.effect === "write") {
          await Promise.all([...listeners].map((tell) => tell(definition, call.context)));
        }
      }
    },
    onWrite(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}
