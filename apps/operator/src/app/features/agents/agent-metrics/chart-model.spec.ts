import type { MetricUnit } from '@nora/data-access';

import { axisOf, chartsOf, isEmpty, showsLimit } from './chart-model';
import { historyOf } from './testing';

const GIB = 1_073_741_824;

describe('charts', () => {
  it('say what a curve is at, usually and at most', () => {
    const [cpu] = chartsOf(historyOf({ cpu: [10, null, 20, 30, null, null] }));
    expect(cpu).toMatchObject({ id: 'cpu', unit: 'percent', nothing: null });
    expect(cpu?.lines).toMatchObject([{ latest: 30, average: 20, highest: 30 }]);
  });

  it('tell what a target does not count from what was not seen yet', () => {
    const charts = chartsOf(historyOf({ cpu: [1, 1, 1, 1, 1, 1] }));
    expect(charts.map(({ id, nothing }) => [id, nothing])).toEqual([
      ['cpu', null],
      ['memory', 'unseen'],
      ['network', 'uncounted'],
      ['disk', 'unseen'],
      ['disk-activity', 'unseen'],
      ['processes', 'unseen'],
    ]);
    expect(isEmpty(historyOf())).toBe(true);
    expect(chartsOf(historyOf()).every(({ nothing }) => nothing === 'unseen')).toBe(true);
  });

  const axis = (unit: MetricUnit, highest: number | null, limit: number | null = null) => {
    const values = { values: [], peaks: null, latest: highest, average: highest };
    return axisOf({ unit, limit, lines: [{ ...values, metric: 'cpu', highest }] });
  };

  it.each<[MetricUnit, number | null, number, number]>([
    ['percent', 0.2, 10, 5],
    ['percent', 87, 100, 50],
    ['percent', 139, 150, 50],
    ['bytes', 700 * 1_048_576, 800 * 1_048_576, 200 * 1_048_576],
    ['bytes', 1.5 * GIB, 2 * GIB, 0.5 * GIB],
    ['bytes-per-second', 0, 4_096, 1_024],
    ['count', 3, 4, 1],
    ['count', 31, 40, 10],
    ['bytes', null, 4_096, 1_024],
  ])('have an axis of %s that ends above %s with a round number', (unit, highest, max, interval) => {
    expect(axis(unit, highest)).toEqual({ max, interval });
  });

  it('reach to a limit that usage comes near to, and not to one that is far away', () => {
    const memory = { unit: 'bytes' as const, limit: 2 * GIB };
    const lines = (highest: number) => [
      { metric: 'memory' as const, values: [], peaks: null, latest: null, average: null, highest },
    ];
    expect(showsLimit({ ...memory, lines: lines(GIB) })).toBe(true);
    expect(axisOf({ ...memory, lines: lines(GIB) })).toEqual({ max: 2 * GIB, interval: 0.5 * GIB });
    expect(showsLimit({ ...memory, lines: lines(GIB / 8) })).toBe(false);
    expect(axisOf({ ...memory, lines: lines(GIB / 8) }).max).toBeLessThan(GIB / 4);
    expect(showsLimit({ limit: null, lines: lines(GIB) })).toBe(false);
  });
});
