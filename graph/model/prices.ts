interface Price {
  readonly input: number;
  readonly cached: number;
  readonly output: number;
}

/** OpenAI's own prices, US dollars per million tokens, standard tier, November 2026. */
const PRICES: Readonly<Record<string, Price>> = {
  "gpt-4o": { input: 2.5, cached: 1.25, output: 10 },
  "gpt-4o-mini": { input: 0.15, cached: 0.075, output: 0.6 },
  "gpt-4.1": { input: 2, cached: 0.5, output: 8 },
  "gpt-4.1-mini": { input: 0.4, cached: 0.1, output: 1.6 },
  "gpt-4.1-nano": { input: 0.1, cached: 0.025, output: 0.4 },
  "gpt-5": { input: 1.25, cached: 0.125, output: 10 },
  "gpt-5-mini": { input: 0.25, cached: 0.025, output: 2 },
  "gpt-5-nano": { input: 0.05, cached: 0.005, output: 0.4 },
};

/** What a call cost at OpenAI; undefined for a model whose price is not known. A dated snapshot costs what its model costs. */
export function costOf(
  model: string,
  tokens: { readonly input: number; readonly cached: number; readonly output: number },
): number | undefined {
  const price = PRICES[model.replace(/-\d{4}-\d{2}-\d{2}$/u, "")];
  if (price === undefined) return undefined;
  const dollars =
    (tokens.input - tokens.cached) * price.input +
    tokens.cached * price.cached +
    tokens.output * price.output;
  return dollars / 1_000_000;
}
