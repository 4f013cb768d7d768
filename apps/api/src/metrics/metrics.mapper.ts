import type { MetricPoint, MetricWindow } from '@nora/domain';
import type { RuntimeStats } from '@nora/runtime-adapters';
import type { Metric, MetricDto, MetricMarkDto, MetricSeriesDto, MetricUnit } from './dto/metric-series.dto';

/** Where a metric is found: in a step of the history, and in a moment that is seen live. */
interface Source {
  unit: MetricUnit;
  value: (point: MetricPoint) => number | null;
  peak?: (point: MetricPoint) => number | null;
  live: (stats: RuntimeStats) => number | null;
}

const SOURCES: Record<Metric, Source> = {
  cpu: {
    unit: 'percent',
    value: ({ cpuPercent }) => cpuPercent,
    peak: ({ cpuPercentPeak }) => cpuPercentPeak,
    live: ({ cpuPercent }) => cpuPercent,
  },
  memory: {
    unit: 'bytes',
    value: ({ memoryBytes }) => memoryBytes,
    peak: ({ memoryBytesPeak }) => memoryBytesPeak,
    live: ({ memoryBytes }) => memoryBytes,
  },
  disk: { unit: 'bytes', value: ({ diskBytes }) => diskBytes, live: ({ diskBytes }) => diskBytes },
  'network-received': {
    unit: 'bytes-per-second',
    value: ({ networkRxRate }) => networkRxRate,
    live: ({ networkRxBytesPerSecond }) => networkRxBytesPerSecond,
  },
  'network-sent': {
    unit: 'bytes-per-second',
    value: ({ networkTxRate }) => networkTxRate,
    live: ({ networkTxBytesPerSecond }) => networkTxBytesPerSecond,
  },
  'disk-read': {
    unit: 'bytes-per-second',
    value: ({ blockReadRate }) => blockReadRate,
    live: ({ blockReadBytesPerSecond }) => blockReadBytesPerSecond,
  },
  'disk-written': {
    unit: 'bytes-per-second',
    value: ({ blockWriteRate }) => blockWriteRate,
    live: ({ blockWriteBytesPerSecond }) => blockWriteBytesPerSecond,
  },
  processes: { unit: 'count', value: ({ pids }) => pids, live: ({ pids }) => pids },
};
const ALL = Object.entries(SOURCES) as [Metric, Source][];

export type MetricLimits = Partial<Record<Metric, number>>;

/** A history as it is shown: every step of the window has its place, whether anything is known of it or not. */
export function toMetricSeriesDto(
  { from, to, stepSeconds }: Pick<MetricWindow, 'from' | 'to' | 'stepSeconds'>,
  points: readonly MetricPoint[],
  limits: MetricLimits,
  deployments: readonly MetricMarkDto[],
): MetricSeriesDto {
  const stepMs = stepSeconds * 1_000;
  const steps = Math.round((to.getTime() - from.getTime()) / stepMs);
  const placed = points.map((point) => ({ point, place: (point.at.getTime() - from.getTime()) / stepMs }));
  const valuesOf = (read: Source['value']): (number | null)[] => {
    const values = new Array<number | null>(steps).fill(null);
    for (const { point, place } of placed) values[place] = rounded(read(point));
    return values;
  };
  const series = ALL.map(([metric, { unit, value, peak }]): MetricDto => ({
    ...{ metric, unit, values: valuesOf(value), peaks: peak ? valuesOf(peak) : null },
    limit: limits[metric] ?? null,
  }));
  const restarts = points.flatMap(({ restartedAt }) => (restartedAt ? [restartMark(restartedAt)] : []));
  const marks = [...deployments, ...restarts].sort((a, b) => a.at.localeCompare(b.at));
  return { from: from.toISOString(), to: to.toISOString(), stepSeconds, series, marks };
}

/** One moment as it is shown live, under the names of the series. */
export function toLiveSample(stats: RuntimeStats): { at: string; values: Record<Metric, number | null> } {
  const values = Object.fromEntries(ALL.map(([metric, { live }]) => [metric, rounded(live(stats))]));
  return { at: stats.at.toISOString(), values: values as Record<Metric, number | null> };
}

function restartMark(at: Date): MetricMarkDto {
  return { at: at.toISOString(), kind: 'restart', deploymentId: null, operation: null, status: null };
}

/** Nobody reads more of a chart, and numbers with fifteen digits are most of an answer. */
function rounded(value: number | null): number | null {
  return value === null ? null : Math.round(value * 100) / 100;
}
