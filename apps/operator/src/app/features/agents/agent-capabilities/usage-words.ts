import { perLocale } from '@nora/ui';

import type { UsageDay } from './capabilities.store';

const dollars = perLocale(
  (locale) => new Intl.NumberFormat(locale, { style: 'currency', currency: 'USD', maximumFractionDigits: 4 }),
);
const day = perLocale((locale) => new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone: 'UTC' }));

/** An amount of US dollars; a model may cost less than a cent. */
export function formatDollars(amount: number): string {
  return dollars().format(amount);
}

/** A day of UTC. */
export function formatDay(date: string): string {
  return day().format(Date.parse(date));
}

/** What all days have used together. */
export function totalOf(days: readonly UsageDay[]): Pick<UsageDay, 'totalTokens' | 'costUsd' | 'unpriced'> {
  const sum = (of: (day: UsageDay) => number) => days.reduce((total, each) => total + of(each), 0);
  return {
    totalTokens: sum(({ totalTokens }) => totalTokens),
    costUsd: sum(({ costUsd }) => costUsd),
    unpriced: sum(({ unpriced }) => unpriced),
  };
}

/** The days on which something was used, the newest first. */
export function usedDays(days: readonly UsageDay[]): readonly UsageDay[] {
  return days.filter(({ totalTokens, costUsd }) => totalTokens > 0 || costUsd > 0).reverse();
}
