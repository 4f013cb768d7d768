import { createTestDatabase, type TestDatabase } from '@nora/testing';

/** How PostgreSQL reckons the periods of budgets. */
describe('the periods of budgets', () => {
  let database: TestDatabase;

  beforeAll(async () => {
    database = await createTestDatabase();
  });

  afterAll(() => database.drop());

  async function periodOf(period: string, zone: string, at: string): Promise<[string, string | null]> {
    const [row] = await database.dataSource.query<{ starts_at: Date; ends_at: Date | null }[]>(
      `SELECT * FROM budget_window_of($1, $2, $3, '2026-01-01T00:00:00Z')`,
      [period, zone, at],
    );
    return [row!.starts_at.toISOString(), row!.ends_at?.toISOString() ?? null];
  }

  it.each([
    // Clocks put forward: the day has 23 hours. Put back: 25.
    ['day', 'Europe/Berlin', '2026-03-29T12:00Z', '2026-03-28T23:00:00.000Z', '2026-03-29T22:00:00.000Z'],
    ['day', 'Europe/Berlin', '2026-10-25T12:00Z', '2026-10-24T22:00:00.000Z', '2026-10-25T23:00:00.000Z'],
    // The hour that comes twice is two hours.
    ['hour', 'Europe/Berlin', '2026-10-25T00:30Z', '2026-10-25T00:00:00.000Z', '2026-10-25T01:00:00.000Z'],
    ['hour', 'Europe/Berlin', '2026-10-25T01:30Z', '2026-10-25T01:00:00.000Z', '2026-10-25T02:00:00.000Z'],
    // Midnight does not exist: the day begins at one.
    ['day', 'America/Santiago', '2026-09-06T12:00Z', '2026-09-06T04:00:00.000Z', '2026-09-07T03:00:00.000Z'],
    ['hour', 'Asia/Kathmandu', '2026-05-05T12:00Z', '2026-05-05T11:15:00.000Z', '2026-05-05T12:15:00.000Z'],
    ['week', 'Europe/Berlin', '2026-03-29T12:00Z', '2026-03-22T23:00:00.000Z', '2026-03-29T22:00:00.000Z'],
    [
      'month',
      'America/New_York',
      '2026-03-01T04:59Z',
      '2026-02-01T05:00:00.000Z',
      '2026-03-01T05:00:00.000Z',
    ],
    ['month', 'UTC', '2028-02-29T23:59Z', '2028-02-01T00:00:00.000Z', '2028-03-01T00:00:00.000Z'],
    ['total', 'Europe/Berlin', '2026-05-05T12:00Z', '2026-01-01T00:00:00.000Z', null],
  ])('a %s in %s at %s is from %s until %s', async (period, zone, at, startsAt, endsAt) => {
    expect(await periodOf(period, zone, at)).toEqual([startsAt, endsAt]);
  });

  it('leave no moment of a year out, and have none twice, wherever clocks are moved', async () => {
    const zones = ['UTC', 'Europe/Berlin', 'America/Santiago', 'Australia/Lord_Howe', 'Asia/Kathmandu'];
    zones.push('America/St_Johns', 'Africa/Casablanca', 'Pacific/Apia', 'Asia/Beirut');
    const odd = await database.dataSource.query<unknown[]>(
      `SELECT period, zone, at, w.*, next.starts_at AS next FROM unnest($1::text[]) zone
       CROSS JOIN unnest(ARRAY['hour', 'day', 'week', 'month']) period
       CROSS JOIN generate_series('2026-01-01T00:07Z'::timestamptz, '2027-01-01T00:00Z', '15 minutes') at
       CROSS JOIN LATERAL budget_window_of(period, zone, at, at) w
       CROSS JOIN LATERAL budget_window_of(period, zone, w.ends_at, at) next
       -- On Lord Howe the clock is moved by half an hour, and an hour in each half-year is cut short.
       WHERE (zone, period) <> ('Australia/Lord_Howe', 'hour')
         AND NOT (w.starts_at <= at AND at < w.ends_at AND next.starts_at = w.ends_at) LIMIT 5`,
      [zones],
    );
    expect(odd).toEqual([]);
  });
});
