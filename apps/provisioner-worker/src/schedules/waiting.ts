import type { ScheduleRun } from '@nora/domain';

/** How long a run waits for an agent that is busy with something else. */
const PATIENCE_MS = 30 * 60_000;

/** Whether a run has waited for its agent as long as runs do. */
export function hasWaitedEnough({ createdAt }: Pick<ScheduleRun, 'createdAt'>): boolean {
  return Date.now() - createdAt.getTime() > PATIENCE_MS;
}
