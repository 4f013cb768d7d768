import type { BudgetUnit } from '@nora/contracts';
import { formatNumber, perLocale } from '@nora/ui';

const CENTS = 0.01;

const usd = perLocale(
  (locale) =>
    new Intl.NumberFormat(locale, { style: 'currency', currency: 'USD', currencyDisplay: 'narrowSymbol' }),
);
const fine = perLocale(
  (locale) =>
    new Intl.NumberFormat(locale, {
      style: 'currency',
      currency: 'USD',
      currencyDisplay: 'narrowSymbol',
      maximumFractionDigits: 6,
    }),
);
const short = perLocale(
  (locale) => new Intl.NumberFormat(locale, { notation: 'compact', maximumFractionDigits: 1 }),
);

/** An amount of money; what is less than a cent keeps its decimals, for a call often costs less. */
export function formatUsd(amount: number | string): string {
  const value = Number(amount);
  return (value !== 0 && Math.abs(value) < CENTS ? fine() : usd()).format(value);
}

/** A large number in short: "1.2K", "3.4M". */
export function formatShort(value: number): string {
  return short().format(value);
}

/** What a budget counts, with its unit. */
export function formatAmount(amount: number | string, unit: BudgetUnit): string {
  return unit === 'usd' ? formatUsd(amount) : `${formatNumber(Math.round(Number(amount)))} tokens`;
}
