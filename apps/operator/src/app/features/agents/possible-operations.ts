import { ALLOWED_OPERATIONS, type DeploymentKind } from '@nora/contracts';
import type { Agent, Deployment, PossibleOperation } from '@nora/data-access';

/** Deployments that are over. */
const FINAL = new Set<Deployment['status']>(['succeeded', 'failed', 'cancelled']);

/** True when nothing more will happen in this deployment. */
export function isFinal(status: Deployment['status']): boolean {
  return FINAL.has(status);
}

/** What can be asked of an agent while no deployment is in flight. */
export function idleOperations({ status, dataKept }: Agent): PossibleOperation[] {
  return status === 'deleted' && !dataKept ? [] : [...ALLOWED_OPERATIONS[status]];
}

/** What can be asked of an agent while this kind of deployment is in flight. */
export function busyOperations(kind: DeploymentKind, cancelRequested: boolean): PossibleOperation[] {
  if (kind === 'force-delete') return [];
  return cancelRequested ? ['force-delete'] : ['cancel', 'force-delete'];
}

/** True for a step that takes parts of the agent away for good. */
export function isRemoving({ name, state }: Pick<Deployment['steps'][number], 'name' | 'state'>): boolean {
  return (name === 'remove' || name === 'cleanup') && state !== 'pending';
}

/** Whether a deployment can be called off, as the API decides it. */
export function isCancellable({ kind, status, cancelRequested, steps }: Deployment): boolean {
  if (isFinal(status) || cancelRequested || kind === 'force-delete') return false;
  return kind !== 'delete' || !steps.some(isRemoving);
}
