import type { ResealFailure, ResealOutcome, RotationOutcome } from '@nora/domain';

const MOST_FAILURES_SHOWN = 20;

const FAULTS: { [K in ResealFailure['fault']]: string } = {
  'not-sealed': 'is not a sealed value',
  'unknown-key': 'lies under a key that is not there',
  'not-authentic': 'was changed, or belongs to another row',
};

/** Whether nothing is left to be done. */
export function isComplete({ failures, unfinished }: ResealOutcome): boolean {
  return failures.length === 0 && unfinished === 0;
}

/** Whether a rotation did all that it was asked for. */
export function isRotationComplete(outcome: RotationOutcome): boolean {
  return isComplete(outcome) && (outcome.kept.length === 0 || outcome.keptBecause === 'asked');
}

/** How values were sealed anew, as a person reads it. */
export function describeReseal(keyId: string, outcome: ResealOutcome): string[] {
  const count = outcome.columns.reduce((sum, { done }) => sum + done, 0);
  const { failures, unfinished } = outcome;
  const lines = failures
    .slice(0, MOST_FAILURES_SHOWN)
    .map(({ table, column, rowId, fault }) => `${table}.${column} of ${rowId} ${FAULTS[fault]}.`);
  if (failures.length > MOST_FAILURES_SHOWN) {
    lines.push(`… and ${failures.length - MOST_FAILURES_SHOWN} more (--json lists all).`);
  }
  if (unfinished > 0) {
    lines.push(
      'Values still turn up under other keys: a program does not have the current key, or a transaction does not end.',
    );
  }
  const rest = isComplete(outcome)
    ? 'every stored secret lies under it'
    : 'not every stored secret lies under it';
  return [...lines, `Key ${keyId}: ${count.toLocaleString('en')} values were sealed anew; ${rest}.`];
}

/** How a rotation ended, as a person reads it. */
export function describeRotation(outcome: RotationOutcome): string[] {
  const { keyId, removed, kept, keptBecause } = outcome;
  const lines = describeReseal(keyId, outcome);
  if (removed.length > 0) lines.push(`Removed from the file: ${removed.join(', ')}.`);
  if (kept.length === 0) return lines;
  const reasons = {
    asked: 'as you asked',
    'values-left': 'because values lie under it',
    'open-transactions': 'because a transaction that began before has not ended; rotate again when it has',
  };
  return [
    ...lines,
    `Still in the file: ${kept.join(', ')}${keptBecause ? `, ${reasons[keptBecause]}` : ''}.`,
  ];
}
