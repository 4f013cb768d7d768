import type { WorkspacePermission } from './permissions';

/** What a schedule does. All but `prompt` are lifecycle calls. */
export const SCHEDULE_ACTIONS = ['prompt', 'start', 'stop', 'restart', 'redeploy'] as const;
export type ScheduleAction = (typeof SCHEDULE_ACTIONS)[number];

/** What becomes of a run whose predecessor has not ended: it is passed over, or waits; one at most waits. */
export const SCHEDULE_OVERLAPS = ['skip', 'queue'] as const;
export type ScheduleOverlap = (typeof SCHEDULE_OVERLAPS)[number];

/** `skipped`: there was a reason not to begin. */
export const SCHEDULE_RUN_STATUSES = [
  'queued',
  'running',
  'succeeded',
  'failed',
  'skipped',
  'cancelled',
] as const;
export type ScheduleRunStatus = (typeof SCHEDULE_RUN_STATUSES)[number];

/** What began a run: the clock, or somebody. */
export const SCHEDULE_TRIGGERS = ['clock', 'manual'] as const;
export type ScheduleTrigger = (typeof SCHEDULE_TRIGGERS)[number];

/** What whoever answers for a schedule must be allowed at the moment it runs. */
export function permissionOfAction(action: ScheduleAction): WorkspacePermission {
  return action === 'prompt' ? 'agents:chat' : 'agents:write';
}
