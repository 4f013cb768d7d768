import type { Metric, MetricHistory } from '@nora/data-access';

import { type OpenStep, movedTo, withSample } from './live-history';
import { historyOf, sampleOf } from './testing';

const at = (second: number) => new Date(Date.parse('2026-05-06T07:08:00Z') + second * 1_000).toISOString();
const of = ({ series }: MetricHistory, metric: Metric) => series.find((one) => one.metric === metric);

describe('a history that goes on', () => {
  const six = historyOf({ cpu: [1, 2, 3, 4, 5, null] });

  it('stays as it is while its last step goes on', () => {
    expect(movedTo(six, Date.parse(at(59.9)))).toBe(six);
  });

  it('moves on by whole steps, and loses what is out of its time', () => {
    const marks = [3, 30].map((second) => ({
      ...{ at: at(second), kind: 'restart' as const },
      ...NO_DEPLOYMENT,
    }));
    const moved = movedTo({ ...six, marks }, Date.parse(at(71)));
    expect(moved).toMatchObject({ from: at(20), to: at(80), marks: [{ at: at(30) }] });
    expect(of(moved, 'cpu')?.values).toEqual([3, 4, 5, null, null, null]);
    expect(of(moved, 'cpu')?.peaks).toEqual([3, 4, 5, null, null, null]);
  });

  it('is empty after a gap that is longer than its time', () => {
    const moved = movedTo(six, Date.parse(at(100_000)));
    expect(of(moved, 'cpu')?.values).toEqual(Array(6).fill(null));
    expect(moved.to).toBe(at(100_010));
  });

  it('shows the average of what was seen of a step, and the highest', () => {
    let history = six;
    let open: OpenStep | null = null;
    for (const [second, value] of [
      [51, 10],
      [53, 40],
      [55, 10],
      [57, null],
    ] as const) {
      ({ history, open } = withSample(history, open, sampleOf(at(second), 'cpu', value)));
    }
    expect(of(history, 'cpu')?.values).toEqual([1, 2, 3, 4, 5, 20]);
    expect(of(history, 'cpu')?.peaks?.[5]).toBe(40);
    ({ history, open } = withSample(history, open, sampleOf(at(61), 'cpu', 8)));
    expect(of(history, 'cpu')?.values).toEqual([2, 3, 4, 5, 20, 8]);
    expect(history.from).toBe(at(10));
  });

  it('keeps what is known of a thing that a sample does not tell', () => {
    const { history } = withSample(historyOf({ disk: [7, 7, 7, 7, 7, 7] }), null, sampleOf(at(55), 'cpu', 1));
    expect(of(history, 'disk')?.values).toEqual([7, 7, 7, 7, 7, 7]);
  });
});

const NO_DEPLOYMENT = { deploymentId: null, operation: null, status: null };
