import type { EChartsCoreOption } from 'echarts/core';

import type { Bars } from './usage-bars';
import { type UsageMeasure, formatMeasure } from './usage-words';

/** Colours of the theme, as a canvas takes them. */
export interface BarColours {
  text: string;
  line: string;
  card: string;
  /** By number of the colour. */
  series: readonly string[];
}

/** Stacked bars in the words of ECharts. Tooltips are drawn, not written into the page, as the content policy asks. */
export function barOptions(bars: Bars, measure: UsageMeasure, colours: BarColours): EChartsCoreOption {
  const axisLabel = { color: colours.text, fontSize: 11 };
  return {
    animation: false,
    textStyle: { fontFamily: "'Inter Variable', system-ui, sans-serif" },
    grid: { left: 4, right: 8, top: 12, bottom: 2, outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' },
    tooltip: {
      trigger: 'axis',
      renderMode: 'richText',
      confine: true,
      backgroundColor: colours.card,
      borderColor: colours.line,
      textStyle: { color: colours.text, fontSize: 12 },
      axisPointer: { type: 'shadow' },
      formatter: (points: unknown) => barTooltip(bars, measure, points),
    },
    xAxis: {
      type: 'category',
      data: bars.steps,
      axisLine: { lineStyle: { color: colours.line } },
      axisTick: { show: false },
      axisLabel: { ...axisLabel, hideOverlap: true },
    },
    yAxis: {
      type: 'value',
      min: 0,
      minInterval: measure === 'cost' ? 0 : 1,
      splitLine: { lineStyle: { color: colours.line } },
      axisLabel: { ...axisLabel, formatter: (value: number) => formatMeasure(value, measure) },
    },
    series: bars.series.map(({ label, colour, values }) => ({
      type: 'bar',
      stack: 'usage',
      name: label,
      // A bar of no height would still be a line.
      data: values.map((value) => (value === 0 ? '-' : value)),
      color: colours.series[colour],
      barMaxWidth: 40,
      itemStyle: { borderColor: colours.card, borderWidth: 0.5 },
    })),
  };
}

/** One step: its sum, and who used how much of it. */
export function barTooltip({ steps, series }: Bars, measure: UsageMeasure, points: unknown): string {
  const [first] = points as { dataIndex?: number }[];
  const place = first?.dataIndex;
  if (place === undefined) return '';
  const parts = series
    .map(({ label, values }) => ({ label, value: values[place] ?? 0 }))
    .filter(({ value }) => value > 0)
    .sort((a, b) => b.value - a.value);
  const sum = parts.reduce((total, { value }) => total + value, 0);
  const lines = parts.map(({ label, value }) => `${label}: ${formatMeasure(value, measure)}`);
  return [`${steps[place] ?? ''}: ${formatMeasure(sum, measure)}`, ...lines].join('\n');
}
