import { asCount, asInstant, asRecord, asText } from '../rpc/read-value';
import type { CapableJobDto } from './capabilities.dto';
import { JOB_OUTCOMES, JOB_TRIGGERS, wordOf } from './capability-words';
import { lineOf, listingOf, type Listing } from './listing';

/** The most that a gateway gives out at once. */
export const JOB_LIMIT = 200;
const NAME_LIMIT = 120;

/** Reads what `cron.list` answers. */
export function readJobs(answer: unknown): Listing<CapableJobDto> | null {
  const page = asRecord(answer);
  const listing = listingOf(page['jobs'], JOB_LIMIT, readJob);
  if (!listing) return null;
  const beyond = (asCount(page['total']) ?? 0) - JOB_LIMIT;
  return { items: listing.items, more: Math.max(listing.more, beyond, 0) };
}

function readJob(value: unknown): CapableJobDto | null {
  const row = asRecord(value);
  const [id, name] = [
    lineOf(row['id'], NAME_LIMIT),
    lineOf(row['displayName'], NAME_LIMIT) ?? lineOf(row['name'], NAME_LIMIT),
  ];
  if (id === null || name === null) return null;
  const schedule = asRecord(row['schedule']);
  const everyMs = asCount(schedule['everyMs']);
  return {
    ...{ id, name, enabled: row['enabled'] === true, running: asCount(row['runningAtMs']) !== null },
    trigger: wordOf(JOB_TRIGGERS, schedule['kind']) ?? 'event',
    at: timeOf(schedule['at']),
    everySeconds: everyMs === null ? null : Math.max(1, Math.round(everyMs / 1_000)),
    cron: lineOf(schedule['expr'], NAME_LIMIT),
    timeZone: lineOf(schedule['tz'], NAME_LIMIT),
    nextRunAt: asInstant(row['nextRunAtMs']),
    lastRunAt: asInstant(row['lastRunAtMs']),
    lastOutcome: wordOf(JOB_OUTCOMES, row['lastRunStatus']),
  };
}

function timeOf(value: unknown): string | null {
  const at = Date.parse(asText(value)?.slice(0, NAME_LIMIT) ?? '');
  return Number.isNaN(at) ? null : new Date(at).toISOString();
}
