import { DomainError } from '@nora/contracts';
import { Cron } from 'croner';
import { toString as describe } from 'cronstrue';

/** Words of crontab(5), names of days and months, and croner's `L`, `W` and `#`. No `?`: it means when it was read. */
const PATTERN = /^[0-9A-Za-z*,/#-]+( +[0-9A-Za-z*,/#-]+){4}$/;
/** Names of the IANA database; an offset like `+02:00` would not know of summer time. */
const ZONE = /^[A-Za-z][A-Za-z0-9_+/-]*$/;
/** Times that are counted when a worker comes back late. */
const MOST_COUNTED = 1_000;

/** When something recurs. */
export interface Recurrence {
  cron: string;
  timeZone: string;
}

/**
 * The times of a cron pattern on the clocks of a time zone. Where a clock is put forward, what would have been in the
 * gap takes place at its end; where it is put back, what names an hour and a minute takes place once, and what recurs
 * within the hour goes on in both.
 * @throws DomainError `validation_failed` for what is no pattern, no time zone, or never comes
 */
export class CronTimes {
  private readonly pattern: Cron;

  constructor({ cron, timeZone }: Recurrence) {
    if (!isTimeZone(timeZone)) {
      throw invalid('timeZone', 'unknown_time_zone', 'timeZone must be a name like Europe/Berlin or UTC.');
    }
    if (!PATTERN.test(cron)) {
      const message = 'cron must have five fields: minute, hour, day of the month, month, day of the week.';
      throw invalid('cron', 'invalid_cron', message);
    }
    try {
      const options = {
        timezone: timeZone,
        mode: '5-part',
        fixedTimeRule: 'no-wildcard',
        paused: true,
      } as const;
      this.pattern = new Cron(cron, options);
    } catch (error) {
      throw invalid('cron', 'invalid_cron', `cron is not a pattern: ${reasonOf(error)}.`);
    }
    if (this.pattern.nextRun() === null) {
      throw invalid('cron', 'never', 'cron names a date that never comes.');
    }
  }

  /** The first time after a moment; null when there is none any more. */
  after(moment: Date): Date | null {
    return this.pattern.nextRun(moment);
  }

  /** The first so many times after a moment. */
  next(count: number, moment: Date): Date[] {
    return this.pattern.nextRuns(count, moment);
  }

  /** How many times there are after one moment and up to another; no more than a thousand are counted. */
  countBetween(from: Date, to: Date): number {
    let count = 0;
    for (let at = this.after(from); at && at <= to && count < MOST_COUNTED; at = this.after(at)) count += 1;
    return count;
  }

  /** The pattern in English words. */
  get words(): string {
    const pattern = this.pattern.getPattern() ?? '';
    try {
      return describe(pattern, { use24HourTimeFormat: true, verbose: false });
    } catch {
      return pattern;
    }
  }
}

/** Whether this process can count by a time zone of the IANA database. */
export function isTimeZone(name: string): boolean {
  if (!ZONE.test(name)) return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : '';
  return (
    message
      .replace(/^CronPattern: /, '')
      .slice(0, 200)
      .replace(/\.$/, '') || 'it cannot be read'
  );
}

function invalid(path: string, code: string, message: string): DomainError {
  return new DomainError('validation_failed', `Not acceptable: ${path}.`, {
    errors: [{ path, code, message }],
  });
}
