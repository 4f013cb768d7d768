const MOST = 99;

/** "50, 80" as numbers, in order and each once; null when it is not whole numbers from 1 to 99. */
export function thresholdsOf(text: string): number[] | null {
  const parts = text.split(/[\s,;]+/).filter((part) => part !== '');
  const numbers = parts.map((part) => (/^\d{1,2}$/.test(part) ? Number(part) : 0));
  if (numbers.some((number) => number < 1 || number > MOST)) return null;
  return [...new Set(numbers)].sort((a, b) => a - b);
}

export function thresholdsText(thresholds: readonly number[]): string {
  return thresholds.join(', ');
}
