import { decimal } from './decimal';

describe('decimal', () => {
  it.each([
    ['2', '2.000000'],
    ['0002.5', '2.500000'],
    ['000', '0.000000'],
    ['0.000001', '0.000001'],
    ['10.000000', '10.000000'],
  ])('writes %s as tables keep it', (given, kept) => {
    expect(decimal(given)).toBe(kept);
  });
});
