import type { Act } from './plan';

/**
 * What became of something. `unfinished`: what was asked for goes on without the command, and applying again does the
 * rest. `skipped`: nothing was asked for.
 */
export type Result = 'done' | 'failed' | 'unfinished' | 'skipped';

/** What became of one action of a plan. */
export interface Outcome {
  id: string;
  act: Act;
  result: Result;
  /** For a person. */
  detail?: string;
  /** Of a refusal by the API. */
  code?: string;
  /** Of an invitation that was not mailed: the link, which is shown this once. */
  invitationUrl?: string;
}

/** Thrown where the rest of an action cannot be done now, while what was asked for goes on. */
export class Unfinished extends Error {}

/** Whether everything is as the file wants it. */
export function isComplete(outcomes: readonly Outcome[]): boolean {
  return outcomes.every(({ result }) => result === 'done');
}

/** How many of each. */
export function countOutcomes(outcomes: readonly Outcome[]): Record<Result, number> {
  const counts: Record<Result, number> = { done: 0, failed: 0, unfinished: 0, skipped: 0 };
  for (const { result } of outcomes) counts[result] += 1;
  return counts;
}
