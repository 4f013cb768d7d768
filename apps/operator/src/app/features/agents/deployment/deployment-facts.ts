import type { Deployment } from '@nora/data-access';
import { STEP_LABELS, formatDuration } from '@nora/ui';

/** How far a deployment is in time. */
export interface Pace {
  elapsed: string | null;
  /** Median of earlier ones; null while too little is known, and of no use once it is over. */
  usual: string | null;
  /** What nine of ten were done within, once this one is not. */
  overdue: string | null;
}

/** Elapsed, usual and overdue time of a deployment at a moment. */
export function paceOf({ startedAt, finishedAt, expected }: Deployment, now: number): Pace {
  const usual = expected && !finishedAt ? formatDuration(expected.p50Ms) : null;
  if (!startedAt) return { elapsed: null, usual, overdue: null };
  const span = (finishedAt ? Date.parse(finishedAt) : now) - Date.parse(startedAt);
  const slow = expected !== null && !finishedAt && span > expected.p90Ms;
  return { elapsed: formatDuration(span), usual, overdue: slow ? formatDuration(expected.p90Ms) : null };
}

/** Who asked for it, for a person. */
export function askedBy({ requestedBy }: Deployment): string {
  return requestedBy ? requestedBy.name : 'Nora';
}

/** What it was told beside its kind, for a person. */
export function detailsOf({ options, version, attempts }: Deployment): string[] {
  const { freshStorage, keepData, rollbackTo, source } = options;
  const details = [`version ${version}`];
  if (rollbackTo !== null) details.push(`back to version ${rollbackTo}`);
  if (freshStorage) details.push('with empty storage');
  if (keepData) details.push('its data is kept');
  if (source) details.push(source.scope === 'files' ? 'with files' : 'with files and memory');
  if (attempts > 1) details.push(`${attempts} attempts`);
  return details;
}

/** The step that failed, for a person. */
export function failedStepOf({ steps }: Deployment): string | null {
  const failed = steps.find(({ state }) => state === 'failed');
  return failed ? STEP_LABELS[failed.name] : null;
}

/** True when the runtime that served before was brought back. */
export function broughtBack({ status, steps }: Deployment): boolean {
  return (
    status !== 'succeeded' && steps.some(({ name, state }) => name === 'recover' && state === 'succeeded')
  );
}
