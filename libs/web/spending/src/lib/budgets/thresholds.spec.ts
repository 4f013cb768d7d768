import { thresholdsOf, thresholdsText } from './thresholds';

describe('thresholdsOf', () => {
  it.each([
    ['50, 80', [50, 80]],
    ['80 50;50', [50, 80]],
    ['', []],
  ])('reads %j', (text, numbers) => expect(thresholdsOf(text)).toEqual(numbers));

  it.each(['0', '100', '5.5', '-3', 'many', '50 %'])('does not take %j', (text) =>
    expect(thresholdsOf(text)).toBeNull(),
  );

  it('writes what it reads', () => expect(thresholdsOf(thresholdsText([10, 90]))).toEqual([10, 90]));
});
