import {
  ALLOWED_OPERATIONS,
  AGENT_TRANSITIONS,
  DomainError,
  canTransition,
  type AgentStatus,
  type DeploymentKind,
  type DesiredState,
} from '@nora/contracts';
import type { EntityManager } from 'typeorm';
import { recordAudit, type AuditActor } from '../audit/audit';
import { Agent, Deployment } from '../entities';
import type { EventLog } from '../events/event-log';

/** What each operation makes of the desired state, and the status the agent has until a worker takes it up. */
const EFFECTS: Readonly<Record<DeploymentKind, { desired: DesiredState; status: AgentStatus | null }>> = {
  deploy: { desired: 'running', status: 'queued' },
  redeploy: { desired: 'running', status: 'queued' },
  start: { desired: 'running', status: 'queued' },
  restart: { desired: 'running', status: 'queued' },
  stop: { desired: 'stopped', status: null },
  delete: { desired: 'deleted', status: 'deleting' },
};

/** An operation somebody asks for on an existing agent. */
export interface DeploymentRequest {
  workspaceId: string;
  agentId: string;
  kind: Exclude<DeploymentKind, 'deploy'>;
  actor: AuditActor;
}

/**
 * Writes what should become of an agent: desired state, a new generation and a queued deployment.
 * The agent's row is locked, so of two parallel requests one sees the other's deployment.
 * @throws DomainError `not_found`, `operation_in_progress` (names the deployment), `operation_not_allowed`
 */
export async function requestDeployment(
  manager: EntityManager,
  events: EventLog,
  request: DeploymentRequest,
): Promise<{ agent: Agent; deployment: Deployment }> {
  const { workspaceId, agentId, kind, actor } = request;
  const agent = await manager.findOne(Agent, {
    where: { id: agentId, workspaceId },
    lock: { mode: 'pessimistic_write' },
  });
  if (!agent || agent.status === 'deleted') throw new DomainError('not_found', 'There is no such agent.');

  const active = await findActiveDeployment(manager, agent.id);
  if (active) {
    const message = `A ${active.kind} of this agent is still ${active.status}. Wait until it has ended.`;
    throw new DomainError('operation_in_progress', message, { deploymentId: active.id });
  }
  if (!ALLOWED_OPERATIONS[agent.status].includes(kind)) {
    const offered = ALLOWED_OPERATIONS[agent.status].join(', ');
    const message = `An agent that is ${agent.status} cannot ${kind}. Possible now: ${offered}.`;
    throw new DomainError('operation_not_allowed', message);
  }
  if (!agent.currentVersionId) throw new Error(`agent ${agent.id} has no version`);

  const effect = EFFECTS[kind];
  agent.desiredState = effect.desired;
  agent.generation += 1;
  if (effect.status && effect.status !== agent.status) {
    if (!canTransition(AGENT_TRANSITIONS, agent.status, effect.status)) {
      throw new DomainError('conflict', `An agent that is ${agent.status} cannot become ${effect.status}.`);
    }
    agent.status = effect.status;
    agent.statusReason = null;
  }
  await manager.save(Agent, agent);
  const deployment = await insertDeployment(manager, events, agent, agent.currentVersionId, kind, actor);
  await events.agentChanged(agent, 'agent.status-changed');
  await recordAudit(manager, {
    actor,
    action: `agent.${kind}`,
    resourceType: 'agent',
    resourceId: agent.id,
    workspaceId: agent.workspaceId,
    details: { deploymentId: deployment.id },
  });
  return { agent, deployment };
}

/** Queues a deployment of an agent whose row this transaction holds or has just made. */
export async function insertDeployment(
  manager: EntityManager,
  events: EventLog,
  agent: Agent,
  agentVersionId: string,
  kind: DeploymentKind,
  actor: AuditActor,
): Promise<Deployment> {
  const deployment = manager.create(Deployment, {
    workspaceId: agent.workspaceId,
    agentId: agent.id,
    agentVersionId,
    kind,
    status: 'queued',
    generation: agent.generation,
    requestedById: actor.type === 'user' ? actor.id : null,
    correlationId: actor.correlationId,
    attempts: 0,
  });
  await manager.save(Deployment, deployment);
  await events.deploymentChanged(deployment, 'deployment.created');
  return deployment;
}

/** The deployment in flight of an agent; there is at most one. */
export function findActiveDeployment(manager: EntityManager, agentId: string): Promise<Deployment | null> {
  return manager
    .createQueryBuilder(Deployment, 'deployment')
    .where('deployment.agentId = :agentId', { agentId })
    .andWhere(`deployment.status IN ('queued', 'running')`)
    .getOne();
}
