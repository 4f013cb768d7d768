import { DomainError } from '@nora/contracts';
import { hoursOf, usageSpan } from './usage-window';

const NOW = new Date('2026-03-10T12:20:00Z');
const DAY = 86_400_000;

function faultOf(asked: Parameters<typeof usageSpan>[0]): unknown {
  try {
    usageSpan(asked, NOW);
  } catch (error) {
    return error instanceof DomainError && error.extra.errors?.map(({ path }) => path);
  }
  return null;
}

describe('the time that usage is asked for', () => {
  it('ends now, and is as long as its steps make sense', () => {
    expect(usageSpan({ step: 'day' }, NOW)).toMatchObject({ to: NOW, from: new Date(+NOW - 30 * DAY) });
    expect(usageSpan({ step: 'hour' }, NOW)).toMatchObject({ to: NOW, from: new Date(+NOW - DAY) });
    const to = '2026-01-31T00:00:00Z';
    expect(usageSpan({ to, step: 'day' }, NOW).from).toEqual(new Date('2026-01-01T00:00:00Z'));
  });

  it.each([
    [{ from: '2026-03-10T12:20:00Z', step: 'day' }, ['to']],
    [{ from: '2026-03-11T00:00:00Z', step: 'hour' }, ['to']],
    [{ from: '2025-02-03T12:19:59Z', step: 'day' }, ['to']],
    [{ from: '2026-02-07T12:19:59Z', step: 'hour' }, ['to']],
    [{ from: '1999-12-31T23:59:59Z', to: '2000-01-02T00:00:00Z', step: 'day' }, ['from']],
    [{ from: '9998-12-31T00:00:00Z', to: '9999-12-31T00:00:00Z', step: 'day' }, ['to']],
  ] as const)('is not %j', (asked, paths) => {
    expect(faultOf(asked)).toEqual(paths);
  });

  it.each([
    { from: '2025-02-03T12:20:00Z', step: 'day' },
    { from: '2026-02-07T12:20:00Z', step: 'hour' },
    { from: '2026-03-10T12:19:59.999Z', step: 'hour' },
  ] as const)('may be %j', (asked) => {
    expect(faultOf(asked)).toBeNull();
  });

  it('is widened to whole hours', () => {
    const hours = (from: string, to: string) => {
      const { steps, end } = hoursOf({ from: new Date(from), to: new Date(to) });
      return [...steps, end].map((moment) => moment.toISOString().slice(11, 16));
    };
    expect(hours('2026-03-10T10:59:59Z', '2026-03-10T12:00:01Z')).toEqual([
      '10:00',
      '11:00',
      '12:00',
      '13:00',
    ]);
    expect(hours('2026-03-10T10:00:00Z', '2026-03-10T11:00:00Z')).toEqual(['10:00', '11:00']);
  });
});
