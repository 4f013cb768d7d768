import type { AgentStatus, DeploymentStatus, StepState } from '@nora/contracts';

import type { IconName } from '../icons/icon-paths';

/** The colours of the theme a status may take. */
export type StatusTone = 'running' | 'deploying' | 'warning' | 'failed' | 'stopped' | 'queued' | 'deleting';

/** Icon, word and colour of a status: the same everywhere it is shown. */
export interface StatusLook {
  icon: IconName;
  word: string;
  tone: StatusTone;
  /** True while something is going on. */
  busy?: boolean;
}

export const AGENT_STATUS_LOOKS: Readonly<Record<AgentStatus, StatusLook>> = {
  queued: { icon: 'schedule', word: 'Queued', tone: 'queued' },
  deploying: { icon: 'progress_activity', word: 'Deploying', tone: 'deploying', busy: true },
  running: { icon: 'check_circle', word: 'Running', tone: 'running' },
  warning: { icon: 'warning', word: 'Warning', tone: 'warning' },
  failed: { icon: 'error', word: 'Failed', tone: 'failed' },
  stopped: { icon: 'stop_circle', word: 'Stopped', tone: 'stopped' },
  deleting: { icon: 'delete', word: 'Deleting', tone: 'deleting', busy: true },
  deleted: { icon: 'delete', word: 'Deleted', tone: 'stopped' },
};

export const DEPLOYMENT_STATUS_LOOKS: Readonly<Record<DeploymentStatus, StatusLook>> = {
  queued: { icon: 'schedule', word: 'Queued', tone: 'queued' },
  running: { icon: 'progress_activity', word: 'In progress', tone: 'deploying', busy: true },
  succeeded: { icon: 'check_circle', word: 'Succeeded', tone: 'running' },
  failed: { icon: 'error', word: 'Failed', tone: 'failed' },
  cancelled: { icon: 'cancel', word: 'Cancelled', tone: 'stopped' },
};

export const STEP_STATE_LOOKS: Readonly<Record<StepState, StatusLook>> = {
  pending: { icon: 'radio_button_unchecked', word: 'Waiting', tone: 'stopped' },
  running: { icon: 'progress_activity', word: 'In progress', tone: 'deploying', busy: true },
  succeeded: { icon: 'check_circle', word: 'Done', tone: 'running' },
  failed: { icon: 'error', word: 'Failed', tone: 'failed' },
  skipped: { icon: 'skip_next', word: 'Skipped', tone: 'stopped' },
};

/** Mark of an agent whose runtime is not as it was made. */
export const DRIFT_LOOK: StatusLook = { icon: 'sync_problem', word: 'Drift', tone: 'warning' };
