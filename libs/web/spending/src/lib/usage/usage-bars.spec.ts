import { writeLike } from '@nora/ui';

import { pointOf, totalsOf, usageOf } from './testing';
import { COLOURS, barsOf, seriesColours } from './usage-bars';
import { usageMeasure } from './usage-words';

describe('barsOf', () => {
  beforeEach(() => writeLike('en-US'));
  afterEach(() => writeLike(null));

  it('has a bar for each day, also for those without any use', () => {
    const usage = usageOf({ a: { '2026-05-04': '1.5' }, b: { '2026-05-06': '2' } });
    const { steps, series } = barsOf(usage, 'cost');
    expect(steps).toEqual(['May 4', 'May 5', 'May 6']);
    expect(series.map(({ values }) => values)).toEqual([
      [1.5, 0, 0],
      [0, 0, 2],
    ]);
  });

  it('names days by the calendar of the workspace', () => {
    const steps = ['2026-03-27T23:00:00.000Z', '2026-03-28T23:00:00.000Z', '2026-03-29T22:00:00.000Z'];
    const points = [pointOf('2026-03-29T22:00:00.000Z', { costUsd: '2' })];
    const series = [{ key: 'a', label: 'A', points, totals: totalsOf({ costUsd: '2' }) }];
    const bars = barsOf({ ...usageOf({}), steps, series, timeZone: 'Europe/Berlin' }, 'cost');
    expect(bars.steps).toEqual(['Mar 28', 'Mar 29', 'Mar 30']);
    expect(bars.series[0]?.values).toEqual([0, 0, 2]);
  });

  it('puts together what there are no colours for', () => {
    const many = Object.fromEntries(
      Array.from({ length: COLOURS + 2 }, (_, index) => [`m${index}`, { '2026-05-04': String(index + 1) }]),
    );
    const { series } = barsOf(usageOf(many), 'cost');
    expect(series).toHaveLength(COLOURS + 1);
    expect(series.at(-1)).toMatchObject({ label: 'All others', colour: 0, values: [3, 0, 0] });
    expect(new Set(series.map(({ colour }) => colour)).size).toBe(COLOURS + 1);
  });

  it('has what the API put together below what there are no colours for, and no colour for it', () => {
    const rest = { key: null, label: '12 more', points: [], totals: totalsOf({ costUsd: '9' }) };
    const usage = usageOf({ a: { '2026-05-04': '1' } });
    const { series } = barsOf({ ...usage, series: [...usage.series, rest] }, 'cost');
    expect(series.map(({ label, colour }) => [label, colour === 0])).toEqual([
      ['A', false],
      ['12 more', true],
    ]);
  });

  it('does not take for free what nobody knows the price of', () => {
    const [dear, odd] = ['2026-05-04T00:00:00.000Z', '2026-05-05T00:00:00.000Z'];
    const points = [
      pointOf(dear, { calls: 2, unpriced: 1, costUsd: '1' }),
      pointOf(odd, { calls: 3, unpriced: 3 }),
    ];
    const usage = { ...usageOf({}), series: [{ key: 'a', label: 'A', points, totals: totalsOf() }] };
    expect(barsOf(usage, 'cost').series[0]?.unknown).toEqual(new Set([1]));
    expect(barsOf(usage, 'calls').series[0]?.unknown).toEqual(new Set());
  });

  it('gives a thing the same colour whatever else is shown, as long as that one is free', () => {
    const one = usageOf({ alpha: { '2026-05-04': '1' } });
    const two = usageOf({ alpha: { '2026-05-04': '1' }, beta: { '2026-05-04': '9' } });
    const of = (usage: typeof one) => seriesColours(usage.series, 'cost').get('alpha');
    expect(of(one)).toBe(of(two));
  });

  it('measures tokens that went in and came out', () => {
    const points = [pointOf('2026-05-05T00:00:00.000Z', { inputTokens: 10, outputTokens: 5, calls: 3 })];
    const usage = { ...usageOf({}), series: [{ key: 'a', label: 'A', points, totals: totalsOf() }] };
    expect(barsOf(usage, 'tokens').series[0]?.values).toEqual([0, 15, 0]);
    expect(barsOf(usage, 'calls').series[0]?.values).toEqual([0, 3, 0]);
  });
});

describe('usageMeasure', () => {
  it('shows tokens where nothing has cost anything, unless the address says otherwise', () => {
    expect(usageMeasure(undefined, totalsOf())).toBe('tokens');
    expect(usageMeasure(undefined, totalsOf({ costUsd: '0.000001' }))).toBe('cost');
    expect(usageMeasure('calls', totalsOf())).toBe('calls');
  });
});
