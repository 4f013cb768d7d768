import type { UsageBy, UsagePoint, UsageTotals } from '@nora/data-access';

import { formatShort, formatUsd } from '../money';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Times that can be looked at, and in which steps. */
export const USAGE_RANGES = [
  { range: '24h', label: '24 h', words: 'the last 24 hours', step: 'hour', ms: DAY_MS },
  { range: '7d', label: '7 d', words: 'the last 7 days', step: 'day', ms: 7 * DAY_MS },
  { range: '30d', label: '30 d', words: 'the last 30 days', step: 'day', ms: 30 * DAY_MS },
  { range: '90d', label: '90 d', words: 'the last 90 days', step: 'day', ms: 90 * DAY_MS },
] as const;
export type UsageRange = (typeof USAGE_RANGES)[number];

/** The range of an address; the usual one when it names none that there is. */
export function usageRange(text: string | undefined): UsageRange {
  return USAGE_RANGES.find(({ range }) => range === text) ?? USAGE_RANGES[1];
}

/** What usage can be told apart by. */
export const USAGE_GROUP_WORDS: Readonly<Record<UsageBy, { label: string; column: string }>> = {
  workspace: { label: 'Workspace', column: 'Workspace' },
  agent: { label: 'Agent', column: 'Agent' },
  model: { label: 'Model', column: 'Model' },
  provider: { label: 'Provider', column: 'Provider' },
  none: { label: 'All', column: 'All' },
};

/** What the bars are as high as. */
export const USAGE_MEASURES = [
  { id: 'cost', label: 'Cost' },
  { id: 'tokens', label: 'Tokens' },
  { id: 'calls', label: 'Calls' },
] as const;
export type UsageMeasure = (typeof USAGE_MEASURES)[number]['id'];

/** In place of what something cost whose price nobody knows. */
export const NOT_KNOWN = 'not known';

/** The measure of an address. Where nothing has cost anything, tokens say more. */
export function usageMeasure(text: string | undefined, totals: UsageTotals | undefined): UsageMeasure {
  const named = USAGE_MEASURES.find(({ id }) => id === text)?.id;
  return named ?? (totals && Number(totals.costUsd) === 0 ? 'tokens' : 'cost');
}

export function measured(amount: UsagePoint | UsageTotals, measure: UsageMeasure): number {
  if (measure === 'cost') return Number(amount.costUsd);
  return measure === 'calls' ? amount.calls : amount.inputTokens + amount.outputTokens;
}

export function formatMeasure(value: number, measure: UsageMeasure): string {
  return measure === 'cost' ? formatUsd(value) : formatShort(value);
}

/** What is asked of the API for a time until now: as many steps as it says, the present one among them. */
export function usageQuestion({ ms, step }: UsageRange, now: number) {
  const from = now - ms + (step === 'hour' ? HOUR_MS : DAY_MS);
  return { from: new Date(from).toISOString(), to: new Date(now).toISOString(), step };
}
