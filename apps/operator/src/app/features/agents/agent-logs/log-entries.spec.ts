import type { LogEntryView } from '@nora/ui';

import { KEPT_ENTRIES, appended, breakOf, gapOf, lineOf } from './log-entries';

const line = (text: string) => lineOf({ at: null, stream: 'stdout', level: 'info', text });

describe('entries of a log', () => {
  it('are lines without colours and tabs', () => {
    expect(line('\u001b[31mred\u001b[0m\tand [31m plain').text).toBe('red    and [31m plain');
  });

  it('say how much is missing, and when', () => {
    const gap = gapOf({ count: 1_200, since: '2026-01-02T03:04:05.678Z', until: '2026-01-02T03:04:09.000Z' });
    expect(gap).toMatchObject({ kind: 'note', gap: true });
    expect(gap.text).toMatch(/^1.200 lines left out, 03:04:05 to 03:04:09: .*The download has them\.$/);
    expect(gapOf({ count: 1, since: null, until: null }).text).toMatch(/^1 line left out:/);
    expect(breakOf(4_400)).toEqual({
      ...{ kind: 'note', gap: false },
      text: 'Connection lost for 4 s; went on behind the last line.',
    });
  });

  it('are kept up to a number, the newest ones', () => {
    const many: LogEntryView[] = Array.from({ length: KEPT_ENTRIES }, (_, at) => line(`${at}`));
    const kept = appended(many, [line('a'), line('b')]);
    expect(kept).toHaveLength(KEPT_ENTRIES);
    expect(kept[0]?.text).toBe('2');
    expect(kept.at(-1)?.text).toBe('b');
    expect(appended([line('a')], [line('b')])).toHaveLength(2);
  });
});
