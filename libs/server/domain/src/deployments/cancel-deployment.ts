import { DomainError } from '@nora/contracts';
import type { EntityManager } from 'typeorm';
import { recordAudit, type AuditActor } from '../audit/audit';
import { changesOf } from '../audit/changes';
import { Agent, Deployment, DeploymentStep } from '../entities';
import type { EventLog } from '../events/event-log';
import { noteEffect } from '../idempotency/idempotent-effect';

const CANCELLED = 'It was cancelled before it began.';

/**
 * Calls off a deployment. One that nobody has taken up ends at once and leaves the agent as it was before; one that
 * is under way is told to its worker, which ends it and writes what became of the agent.
 * @returns the deployment; with status `queued` it must be handed to the queue again, so that a worker settles it
 * @throws DomainError `not_found`, `operation_not_allowed` when it has ended or can no longer be undone
 */
export async function cancelDeployment(
  manager: EntityManager,
  events: EventLog,
  { workspaceId, deploymentId, actor }: { workspaceId: string; deploymentId: string; actor: AuditActor },
): Promise<Deployment> {
  const found = await manager.findOneBy(Deployment, { id: deploymentId, workspaceId });
  if (!found) throw new DomainError('not_found', 'There is no such deployment.');
  // Agent before deployment: the order in which requests lock them too.
  const agent = await manager.findOneOrFail(Agent, {
    where: { id: found.agentId },
    lock: { mode: 'pessimistic_write' },
  });
  const deployment = await manager.findOneOrFail(Deployment, {
    where: { id: deploymentId },
    lock: { mode: 'pessimistic_write' },
  });
  await refuseUnlessCancellable(manager, deployment);
  const was = factsOf(deployment);
  if (deployment.status === 'queued' && deployment.startedAt === null) {
    await callOff(manager, events, agent, deployment);
  } else {
    deployment.cancelRequestedAt ??= new Date();
    deployment.notBefore = null;
    await manager.save(Deployment, deployment);
  }
  await noteEffect(manager, { agentId: agent.id, deploymentId });
  await events.deploymentChanged(deployment, 'deployment.status-changed');
  await recordAudit(manager, {
    ...{ actor, action: 'deployment.cancel', resourceType: 'deployment', resourceId: deploymentId },
    ...{ workspaceId, details: { agentId: agent.id, kind: deployment.kind } },
    ...changesOf(was, factsOf(deployment)),
  });
  return deployment;
}

const factsOf = ({ status, cancelRequestedAt }: Deployment) => ({
  status,
  cancelRequested: cancelRequestedAt !== null,
});

async function refuseUnlessCancellable(manager: EntityManager, deployment: Deployment): Promise<void> {
  const { id, kind, status } = deployment;
  if (status !== 'queued' && status !== 'running') {
    throw new DomainError('operation_not_allowed', `This ${kind} has ended already: it is ${status}.`);
  }
  if (kind !== 'delete' && kind !== 'force-delete') return;
  const removing = await manager
    .createQueryBuilder(DeploymentStep, 'step')
    .where({ deploymentId: id })
    .andWhere(`step.name IN ('remove', 'cleanup') AND step.state <> 'pending'`)
    .getExists();
  if (removing || kind === 'force-delete') {
    throw new DomainError(
      'operation_not_allowed',
      'The agent is being removed; that cannot be undone any more.',
    );
  }
}

async function callOff(
  manager: EntityManager,
  events: EventLog,
  agent: Agent,
  deployment: Deployment,
): Promise<void> {
  const { before } = deployment;
  Object.assign(deployment, {
    ...{ status: 'cancelled', finishedAt: new Date(), cancelRequestedAt: new Date() },
    ...{ errorCode: 'cancelled', errorDetail: CANCELLED },
  });
  await manager.save(Deployment, deployment);
  Object.assign(agent, before ?? { status: 'stopped', statusReason: CANCELLED, desiredState: 'stopped' });
  await manager.save(Agent, agent);
  await events.agentChanged(agent, 'agent.status-changed');
}
