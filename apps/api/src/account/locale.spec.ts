import { canonicalLocale } from './locale';

describe('canonicalLocale', () => {
  it.each([
    ['en', 'en'],
    ['pt-br', 'pt-BR'],
    ['zh-hant-tw', 'zh-Hant-TW'],
    ['de-DE-u-co-phonebk', 'de-DE-u-co-phonebk'],
  ])('writes %s as %s', (given, expected) => {
    expect(canonicalLocale(given)).toBe(expected);
  });

  it.each(['', 'e', 'en_GB', 'en-', '<b>', `en-x-${'a'.repeat(40)}`, 7, null])('knows no %p', (given) => {
    expect(canonicalLocale(given)).toBeNull();
  });
});
