/** An estimate and the interval that holds the true value in 95 of 100 repetitions of the whole measurement. */
export interface Estimate {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/** The two-sided 95 % quantile of the normal distribution. */
const Z = 1.959964;

/**
 * A share of `n` independent trials with its 95 % score interval, which stays within 0 and 1 and is not empty at 0 of n
 * (E. B. Wilson, Probable inference, the law of succession, and statistical inference, JASA 22, 1927, 209-212).
 * `successes` need not be whole: where a trial is the mean of repeated runs, it is their sum.
 */
export function wilson(successes: number, n: number): Estimate {
  if (n === 0) return { value: Number.NaN, low: 0, high: 1 };
  const p = successes / n;
  const centre = p + Z ** 2 / (2 * n);
  const half = Z * Math.sqrt((p * (1 - p)) / n + Z ** 2 / (4 * n ** 2));
  const scale = 1 + Z ** 2 / n;
  return {
    value: p,
    // At the ends the interval begins there, which floating point misses by a hair.
    low: p === 0 ? 0 : Math.max(0, (centre - half) / scale),
    high: p === 1 ? 1 : Math.min(1, (centre + half) / scale),
  };
}

/** A mean with its 95 % interval by the normal approximation, never below `least`: for counts, which have no Wilson interval. */
export function meanOf(values: readonly number[], least = 0): Estimate {
  const n = values.length;
  if (n === 0) return { value: Number.NaN, low: least, high: Number.POSITIVE_INFINITY };
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  if (n === 1) return { value: mean, low: least, high: Number.POSITIVE_INFINITY };
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (n - 1);
  const half = Z * Math.sqrt(variance / n);
  return { value: mean, low: Math.max(least, mean - half), high: mean + half };
}

/**
 * pass^k: the chance that `k` runs of a task all succeed, estimated without bias from `n` runs of which `c` did as
 * C(c, k) / C(n, k), the mean over all tasks (S. Yao et al., tau-bench, arXiv:2406.12045, section 3).
 */
export function passHatK(
  tasks: readonly { readonly n: number; readonly c: number }[],
  k: number,
): number {
  const chances = tasks.map(({ n, c }) => {
    if (n < k) throw new RangeError(`pass^${k} needs ${k} runs of each task, not ${n}`);
    let chance = 1;
    for (let i = 0; i < k; i++) chance *= Math.max(0, c - i) / (n - i);
    return chance;
  });
  return chances.reduce((sum, chance) => sum + chance, 0) / chances.length;
}

/**
 * The two-sided exact p-value that two runs of the same tasks differ by chance alone, from the tasks that only one of
 * them solved (Q. McNemar, Note on the sampling error of the difference between correlated proportions, Psychometrika
 * 12, 1947, 153-157; exact by the binomial distribution: M. W. Fagerland, S. Lydersen and P. Laake, BMC Medical
 * Research Methodology 13, 2013, 91).
 */
export function mcNemar(onlyFirst: number, onlySecond: number): number {
  const n = onlyFirst + onlySecond;
  let term = 0.5 ** n;
  let tail = 0;
  for (let i = 0; i <= Math.min(onlyFirst, onlySecond); i++) {
    tail += term;
    term *= (n - i) / (i + 1);
  }
  return Math.min(1, 2 * tail);
}
