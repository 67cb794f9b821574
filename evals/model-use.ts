import { costOf } from "../graph/model/prices.ts";
import type { ModelUse } from "./case-result.ts";

/** Nothing was asked. */
export const NO_MODEL: ModelUse = { calls: 0, inputTokens: 0, cachedTokens: 0, outputTokens: 0 };

const FIGURE = /^errand_model_(?<name>calls|tokens)_total\{(?<labels>[^}]*)\} (?<value>\S+)$/gmu;

/** What a program has asked its language model so far, by its own metrics. */
export async function readModelUse(url: string): Promise<ModelUse> {
  return parseModelUse(await (await fetch(`${url}/metrics`)).text());
}

/** The same from the text of `GET /metrics`. */
export function parseModelUse(metrics: string): ModelUse {
  const use = { ...NO_MODEL };
  for (const { groups = {} } of metrics.matchAll(FIGURE)) {
    const value = Number(groups["value"]);
    const kind = /kind="(\w+)"/u.exec(groups["labels"] ?? "")?.[1];
    if (groups["name"] === "calls") use.calls += value;
    else if (kind === "input") use.inputTokens += value;
    else if (kind === "cached") use.cachedTokens += value;
    else if (kind === "output") use.outputTokens += value;
  }
  return use;
}

/** What was used between two looks. */
export function subtractModelUse(after: ModelUse, before: ModelUse): ModelUse {
  return {
    calls: after.calls - before.calls,
    inputTokens: after.inputTokens - before.inputTokens,
    cachedTokens: after.cachedTokens - before.cachedTokens,
    outputTokens: after.outputTokens - before.outputTokens,
  };
}

/** The same with what it cost at OpenAI, where the model's price is known. */
export function withCost(use: ModelUse, model: string): ModelUse {
  const tokens = { input: use.inputTokens, cached: use.cachedTokens, output: use.outputTokens };
  const costUsd = costOf(model, tokens);
  return costUsd === undefined ? use : { ...use, costUsd };
}

/** All of several cases together; dollars where every case that asked a model has them. */
export function sumModelUse(uses: readonly ModelUse[]): ModelUse {
  const sum = (read: (use: ModelUse) => number): number =>
    uses.reduce((total, use) => total + read(use), 0);
  const asked = uses.filter(({ calls }) => calls > 0);
  return {
    calls: sum(({ calls }) => calls),
    inputTokens: sum(({ inputTokens }) => inputTokens),
    cachedTokens: sum(({ cachedTokens }) => cachedTokens),
    outputTokens: sum(({ outputTokens }) => outputTokens),
    ...(asked.length > 0 &&
      asked.every(({ costUsd }) => costUsd !== undefined) && {
        costUsd: sum(({ costUsd = 0 }) => costUsd),
      }),
  };
}
