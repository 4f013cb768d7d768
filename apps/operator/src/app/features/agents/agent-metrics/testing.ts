import type { Metric, MetricHistory, MetricUnit } from '@nora/data-access';

const UNITS: Readonly<Record<Metric, MetricUnit>> = {
  cpu: 'percent',
  memory: 'bytes',
  disk: 'bytes',
  'network-received': 'bytes-per-second',
  'network-sent': 'bytes-per-second',
  'disk-read': 'bytes-per-second',
  'disk-written': 'bytes-per-second',
  processes: 'count',
};
const METRICS = Object.keys(UNITS) as Metric[];

/** For specs: a minute of six steps, of which nothing is known but what is given. */
export function historyOf(values: Partial<Record<Metric, (number | null)[]>> = {}): MetricHistory {
  const nothing = (): null[] => new Array<null>(6).fill(null);
  return {
    ...{ from: '2026-05-06T07:08:00.000Z', to: '2026-05-06T07:09:00.000Z', stepSeconds: 10, marks: [] },
    series: METRICS.map((metric) => ({
      ...{ metric, unit: UNITS[metric], values: values[metric] ?? nothing(), limit: null },
      peaks: metric === 'cpu' ? (values.cpu ?? nothing()) : null,
    })),
  };
}

/** For specs: a live sample of one metric. */
export function sampleOf(
  at: string,
  metric: Metric,
  value: number | null,
): { at: string; values: Record<Metric, number | null> } {
  const values = Object.fromEntries(METRICS.map((one) => [one, one === metric ? value : null]));
  return { at, values: values as Record<Metric, number | null> };
}
