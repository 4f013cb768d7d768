import type { ScheduleAction, ScheduleOverlap, ScheduleRunStatus } from '@nora/contracts';
import type { StatusLook } from '@nora/ui';

import type { ScheduleRun } from './schedules.store';

/** What is done, as a list and a form call it. */
export const ACTION_WORDS: Readonly<Record<ScheduleAction, string>> = {
  prompt: 'Tell it something',
  start: 'Start',
  stop: 'Stop',
  restart: 'Restart',
  redeploy: 'Redeploy',
};

export const OVERLAP_WORDS: Readonly<Record<ScheduleOverlap, string>> = {
  skip: 'Pass over this time',
  queue: 'Let one time wait',
};

export const RUN_LOOKS: Readonly<Record<ScheduleRunStatus, StatusLook>> = {
  queued: { icon: 'schedule', word: 'Waiting', tone: 'queued' },
  running: { icon: 'progress_activity', word: 'In progress', tone: 'deploying', busy: true },
  succeeded: { icon: 'check_circle', word: 'Succeeded', tone: 'running' },
  failed: { icon: 'error', word: 'Failed', tone: 'failed' },
  skipped: { icon: 'skip_next', word: 'Passed over', tone: 'stopped' },
  cancelled: { icon: 'cancel', word: 'Cancelled', tone: 'stopped' },
};

/** Patterns that need no knowledge of patterns. */
export const PRESETS: readonly { label: string; cron: string }[] = [
  { label: 'Every hour', cron: '0 * * * *' },
  { label: 'Every day at 02:30', cron: '30 2 * * *' },
  { label: 'Weekdays at 09:00', cron: '0 9 * * 1-5' },
  { label: 'Mondays at 08:00', cron: '0 8 * * 1' },
  { label: 'First of the month at 06:00', cron: '0 6 1 * *' },
];

/** Who or what began a run, and for how many times it stands. */
export function beginningOf({ trigger, responsible, missed }: ScheduleRun): string {
  if (trigger === 'manual') return `by hand by ${responsible?.name ?? 'somebody who is gone'}`;
  if (missed === 0) return 'by the clock';
  return `by the clock, for ${missed + 1} times that passed unseen`;
}

/** A time on the clocks of a time zone, with the day of the week. */
export function formatInZone(at: string, timeZone: string, locale: string | undefined): string {
  return new Intl.DateTimeFormat(locale, {
    ...{ weekday: 'short', year: 'numeric', month: 'short', day: 'numeric' },
    ...{ hour: '2-digit', minute: '2-digit', timeZone, timeZoneName: 'short' },
  }).format(Date.parse(at));
}

/** Time zones to choose from, as the browser knows them. */
export function timeZones(): string[] {
  return ['UTC', ...Intl.supportedValuesOf('timeZone').filter((zone) => zone !== 'UTC')];
}

/** That of the browser. */
export function ownTimeZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC';
}
