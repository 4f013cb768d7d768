import { CronTimes } from './cron-times';

const from = (cron: string, timeZone: string, moment: string, count = 3) =>
  new CronTimes({ cron, timeZone }).next(count, new Date(moment)).map((time) => time.toISOString());

describe('CronTimes', () => {
  it('follows the clocks of the time zone', () => {
    expect(from('0 9 * * 1-5', 'America/New_York', '2026-10-30T22:00:00Z')).toEqual([
      ...['2026-11-02T14:00:00.000Z', '2026-11-03T14:00:00.000Z', '2026-11-04T14:00:00.000Z'],
    ]);
    expect(from('0 9 * * *', 'Asia/Kolkata', '2026-11-01T00:00:00Z', 1)).toEqual([
      '2026-11-01T03:30:00.000Z',
    ]);
  });

  describe('where a clock is put forward', () => {
    it('comes up at the end of the gap instead of not at all', () => {
      expect(from('30 2 * * *', 'Europe/Berlin', '2027-03-27T12:00:00Z', 2)).toEqual([
        ...['2027-03-28T01:00:00.000Z', '2027-03-29T00:30:00.000Z'],
      ]);
      expect(from('30 2 28 3 *', 'Europe/Berlin', '2026-10-30T00:00:00Z', 1)).toEqual([
        '2027-03-28T01:00:00.000Z',
      ]);
    });
  });

  describe('where a clock is put back', () => {
    it('comes up once when it names an hour and minutes, the first time they are shown', () => {
      expect(from('30 2 * * *', 'Europe/Berlin', '2026-10-24T12:00:00Z', 2)).toEqual([
        ...['2026-10-25T00:30:00.000Z', '2026-10-26T01:30:00.000Z'],
      ]);
      expect(from('0,30 2 * * *', 'Europe/Berlin', '2026-10-24T12:00:00Z')).toEqual([
        ...['2026-10-25T00:00:00.000Z', '2026-10-25T00:30:00.000Z', '2026-10-26T01:00:00.000Z'],
      ]);
    });

    it('goes on in both hours when it recurs within them', () => {
      expect(from('0 * * * *', 'Europe/Berlin', '2026-10-24T23:30:00Z')).toEqual([
        ...['2026-10-25T00:00:00.000Z', '2026-10-25T01:00:00.000Z', '2026-10-25T02:00:00.000Z'],
      ]);
    });
  });

  it.each([
    ['Europe/Berlin', ['2026-03-29', '2026-10-25']],
    // Half an hour, and at midnight: the clocks with the oddest changes.
    ['Australia/Lord_Howe', ['2026-04-05', '2026-10-04']],
    ['Africa/Cairo', ['2026-04-24', '2026-10-30']],
  ])('gives every day around a change in %s its time, once', (timeZone, changes) => {
    for (const change of changes) {
      for (const cron of ['15 0 * * *', '15 1 * * *', '15 2 * * *', '0 3 * * *']) {
        const start = new Date(Date.parse(change) - 3 * 86_400_000);
        const times = new CronTimes({ cron, timeZone }).next(6, start);
        const days = times.map((time) => time.toLocaleDateString('sv', { timeZone }));
        expect([change, cron, new Set(days).size]).toEqual([change, cron, 6]);
        const [first, last] = [times.at(0), times.at(-1)].map((time) => time?.getTime() ?? 0);
        expect(Math.round(((last ?? 0) - (first ?? 0)) / 86_400_000)).toBe(5);
      }
    }
  });

  it('counts what has passed, and stops counting', () => {
    const times = new CronTimes({ cron: '*/10 * * * *', timeZone: 'UTC' });
    const at = (clock: string) => new Date(`2026-11-01T${clock}Z`);
    expect(times.countBetween(at('10:00:00'), at('10:59:59'))).toBe(5);
    expect(times.countBetween(at('10:00:00'), at('10:00:00'))).toBe(0);
    expect(times.countBetween(new Date('2020-01-01'), new Date('2026-01-01'))).toBe(1_000);
  });

  it('says in words what it means', () => {
    const words = (cron: string) => new CronTimes({ cron, timeZone: 'UTC' }).words;
    expect(words('30 2 * * 1-5')).toBe('At 02:30, Monday through Friday');
    expect(words('0 0 L * *')).toBe('At 00:00, on the last day of the month');
  });

  it.each([
    ...[
      '',
      '* * * *',
      '* * * * * *',
      '61 * * * *',
      '0 24 * * *',
      '0 0 32 * *',
      '? ? * * *',
      '0 0 * * 8',
      '@daily',
    ],
    ...['0 0 * * MON+TUE', 'a b c d e', '*/0 * * * *', '5-1 * * * *', '0 0 * *\n*', '1e1 * * * *'],
  ])('refuses the pattern “%s”', (cron) => {
    expect(() => new CronTimes({ cron, timeZone: 'UTC' })).toThrow(
      expect.objectContaining({
        code: 'validation_failed',
        extra: { errors: [expect.objectContaining({ path: 'cron', code: 'invalid_cron' })] },
      }),
    );
  });

  it('refuses a date that never comes', () => {
    expect(() => new CronTimes({ cron: '0 0 30 2 *', timeZone: 'UTC' })).toThrow(
      expect.objectContaining({ extra: { errors: [expect.objectContaining({ code: 'never' })] } }),
    );
  });

  it.each(['', 'Nowhere/X', '+02:00', 'Europe/Berlin; DROP', '../etc'])(
    'refuses the time zone “%s”',
    (timeZone) => {
      expect(() => new CronTimes({ cron: '* * * * *', timeZone })).toThrow(
        expect.objectContaining({ extra: { errors: [expect.objectContaining({ path: 'timeZone' })] } }),
      );
    },
  );
});
