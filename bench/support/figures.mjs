// Figures drawn from samples.

/** The value below which the given share of the samples lies (nearest rank). */
export function quantile(samples, share) {
  const sorted = [...samples].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
}

export const median = (samples) => quantile(samples, 0.5);

/** To so many decimals. */
export const rounded = (value, decimals = 1) => Number(value.toFixed(decimals));
