import { findUnstorableText } from './storable-text';

describe('findUnstorableText', () => {
  it.each<[string, unknown]>([
    ['nothing', undefined],
    ['text of every plane', { name: 'ünï — 😀', list: ['\t\n', 7, null, true] }],
  ])('takes %s', (_, value) => {
    expect(findUnstorableText(value)).toBeNull();
  });

  it.each<[string, unknown, string]>([
    ['U+0000', { email: 'a\0b' }, 'email'],
    ['U+0000 in a name', { inner: { 'a\0': 1 } }, 'inner'],
    ['half of a pair', { list: [{ name: '\uD83D' }] }, 'list.0.name'],
    ['the halves the wrong way round', ['\uDE00\uD83D'], '0'],
  ])('finds %s', (_, value, path) => {
    expect(findUnstorableText(value)).toBe(path);
  });
});
