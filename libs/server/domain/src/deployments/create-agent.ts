import { DomainError } from '@nora/contracts';
import type { ResolvedSelection } from '@nora/runtime-contract';
import { QueryFailedError, type EntityManager } from 'typeorm';
import { recordAudit, type AuditActor } from '../audit/audit';
import { Agent, AgentCredential, AgentVersion, Deployment } from '../entities';
import type { EventLog } from '../events/event-log';
import { insertDeployment } from './request-deployment';

/** A new agent, its selection resolved and its credentials sealed for the given id. */
export interface NewAgent {
  /** Chosen beforehand, because the credentials are sealed for it. */
  id: string;
  workspaceId: string;
  name: string;
  selection: ResolvedSelection;
  resources: { vcpu: number; ramMb: number; diskGb: number };
  credentials: Pick<AgentCredential, 'gatewayToken' | 'sidecarToken' | 'modelKey' | 'modelKeyHash'>;
  actor: AuditActor;
}

/**
 * Writes an agent, its first version, its credentials and its first deployment.
 * @throws DomainError `name_taken` when another agent of the workspace has the same slug
 */
export async function createAgent(
  manager: EntityManager,
  events: EventLog,
  input: NewAgent,
): Promise<{ agent: Agent; deployment: Deployment }> {
  const { id, workspaceId, name, selection, resources, credentials, actor } = input;
  const version = manager.create(AgentVersion, {
    agentId: id,
    number: 1,
    source: 'deploy',
    message: 'First deployment',
    authorId: actor.id,
    snapshot: { name, selection, resources },
  });
  const agent = manager.create(Agent, {
    id,
    workspaceId,
    name,
    slug: slugOf(name),
    ...selection,
    ...resources,
    desiredState: 'running',
    status: 'queued',
    statusReason: null,
    generation: 1,
    currentVersionId: version.id,
    endpoints: null,
    runtime: null,
    createdById: actor.type === 'user' ? actor.id : null,
  });
  try {
    await manager.insert(Agent, agent);
  } catch (error) {
    if (isViolationOf(error, 'uq_agents_workspace_id_slug')) {
      const message = `This workspace already has an agent called “${name}”. Choose another name.`;
      const errors = [{ path: 'name', code: 'name_taken', message }];
      throw new DomainError('name_taken', message, { errors }, { cause: error });
    }
    throw error;
  }
  await manager.insert(AgentVersion, version);
  await manager.insert(AgentCredential, { agentId: id, ...credentials });
  await events.agentChanged(agent, 'agent.created');
  const deployment = await insertDeployment(manager, events, agent, version.id, 'deploy', actor);
  await recordAudit(manager, {
    actor,
    action: 'agent.create',
    resourceType: 'agent',
    resourceId: id,
    workspaceId,
    details: { name, selection, resources, deploymentId: deployment.id },
  });
  return { agent, deployment };
}

/** A name as it stands in addresses: lower case, ASCII letters, digits and hyphens, at most 60 characters. */
export function slugOf(name: string): string {
  const slug = name
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 60)
    .replace(/-+$/, '');
  return slug === '' ? 'agent' : slug;
}

/** True when a query failed because of the named constraint or unique index. */
export function isViolationOf(error: unknown, constraint: string): boolean {
  if (!(error instanceof QueryFailedError)) return false;
  const driverError = error.driverError as { constraint?: string };
  return driverError.constraint === constraint;
}
