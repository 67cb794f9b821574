import type RequestClient from "twilio/lib/base/RequestClient.js";

/** What a call on loopback may take before it counts as timed out. */
const TIMEOUT_MS = 5_000;

/**
 * Twilio's own HTTP client, its calls to any Twilio host sent to `origin` instead. The SDK's HTTP stack costs some
 * 30 MB, so it is loaded when first asked for.
 */
export async function openLoopbackClient(origin: string): Promise<RequestClient> {
  const { default: Client } = await import("twilio/lib/base/RequestClient.js");
  const client = new Client({ timeout: TIMEOUT_MS });
  client.axios.interceptors.request.use((config) => {
    const { pathname, search } = new URL(config.url ?? "/", origin);
    config.url = `${origin}${pathname}${search}`;
    return config;
  });
  return client;
}
