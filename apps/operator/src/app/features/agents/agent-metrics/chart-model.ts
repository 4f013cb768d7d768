import type { Metric, MetricHistory, MetricMark, MetricSeries, MetricUnit } from '@nora/data-access';

/** One curve of a chart. */
export interface ChartLine {
  metric: Metric;
  values: readonly (number | null)[];
  peaks: readonly (number | null)[] | null;
  /** The last that is known. */
  latest: number | null;
  average: number | null;
  highest: number | null;
}

/** Things of one unit that are looked at together. */
export interface Chart {
  id: string;
  title: string;
  unit: MetricUnit;
  lines: readonly ChartLine[];
  limit: number | null;
  /** Why there is no curve; null when there is one. */
  nothing: 'uncounted' | 'unseen' | null;
}

/** What all charts of a page have in common. */
export interface ChartFrame {
  /** Milliseconds since the epoch. */
  from: number;
  to: number;
  stepMs: number;
  marks: readonly MetricMark[];
}

const CHARTS: readonly { id: string; title: string; metrics: readonly Metric[] }[] = [
  { id: 'cpu', title: 'CPU', metrics: ['cpu'] },
  { id: 'memory', title: 'Memory', metrics: ['memory'] },
  { id: 'network', title: 'Network', metrics: ['network-received', 'network-sent'] },
  { id: 'disk', title: 'Disk', metrics: ['disk'] },
  { id: 'disk-activity', title: 'Disk activity', metrics: ['disk-read', 'disk-written'] },
  { id: 'processes', title: 'Processes and threads', metrics: ['processes'] },
];

export function frameOf({ from, to, stepSeconds, marks }: MetricHistory): ChartFrame {
  return { from: Date.parse(from), to: Date.parse(to), stepMs: stepSeconds * 1_000, marks };
}

/** Whether anything was seen of an agent in a time. */
export function isEmpty({ series }: MetricHistory): boolean {
  return series.every(({ values }) => values.every((value) => value === null));
}

export function chartsOf(history: MetricHistory): Chart[] {
  return CHARTS.map(({ id, title, metrics }) => {
    const series = metrics.flatMap((metric) => history.series.find((one) => one.metric === metric) ?? []);
    const lines = series.map(lineOf);
    const isBare = lines.every(({ highest }) => highest === null);
    return {
      ...{ id, title, unit: series[0]?.unit ?? 'count', lines, limit: series[0]?.limit ?? null },
      // Traffic is counted with every sample, where a target counts it at all.
      nothing: isBare ? (id === 'network' && !isEmpty(history) ? 'uncounted' : 'unseen') : null,
    };
  });
}

function lineOf({ metric, values, peaks }: MetricSeries): ChartLine {
  const known = values.filter((value) => value !== null);
  const highest = [...known, ...(peaks ?? []).filter((value) => value !== null)];
  return {
    ...{ metric, values, peaks },
    latest: known.at(-1) ?? null,
    average: known.length > 0 ? known.reduce((sum, value) => sum + value, 0) / known.length : null,
    highest: highest.length > 0 ? Math.max(...highest) : null,
  };
}

/** An axis from nought to a round number, with about four parts that can be read. */
export interface Axis {
  max: number;
  interval: number;
}

const TICKS = 4;
/** A limit is drawn where usage comes near it; further away it would press every curve flat. */
const NEAR = 0.25;

export function showsLimit({ limit, lines }: Pick<Chart, 'limit' | 'lines'>): boolean {
  const highest = Math.max(0, ...lines.map((line) => line.highest ?? 0));
  return limit !== null && highest >= limit * NEAR;
}

export function axisOf(chart: Pick<Chart, 'unit' | 'limit' | 'lines'>): Axis {
  const highest = Math.max(0, ...chart.lines.map((line) => line.highest ?? 0));
  const top = Math.max(showsLimit(chart) ? (chart.limit ?? 0) : 0, highest * 1.05, leastOf(chart.unit));
  const unit = chart.unit.startsWith('bytes') ? 1_024 ** Math.floor(Math.log(top) / Math.log(1_024)) : 1;
  const interval = roundUp(top / unit / TICKS, chart.unit === 'count') * unit;
  return { interval, max: Math.ceil(top / interval - 1e-9) * interval };
}

/** An agent at rest is not to look as if it were busy. */
function leastOf(unit: MetricUnit): number {
  if (unit === 'percent') return 10;
  return unit === 'count' ? 4 : 4_096;
}

/** The next of 1, 2 and 5 with noughts. */
function roundUp(value: number, isWhole: boolean): number {
  const power = 10 ** Math.floor(Math.log10(value));
  const round = [1, 2, 5, 10].map((digit) => digit * power).find((one) => one >= value - 1e-9) ?? value;
  return isWhole ? Math.max(1, Math.round(round)) : round;
}
