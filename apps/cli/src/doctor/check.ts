import { runbookOf } from '@nora/contracts';

/** Everything that is looked at; queues besides, each under its own name. */
export const CHECK_NAMES = [
  'instance',
  'postgres',
  'migrations',
  'redis',
  'redis eviction',
  'docker',
  'runtime',
  'disk',
  'secrets',
  'encryption keys',
] as const;
export type CheckName = (typeof CHECK_NAMES)[number] | `queue ${string}`;

/** What one look at an installation found. */
export interface CheckResult {
  name: CheckName;
  status: 'ok' | 'warn' | 'fail';
  detail: string;
  /** What to do about it; null when nothing is to be done. */
  remedy: string | null;
  /** Where the documentation says more about it, below the root of the checkout. */
  runbook: string;
}

export const ok = (name: CheckName, detail: string): CheckResult => ({
  ...{ name, status: 'ok', detail, remedy: null, runbook: runbookOf(name) },
});

export const warn = (name: CheckName, detail: string, remedy: string): CheckResult => ({
  ...{ name, status: 'warn', detail, remedy, runbook: runbookOf(name) },
});

export const fail = (name: CheckName, detail: string, remedy: string): CheckResult => ({
  ...{ name, status: 'fail', detail, remedy, runbook: runbookOf(name) },
});
