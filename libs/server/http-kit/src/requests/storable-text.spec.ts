import { isStorable } from './storable-text';

describe('isStorable', () => {
  it.each<[string, unknown]>([
    ['nothing', undefined],
    ['text of every plane', { name: 'ünï — 😀', list: ['\t\n', 7, null, true] }],
  ])('takes %s', (_, value) => {
    expect(isStorable(value)).toBe(true);
  });

  it.each<[string, unknown]>([
    ['U+0000', { email: 'a\0b' }],
    ['U+0000 in a name', { 'a\0': 1 }],
    ['half of a pair', { list: [{ name: '\uD83D' }] }],
    ['the halves the wrong way round', ['\uDE00\uD83D']],
  ])('refuses %s', (_, value) => {
    expect(isStorable(value)).toBe(false);
  });
});
