import { DomainError } from '@nora/contracts';
import type { EntityManager } from 'typeorm';
import type { AuditActor } from '../audit/audit';
import { AgentVersion, Deployment, type Agent } from '../entities';
import type { EventLog } from '../events/event-log';
import { requestDeployment, type DeploymentRequest } from './request-deployment';

/** What trying again means: a first deployment that failed is made good by a redeployment of the same version. */
export function kindOfRetry({ kind }: Pick<Deployment, 'kind'>): DeploymentRequest['kind'] {
  return kind === 'deploy' || kind === 'duplicate' ? 'redeploy' : kind;
}

/**
 * Tries a failed or cancelled deployment again, with the same version and options, as a new deployment.
 * Only an agent's newest deployment can be tried again: what came later counts.
 * @throws DomainError as {@link requestDeployment}; `operation_not_allowed`
 */
export async function retryDeployment(
  manager: EntityManager,
  events: EventLog,
  request: { workspaceId: string; deploymentId: string; actor: AuditActor },
): Promise<{ agent: Agent; deployment: Deployment }> {
  const { workspaceId, deploymentId, actor } = request;
  const failed = await manager.findOneBy(Deployment, { id: deploymentId, workspaceId });
  if (!failed) throw new DomainError('not_found', 'There is no such deployment.');
  if (failed.status !== 'failed' && failed.status !== 'cancelled') {
    const message = `Only what failed or was cancelled can be tried again; this ${failed.kind} is ${failed.status}.`;
    throw new DomainError('operation_not_allowed', message);
  }
  return requestDeployment(manager, events, {
    ...{ workspaceId, agentId: failed.agentId, actor },
    kind: kindOfRetry(failed),
    options: failed.options,
    ...(failed.reason === null ? {} : { reason: failed.reason }),
    makeVersion: async (agent) => {
      const newest = await manager.findOne(Deployment, {
        where: { agentId: agent.id },
        order: { id: 'DESC' },
      });
      if (newest?.id !== failed.id) {
        throw new DomainError('operation_not_allowed', 'Something newer was done with this agent since.');
      }
      return manager.findOneByOrFail(AgentVersion, { id: failed.agentVersionId });
    },
  });
}
