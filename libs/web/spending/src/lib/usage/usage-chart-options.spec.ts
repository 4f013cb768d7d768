import { writeLike } from '@nora/ui';

import { usageOf } from './testing';
import { barsOf } from './usage-bars';
import { barOptions, barTooltip } from './usage-chart-options';

const COLOURS = { text: 't', line: 'l', card: 'c', series: Array.from({ length: 9 }, (_, n) => `s${n}`) };

describe('barOptions', () => {
  beforeEach(() => writeLike('en-US'));
  afterEach(() => writeLike(null));

  const bars = () => barsOf(usageOf({ a: { '2026-05-04': '1' }, b: { '2026-05-04': '2' } }), 'cost');

  it('stacks the series on one another', () => {
    const { series } = barOptions(bars(), 'cost', COLOURS) as { series: { stack: string; name: string }[] };
    expect(series.map(({ stack, name }) => [stack, name])).toEqual([
      ['usage', 'A'],
      ['usage', 'B'],
    ]);
  });

  it('tells of a step what it sums up to, and who used most of it', () => {
    expect(barTooltip(bars(), 'cost', [{ dataIndex: 0 }])).toBe('May 4: $3.00\nB: $2.00\nA: $1.00');
    expect(barTooltip(bars(), 'cost', [{ dataIndex: 1 }])).toBe('May 5: $0.00');
  });
});
