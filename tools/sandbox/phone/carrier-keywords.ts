/** What a text does to its sender's subscription, by the rules US carriers and Twilio apply to single words. */
export type Subscription = "opt_out" | "opt_in";

const OPT_OUT = new Set(["STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT"]);
const OPT_IN = new Set(["START", "YES", "UNSTOP"]);

/** Reads a text as the carrier does: one word alone, whatever its case. Undefined where it is any other text. */
export function readSubscription(body: string): Subscription | undefined {
  const word = body.trim().toUpperCase();
  if (OPT_OUT.has(word)) return "opt_out";
  return OPT_IN.has(word) ? "opt_in" : undefined;
}
