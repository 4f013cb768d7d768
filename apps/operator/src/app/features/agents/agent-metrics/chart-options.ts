import type { MetricMark } from '@nora/data-access';
import { formatExact, perLocale } from '@nora/ui';
import type { EChartsCoreOption } from 'echarts/core';

import { type Chart, type ChartFrame, type ChartLine, axisOf, showsLimit } from './chart-model';
import { METRIC_NAMES, formatMetric, markWords } from './metric-words';

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

/** Colours of the theme, as a canvas takes them. */
export interface ChartColours {
  text: string;
  line: string;
  card: string;
  marks: string;
  limit: string;
  /** By name of the metric. */
  curves: Readonly<Record<string, string>>;
}

const clock = perLocale((locale) => new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit' }));
const seconds = perLocale(
  (locale) => new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit', second: '2-digit' }),
);
const day = perLocale((locale) => new Intl.DateTimeFormat(locale, { month: 'short', day: 'numeric' }));

/** What a time axis says at a moment, as finely as the window asks for. */
export function axisTime(at: number, { from, to }: Pick<ChartFrame, 'from' | 'to'>): string {
  const span = to - from;
  if (span > 2 * DAY_MS) return day().format(at);
  return (span < HOUR_MS / 4 ? seconds() : clock()).format(at);
}

/** A chart in the words of ECharts. Tooltips are drawn, not written into the page, as the content policy asks. */
export function chartOptions(chart: Chart, frame: ChartFrame, colours: ChartColours): EChartsCoreOption {
  const { max, interval } = axisOf(chart);
  const axisLabel = { color: colours.text, fontSize: 11 };
  return {
    animation: false,
    textStyle: { fontFamily: "'Inter Variable', system-ui, sans-serif" },
    grid: {
      left: 4,
      right: 12,
      top: 12,
      bottom: 2,
      outerBoundsMode: 'same',
      outerBoundsContain: 'axisLabel',
    },
    tooltip: {
      trigger: 'axis',
      renderMode: 'richText',
      confine: true,
      backgroundColor: colours.card,
      borderColor: colours.line,
      textStyle: { color: colours.text, fontSize: 12 },
      axisPointer: { lineStyle: { color: colours.marks, type: 'solid' } },
      formatter: (points: unknown) => tooltip(chart, frame, points),
    },
    xAxis: {
      ...{ type: 'time', min: frame.from, max: frame.to, splitNumber: 5 },
      axisLine: { lineStyle: { color: colours.line } },
      axisTick: { show: false },
      splitLine: { show: false },
      axisLabel: { ...axisLabel, hideOverlap: true, formatter: (at: number) => axisTime(at, frame) },
    },
    yAxis: {
      ...{ type: 'value', min: 0, max, interval },
      splitLine: { lineStyle: { color: colours.line } },
      axisLabel: { ...axisLabel, formatter: (value: number) => formatMetric(value, chart.unit) },
    },
    series: [
      ...chart.lines.flatMap((line, index) => curves(line, index, frame, colours)),
      ...(showsLimit(chart) ? [limitLine(chart, colours)] : []),
      marksLine(frame.marks, colours),
    ],
  };
}

/** The average as an area; the peaks as a thin line above it. A second curve is dashed as well as of another colour. */
function curves(line: ChartLine, index: number, frame: ChartFrame, { curves }: ChartColours): object[] {
  const color = curves[line.metric];
  const shared = { type: 'line', connectNulls: false, color, silent: true } as const;
  const isKnown = (at: number): boolean => typeof line.values[at] === 'number';
  const isAlone = (at: number): boolean => !isKnown(at - 1) && !isKnown(at + 1);
  const average = {
    ...shared,
    name: line.metric,
    data: pointsOf(line.values, frame),
    // A value between two gaps has no line to be seen by.
    symbol: 'circle',
    symbolSize: (_: unknown, { dataIndex }: { dataIndex: number }) => (isAlone(dataIndex) ? 4 : 0),
    showAllSymbol: true,
    lineStyle: { width: 1.5, type: index === 0 ? 'solid' : [5, 3] },
    areaStyle: { opacity: index === 0 ? 0.16 : 0.08 },
    z: 3,
  };
  if (!line.peaks) return [average];
  const peaks = {
    ...shared,
    name: `${line.metric} peak`,
    data: pointsOf(line.peaks, frame),
    symbol: 'none',
    lineStyle: { width: 1, opacity: 0.55 },
    z: 2,
  };
  return [peaks, average];
}

function pointsOf(
  values: readonly (number | null)[],
  { from, stepMs }: ChartFrame,
): [number, number | null][] {
  return values.map((value, index) => [from + index * stepMs, value]);
}

function limitLine({ limit, unit }: Chart, colours: ChartColours): object {
  const label = `Limit ${formatMetric(limit ?? 0, unit)}`;
  return {
    ...{ type: 'line', data: [], silent: true },
    markLine: {
      ...{ silent: true, symbol: 'none', data: [{ yAxis: limit }] },
      lineStyle: { color: colours.limit, type: 'dashed', width: 1 },
      label: { formatter: label, position: 'insideStartTop', color: colours.limit, fontSize: 11 },
    },
  };
}

function marksLine(marks: readonly MetricMark[], colours: ChartColours): object {
  return {
    ...{ type: 'line', data: [], silent: true },
    markLine: {
      ...{ silent: true, symbol: 'none', label: { show: false } },
      lineStyle: { color: colours.marks, type: 'dotted', width: 1.5 },
      data: marks.map(({ at }) => ({ xAxis: Date.parse(at) })),
    },
  };
}

/** The values of one step, its peaks, and what happened within it. */
function tooltip({ lines, unit }: Chart, { from, stepMs, marks }: ChartFrame, points: unknown): string {
  const [first] = points as { axisValue?: number }[];
  if (typeof first?.axisValue !== 'number') return '';
  const place = Math.round((first.axisValue - from) / stepMs);
  const at = from + place * stepMs;
  const values = lines.map(({ metric, values: averages, peaks }) => {
    const [value, peak] = [averages[place] ?? null, peaks?.[place] ?? null];
    const peakWords = peak === null ? '' : `, highest ${formatMetric(peak, unit)}`;
    return `${METRIC_NAMES[metric].short}: ${value === null ? 'nothing seen' : formatMetric(value, unit)}${peakWords}`;
  });
  const happened = marks.filter((mark) => Math.floor((Date.parse(mark.at) - from) / stepMs) === place);
  return [formatExact(new Date(at).toISOString()), ...values, ...happened.map(markWords)].join('\n');
}
