import { forecastOf, type Going } from './forecast';

const HOUR = 3_600_000;
const NOW = new Date('2026-03-10T12:00:00Z');
const at = (hours: number) => new Date(NOW.getTime() + hours * HOUR);

/** Two of ten dollars were used within the last two hours, and four before. */
const going = (part: Partial<Going> = {}): Going => ({
  ...{ now: NOW, endsAt: at(12), amount: '10.000000', spent: '6.000000' },
  recent: { since: at(-2), spent: '2.000000' },
  ...part,
});

describe('a forecast', () => {
  it('goes on as it went lately', () => {
    expect(forecastOf(going())).toEqual({ reachedAt: at(4) });
  });

  it('says so when the period ends before the limit is reached', () => {
    expect(forecastOf(going({ endsAt: at(4) }))).toEqual({ reachedAt: null });
    expect(forecastOf(going({ endsAt: at(4.001) }))).toEqual({ reachedAt: at(4) });
  });

  it('is made for a period that does not end as well', () => {
    expect(forecastOf(going({ endsAt: null }))).toEqual({ reachedAt: at(4) });
    const hardly = { since: at(-2), spent: '0.000001' };
    expect(forecastOf(going({ endsAt: null, amount: '999999999999', recent: hardly }))).toEqual({
      reachedAt: null,
    });
  });

  it.each([
    ['nothing was used lately', { recent: { since: at(-2), spent: '0.000000' } }],
    ['the limit is reached already', { spent: '10.000000' }],
    ['more than the limit was used', { spent: '11.000000' }],
    ['less than a minute is known', { recent: { since: new Date(NOW.getTime() - 59_999), spent: '2' } }],
  ])('is not made when %s', (_, part) => {
    expect(forecastOf(going(part))).toBeNull();
  });
});
