import type { DeploymentKind } from '@nora/contracts';
import type { Agent } from '@nora/data-access';
import type { IconName } from '@nora/ui';

/** Icon and words of a lifecycle operation, the same wherever it is offered or shown. */
export interface OperationLook {
  icon: IconName;
  label: string;
  /** While the request is on its way. */
  asking: string;
}

export const OPERATION_LOOKS: Readonly<Record<DeploymentKind | 'cancel', OperationLook>> = {
  deploy: { icon: 'rocket_launch', label: 'Deploy', asking: 'Deploying…' },
  duplicate: { icon: 'content_copy', label: 'Duplicate', asking: 'Duplicating…' },
  start: { icon: 'play_arrow', label: 'Start', asking: 'Starting…' },
  stop: { icon: 'stop', label: 'Stop', asking: 'Stopping…' },
  restart: { icon: 'restart_alt', label: 'Restart', asking: 'Restarting…' },
  redeploy: { icon: 'rocket_launch', label: 'Redeploy', asking: 'Redeploying…' },
  update: { icon: 'tune', label: 'Change resources', asking: 'Changing…' },
  rename: { icon: 'edit', label: 'Rename', asking: 'Renaming…' },
  rollback: { icon: 'undo', label: 'Roll back', asking: 'Rolling back…' },
  restore: { icon: 'restore_from_trash', label: 'Restore', asking: 'Restoring…' },
  heal: { icon: 'healing', label: 'Put right', asking: 'Putting right…' },
  delete: { icon: 'delete', label: 'Delete', asking: 'Deleting…' },
  'force-delete': { icon: 'delete_forever', label: 'Force-delete', asking: 'Deleting…' },
  cancel: { icon: 'cancel', label: 'Cancel', asking: 'Cancelling…' },
};

const REMOVE_DATA: OperationLook = { icon: 'delete_forever', label: 'Remove data', asking: 'Removing…' };

/** How an operation is offered on this agent: deleting one that is deleted already removes its kept data. */
export function operationLook(operation: DeploymentKind | 'cancel', agent: Agent): OperationLook {
  return operation === 'delete' && agent.status === 'deleted' ? REMOVE_DATA : OPERATION_LOOKS[operation];
}
