import { dayOf, expiryOf } from './expiry';

const NOW = Date.parse('2026-03-01T12:00:00Z');

describe('expiryOf', () => {
  it('counts days from now', () => {
    expect(expiryOf('30', '', NOW)).toBe('2026-03-31T12:00:00.000Z');
    expect(expiryOf('365', '', NOW)).toBe('2027-03-01T12:00:00.000Z');
  });

  it('ends with the chosen day, where the reader is', () => {
    const end = expiryOf('date', '2026-05-04', NOW) ?? '';
    expect(dayOf(Date.parse(end))).toBe('2026-05-04');
    expect(dayOf(Date.parse(end) + 1_000)).toBe('2026-05-05');
  });

  it('takes today, which is not over yet', () => {
    expect(Date.parse(expiryOf('date', dayOf(NOW), NOW) ?? '')).toBeGreaterThan(NOW);
  });

  it('is nothing for never', () => {
    expect(expiryOf('never', '', NOW)).toBeNull();
  });
});
