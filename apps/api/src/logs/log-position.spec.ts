import { LogPositions, formatPosition, isBehind, parsePosition, readingFrom } from './log-position';

const START = Date.parse('2026-01-02T03:04:05.678Z');
const line = (ms: number | null) => ({
  at: ms === null ? null : new Date(START + ms),
  stream: 'stdout' as const,
  text: '',
});
const positionsOf = (...times: (number | null)[]): string[] => {
  const positions = new LogPositions();
  return times.map((ms) => {
    const { time, ordinal } = positions.of(line(ms));
    return `${time === 0 ? 'none' : time - START}-${ordinal}`;
  });
};

describe('positions of lines', () => {
  it('tell lines of one time apart', () => {
    expect(positionsOf(0, 0, 1, 1, 1)).toEqual(['0-0', '0-1', '1-0', '1-1', '1-2']);
  });

  it('go on where a line has no time, or the clock was set back', () => {
    expect(positionsOf(null, null, 5, null, 3, 6)).toEqual(['none-0', 'none-1', '5-0', '5-1', '5-2', '6-0']);
  });

  it('are the same again for a reading that begins a little before', () => {
    const times = [-9_000, -3_000, 0, -1, 0, 2, 1, 2];
    const again = times.slice(
      times.findIndex((ms) => START + ms >= readingFrom({ time: START, ordinal: 0 }).getTime()),
    );
    expect(again).toHaveLength(7);
    expect(positionsOf(...again).slice(-6)).toEqual(positionsOf(...times).slice(-6));
  });

  it('are ordered by time, then by number', () => {
    expect(isBehind({ time: 2, ordinal: 0 }, { time: 1, ordinal: 9 })).toBe(true);
    expect(isBehind({ time: 1, ordinal: 10 }, { time: 1, ordinal: 9 })).toBe(true);
    expect(isBehind({ time: 1, ordinal: 9 }, { time: 1, ordinal: 9 })).toBe(false);
    expect(isBehind({ time: 1, ordinal: 9 }, { time: 2, ordinal: 0 })).toBe(false);
  });

  it('come back from their form, and nothing else does', () => {
    const position = { time: START, ordinal: 12 };
    expect(parsePosition(formatPosition(position))).toEqual(position);
    for (const text of ['', '1', '1-', '-1', '1-1-1', 'x-1', '1e3-1', '999999999999999-1', ' 1-1']) {
      expect(parsePosition(text)).toBeNull();
    }
  });
});
