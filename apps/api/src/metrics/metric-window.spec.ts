import { METRIC_RANGES, MOST_POINTS, metricWindow, type AskedWindow } from './metric-window';

const now = new Date('2026-05-06T07:08:09.123Z');
const kept = { sampleSeconds: 10, sampleDays: 1, minuteDays: 7 };
const ago = (seconds: number): string => new Date(now.getTime() - seconds * 1_000).toISOString();
const pointsOf = ({ from, to, stepSeconds }: ReturnType<typeof metricWindow>): number =>
  (to.getTime() - from.getTime()) / (stepSeconds * 1_000);

describe('metricWindow', () => {
  it.each([
    ['5m', 10, 'samples'],
    ['15m', 10, 'samples'],
    ['1h', 10, 'samples'],
    ['6h', 60, 'minutes'],
    ['24h', 240, 'minutes'],
    ['7d', 1_800, 'tenMinutes'],
  ] as const)('shows %s in steps of %i seconds from the %s', (range, stepSeconds, resolution) => {
    expect(metricWindow({ range }, now, kept)).toMatchObject({ stepSeconds, resolution });
  });

  it('begins and ends at full steps, with the one that goes on', () => {
    const window = metricWindow({ range: '5m' }, now, kept);
    expect(window.from.toISOString()).toBe('2026-05-06T07:03:00.000Z');
    expect(window.to.toISOString()).toBe('2026-05-06T07:08:10.000Z');
    expect(metricWindow({}, now, kept)).toEqual(metricWindow({ range: '1h' }, now, kept));
  });

  it('never has more points than a chart takes, whatever is asked for and however often samples are taken', () => {
    const times = [1, 59, 4_000, 4_001, 86_399, 500_000, 604_801, 31_622_400];
    for (const sampleSeconds of [2, 5, 10, 15, 30, 60]) {
      const windows = [
        ...METRIC_RANGES.map((range): AskedWindow => ({ range })),
        ...times.flatMap((seconds) =>
          [0, 7, 100_000, 9_000_000].map((end) => ({ from: ago(end + seconds), to: ago(end) })),
        ),
      ];
      for (const asked of windows) {
        const points = pointsOf(metricWindow(asked, now, { ...kept, sampleSeconds }));
        expect(Number.isInteger(points)).toBe(true);
        expect(points).toBeGreaterThan(0);
        expect(points).toBeLessThanOrEqual(MOST_POINTS);
      }
    }
  });

  it('takes coarser rows for a time of which the finer ones are gone', () => {
    const hour = (day: number) => ({ from: ago(day * 86_400 + 3_600), to: ago(day * 86_400) });
    expect(metricWindow(hour(0), now, kept)).toMatchObject({ resolution: 'samples' });
    expect(metricWindow(hour(2), now, kept)).toMatchObject({ resolution: 'minutes', stepSeconds: 60 });
    expect(metricWindow(hour(8), now, kept)).toMatchObject({ resolution: 'tenMinutes', stepSeconds: 600 });
  });

  it.each<[string, AskedWindow, string]>([
    ['a beginning without an end', { from: ago(60) }, 'to'],
    ['an end without a beginning', { to: ago(60) }, 'from'],
    ['an end before the beginning', { from: ago(60), to: ago(61) }, 'to'],
    ['no time at all', { from: ago(60), to: ago(60) }, 'to'],
    ['more than a year', { from: ago(366 * 86_400 + 1), to: ago(0) }, 'to'],
    ['a range beside times', { range: '5m', from: ago(60), to: ago(0) }, 'range'],
  ])('refuses %s', (_, asked, path) => {
    expect(() => metricWindow(asked, now, kept)).toThrow(
      expect.objectContaining({
        code: 'validation_failed',
        extra: { errors: [expect.objectContaining({ path })] },
      }),
    );
  });
});
