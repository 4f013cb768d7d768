import type { DeploymentKind } from '@nora/contracts';
import type { IconName } from '@nora/ui';

/** Icon and words of a lifecycle operation, the same wherever it is offered or shown. */
export interface OperationLook {
  icon: IconName;
  label: string;
  /** While the request is on its way. */
  asking: string;
}

export const OPERATION_LOOKS: Readonly<Record<DeploymentKind, OperationLook>> = {
  deploy: { icon: 'rocket_launch', label: 'Deploy', asking: 'Deploying…' },
  start: { icon: 'play_arrow', label: 'Start', asking: 'Starting…' },
  stop: { icon: 'stop', label: 'Stop', asking: 'Stopping…' },
  restart: { icon: 'restart_alt', label: 'Restart', asking: 'Restarting…' },
  redeploy: { icon: 'refresh', label: 'Redeploy', asking: 'Redeploying…' },
  delete: { icon: 'delete', label: 'Delete', asking: 'Deleting…' },
};
