import { BackOff } from './back-off';

describe('BackOff', () => {
  const settings = { firstMs: 100, mostMs: 1_000, stableMs: 5_000 };

  it('doubles the wait with every crash, up to the most', () => {
    const backOff = new BackOff(settings);
    expect([0, 0, 0, 0, 0, 0].map((ran) => backOff.next(ran))).toEqual([100, 200, 400, 800, 1_000, 1_000]);
  });

  it('begins anew after a stable period', () => {
    const backOff = new BackOff(settings);
    backOff.next(0);
    backOff.next(0);
    expect(backOff.next(5_000)).toBe(100);
    expect(backOff.next(4_999)).toBe(200);
  });
});
