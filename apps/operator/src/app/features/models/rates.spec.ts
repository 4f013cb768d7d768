import { formatRate } from './rates';

describe('formatRate', () => {
  it.each([
    ['2.500000', '$2.50'],
    ['0.075000', '$0.075'],
    ['3', '$3.00'],
    ['0.000000', '$0.00'],
    ['0.000001', '$0.000001'],
    ['15.000000', '$15.00'],
  ])('says %s as %s', (rate, words) => {
    expect(formatRate(rate)).toBe(words);
  });
});
