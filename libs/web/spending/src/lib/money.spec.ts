import { writeLike } from '@nora/ui';

import { formatAmount, formatUsd } from './money';

describe('money', () => {
  beforeEach(() => writeLike('en-US'));
  afterEach(() => writeLike(null));

  it.each([
    ['0', '$0.00'],
    ['12.5', '$12.50'],
    ['1234.567891', '$1,234.57'],
    ['0.000420', '$0.00042'],
    ['0.000001', '$0.000001'],
  ])('writes %s as %s', (amount, words) => expect(formatUsd(amount)).toBe(words));

  it('writes tokens as whole numbers with their unit', () => {
    expect(formatAmount('1200000.000000', 'tokens')).toBe('1,200,000 tokens');
    expect(formatAmount('5', 'usd')).toBe('$5.00');
  });
});
