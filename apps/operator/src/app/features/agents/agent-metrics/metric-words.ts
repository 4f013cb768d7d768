import type { Metric, MetricMark, MetricUnit } from '@nora/data-access';
import { formatBytes, formatNumber, formatTenths } from '@nora/ui';

import { OPERATION_LOOKS } from '../operation-looks';

/** How the present is known: `failed` when the target does not tell, `lost` when the connection to Nora broke. */
export type LiveState = 'connecting' | 'live' | 'stopped' | 'failed' | 'lost' | 'refused';

/** Times that can be looked at, and what they are called. */
export const RANGES = [
  { range: '5m', label: '5 min', words: 'the last 5 minutes' },
  { range: '15m', label: '15 min', words: 'the last 15 minutes' },
  { range: '1h', label: '1 h', words: 'the last hour' },
  { range: '6h', label: '6 h', words: 'the last 6 hours' },
  { range: '24h', label: '24 h', words: 'the last 24 hours' },
  { range: '7d', label: '7 d', words: 'the last 7 days' },
] as const;
export type MetricRange = (typeof RANGES)[number]['range'];

/** The range of an address; the usual one when it names none that there is. */
export function rangeOf(text: string | undefined): MetricRange {
  return RANGES.find(({ range }) => range === text)?.range ?? '1h';
}

/** What a metric is called, alone in a table and beside another one in its chart. */
export const METRIC_NAMES: Readonly<Record<Metric, { name: string; short: string }>> = {
  cpu: { name: 'CPU', short: 'CPU' },
  memory: { name: 'Memory', short: 'Memory' },
  disk: { name: 'Disk', short: 'Disk' },
  'network-received': { name: 'Network received', short: 'Received' },
  'network-sent': { name: 'Network sent', short: 'Sent' },
  'disk-read': { name: 'Disk read', short: 'Read' },
  'disk-written': { name: 'Disk written', short: 'Written' },
  processes: { name: 'Processes and threads', short: 'Processes and threads' },
};

/** A value with its unit. */
export function formatMetric(value: number, unit: MetricUnit): string {
  if (unit === 'bytes') return formatBytes(value);
  if (unit === 'bytes-per-second') return `${formatBytes(value)}/s`;
  // 9.97 would be written as 10.0.
  const isFine = value < 9.95 && !Number.isInteger(value);
  const number = isFine ? formatTenths(value) : formatNumber(Math.round(value));
  return unit === 'percent' ? `${number} %` : number;
}

/** How the present is known, in words. */
export const LIVE_WORDS: Readonly<Record<LiveState, string>> = {
  connecting: 'Connecting…',
  live: 'Live',
  stopped: 'The agent does not run',
  failed: 'The target does not tell what its agents use; trying again',
  lost: 'Connection lost; trying again',
  refused: 'Not followed',
};

/** What happened at a mark. */
export function markWords({ kind, operation, status }: MetricMark): string {
  if (kind === 'restart' || !operation) return 'The runtime was started anew';
  const outcome = status === 'succeeded' || !status ? '' : ` (${status})`;
  return `${OPERATION_LOOKS[operation].label}${outcome}`;
}
