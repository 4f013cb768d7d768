import type { Usage, UsageSeries } from '@nora/data-access';
import { formatLocale } from '@nora/ui';

import { type UsageMeasure, measured } from './usage-words';

/** As many as can be told apart by colour; the others are one bar together. */
export const COLOURS = 8;

/** One colour of the stacked bars. */
export interface BarSeries {
  key: string;
  label: string;
  /** Number of the colour from 1; 0 for what is left over. */
  colour: number;
  /** One for each step. */
  values: readonly number[];
  /** Steps, by their place, of whose cost nothing is known: they are not free. */
  unknown: ReadonlySet<number>;
}

/** Stacked bars, one for each step of a time. */
export interface Bars {
  /** What stands below each bar. */
  steps: readonly string[];
  series: readonly BarSeries[];
}

/** The steps of a time with what was used in each: also those in which nothing was. */
export function barsOf(usage: Usage, measure: UsageMeasure): Bars {
  const places = new Map(usage.steps.map((at, index) => [at, index]));
  const valuesOf = ({ points }: UsageSeries): number[] => {
    const values = usage.steps.map(() => 0);
    for (const point of points) {
      const place = places.get(point.at);
      if (place !== undefined) values[place] = measured(point, measure);
    }
    return values;
  };
  const unknownOf = (part: readonly UsageSeries[]): Set<number> => {
    const [known, unknown] = [new Set<number>(), new Set<number>()];
    for (const { points } of measure === 'cost' ? part : []) {
      for (const { at, calls, unpriced } of points) {
        if (calls > 0) (unpriced === calls ? unknown : known).add(places.get(at) ?? 0);
      }
    }
    for (const place of known) unknown.delete(place);
    return unknown;
  };
  const colours = seriesColours(usage.series, measure);
  const series: BarSeries[] = [];
  const others: UsageSeries[] = [];
  for (const one of usage.series) {
    const colour = one.key === null ? undefined : colours.get(one.key);
    if (colour === undefined) others.push(one);
    else
      series.push({
        key: one.key ?? '',
        label: one.label,
        colour,
        values: valuesOf(one),
        unknown: unknownOf([one]),
      });
  }
  const [first] = others;
  if (first) {
    const parts = others.map(valuesOf);
    const values = usage.steps.map((_, index) => parts.reduce((sum, part) => sum + (part[index] ?? 0), 0));
    const label = others.length === 1 ? first.label : 'All others';
    series.push({ key: '', label, colour: 0, values, unknown: unknownOf(others) });
  }
  const label = stepLabel(usage);
  return { steps: usage.steps.map((at) => label.format(new Date(at))), series };
}

/**
 * Which colour each has. It follows from the name, so that the same thing looks the same in every view as far as
 * there are colours; those that use most have one.
 */
export function seriesColours(series: readonly UsageSeries[], measure: UsageMeasure): Map<string, number> {
  const most = series
    .flatMap(({ key, totals }) => (key === null ? [] : [{ key, amount: measured(totals, measure) }]))
    .sort((a, b) => b.amount - a.amount)
    .slice(0, COLOURS);
  const taken = new Set<number>();
  const colours = new Map<string, number>();
  for (const { key } of most.sort((a, b) => a.key.localeCompare(b.key))) {
    let colour = hash(key) % COLOURS;
    while (taken.has(colour)) colour = (colour + 1) % COLOURS;
    taken.add(colour);
    colours.set(key, colour + 1);
  }
  return colours;
}

function hash(text: string): number {
  let sum = 0;
  for (const char of text) sum = (sum * 31 + (char.codePointAt(0) ?? 0)) % 1_000_003;
  return sum;
}

function stepLabel({ step, timeZone }: Usage): Intl.DateTimeFormat {
  const words: Intl.DateTimeFormatOptions =
    step === 'hour' ? { hour: '2-digit', minute: '2-digit' } : { month: 'short', day: 'numeric' };
  return new Intl.DateTimeFormat(formatLocale(), { timeZone, ...words });
}
