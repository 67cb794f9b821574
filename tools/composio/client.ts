import type { Composio } from "@composio/core";

/** Composio's REST client as the SDK sets it up. */
export type ComposioClient = ReturnType<Composio["getClient"]>;

export interface ComposioOptions {
  readonly apiKey: string;
  /** Where Composio answers; its own address by default. */
  readonly baseUrl?: string | undefined;
}

const DEFAULT_BASE_URL = "https://backend.composio.dev";

/**
 * Gives the SDK's client, made on first use: importing the SDK takes a good part of a second and 40 MB.
 * The client and not `composio.tools` is used, because that sends a GET for the tool before each execute.
 */
export function lazyClient({ apiKey, baseUrl }: ComposioOptions): () => Promise<ComposioClient> {
  let client: Promise<ComposioClient> | undefined;
  const load = async (): Promise<ComposioClient> => {
    const { Composio: Sdk } = await import("@composio/core");
    const sdk = new Sdk({
      apiKey,
      baseURL: baseUrl ?? DEFAULT_BASE_URL,
      allowTracking: false,
      disableVersionCheck: true,
    });
    return sdk.getClient();
  };
  return () => (client ??= load());
}
