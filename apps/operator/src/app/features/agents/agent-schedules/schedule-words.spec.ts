import { SCHEDULE_RUN_STATUSES } from '@nora/contracts';

import { PRESETS, RUN_LOOKS, beginningOf, formatInZone, timeZones } from './schedule-words';
import type { ScheduleRun } from './schedules.store';

const run = (part: Partial<ScheduleRun>): ScheduleRun =>
  ({ trigger: 'clock', missed: 0, ...part }) as ScheduleRun;

describe('words of schedules', () => {
  it('tell every state of a run apart without colour', () => {
    const words = SCHEDULE_RUN_STATUSES.map((status) => RUN_LOOKS[status].word);
    expect(new Set(words).size).toBe(SCHEDULE_RUN_STATUSES.length);
  });

  it('say who or what began a run', () => {
    expect(beginningOf(run({}))).toBe('by the clock');
    expect(beginningOf(run({ missed: 3 }))).toBe('by the clock, for 4 times that passed unseen');
    expect(beginningOf(run({ trigger: 'manual', responsible: { id: '1', name: 'Ada' } }))).toBe(
      'by hand by Ada',
    );
    expect(beginningOf(run({ trigger: 'manual', responsible: null }))).toContain('somebody who is gone');
  });

  it('write a time on the clocks of its zone', () => {
    const at = '2026-10-25T00:30:00.000Z';
    expect(formatInZone(at, 'Europe/Berlin', 'en-GB')).toContain('02:30');
    expect(formatInZone('2026-10-25T01:30:00.000Z', 'Europe/Berlin', 'en-GB')).toContain('02:30');
    expect(formatInZone(at, 'UTC', 'en-GB')).toMatch(/Sun.*00:30/);
  });

  it('offer UTC first, once, and patterns of five fields', () => {
    expect(timeZones()[0]).toBe('UTC');
    expect(timeZones().filter((zone) => zone === 'UTC')).toHaveLength(1);
    for (const { cron } of PRESETS) expect(cron.split(' ')).toHaveLength(5);
  });
});
