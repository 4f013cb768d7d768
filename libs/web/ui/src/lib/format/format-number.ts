import { perLocale } from './format-locale';

const plain = perLocale((locale) => new Intl.NumberFormat(locale));
const tenths = perLocale(
  (locale) => new Intl.NumberFormat(locale, { minimumFractionDigits: 1, maximumFractionDigits: 1 }),
);

/** A number with the separators of the reader. */
export function formatNumber(value: number): string {
  return plain().format(value);
}

/** A number with one decimal. */
export function formatTenths(value: number): string {
  return tenths().format(value);
}
