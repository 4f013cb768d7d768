import type { BudgetAction, BudgetPeriod, BudgetUnit } from '@nora/contracts';
import type { Budget } from '@nora/data-access';
import type { StatusLook } from '@nora/ui';

import { formatAmount } from '../money';

export const PERIOD_WORDS: Readonly<Record<BudgetPeriod, string>> = {
  hour: 'each hour',
  day: 'each day',
  week: 'each week',
  month: 'each month',
  total: 'in total',
};

export const ACTION_WORDS: Readonly<Record<BudgetAction, string>> = {
  refuse: 'Refuse the call',
  pause: 'Refuse, and pause the models until the period ends',
};

export const UNIT_WORDS: Readonly<Record<BudgetUnit, string>> = {
  usd: 'US dollars',
  tokens: 'Tokens',
};

/** How far a budget is used up. */
export interface BudgetLevel {
  /** Parts of the limit, from 0 to 1 together. */
  spent: number;
  reserved: number;
  /** Percent of the limit that is spent; above 100 when real use was more than what had been set aside. */
  percent: number;
  look: StatusLook;
}

export function levelOf({ amount, window, thresholds, enabled }: Budget): BudgetLevel {
  const limit = Number(amount);
  const [used, aside] = [Number(window.spent), Number(window.reserved)];
  const share = (value: number): number => (limit > 0 ? value / limit : value > 0 ? 1 : 0);
  const spent = Math.min(1, share(used));
  const reserved = Math.min(1 - spent, share(aside));
  const percent = Math.floor(share(used) * 100);
  return { spent, reserved, percent, look: lookOf(percent, thresholds, enabled) };
}

function lookOf(percent: number, thresholds: readonly number[], enabled: boolean): StatusLook {
  if (!enabled) return { icon: 'stop_circle', word: 'Off', tone: 'stopped' };
  if (percent >= 100) return { icon: 'block', word: 'Used up', tone: 'failed' };
  const reached = thresholds.filter((threshold) => percent >= threshold).at(-1);
  if (reached !== undefined) return { icon: 'warning', word: `Over ${reached} %`, tone: 'warning' };
  return { icon: 'check_circle', word: 'Within', tone: 'running' };
}

/** "$1.20 of $5.00 each day". */
export function limitWords({ unit, amount, period, window }: Budget): string {
  const spent =
    unit === 'usd' ? formatAmount(window.spent, unit) : formatAmount(window.spent, unit).split(' ')[0];
  return `${spent} of ${formatAmount(amount, unit)} ${PERIOD_WORDS[period]}`;
}

/** On whom it is. */
export function scopeWords({ scope, agentName }: Budget): string {
  if (scope === 'installation') return 'Whole installation';
  return scope === 'workspace' ? 'Whole workspace' : (agentName ?? 'A deleted agent');
}
