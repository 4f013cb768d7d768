import {
  ALLOWED_OPERATIONS,
  AGENT_TRANSITIONS,
  DomainError,
  canTransition,
  type AgentOperation,
  type AgentStatus,
  type DeploymentKind,
  type DeploymentOptions,
  type DesiredState,
} from '@nora/contracts';
import type { EntityManager } from 'typeorm';
import { accountOf, recordAudit, type AuditActor } from '../audit/audit';
import { changesOf } from '../audit/changes';
import { Agent, Deployment, type AgentBefore, type AgentVersion } from '../entities';
import type { EventLog } from '../events/event-log';
import { noteEffect } from '../idempotency/idempotent-effect';
import { requireOpenWorkspace } from '../workspaces/lock-workspace';
import { nameTaken } from './agent-names';
import { nextTurn } from './turns';
import { currentVersion } from './versions';

interface Effect {
  /** Null leaves what the agent should be. */
  desired: DesiredState | null;
  /** What the agent shows until a worker takes it up; null leaves what it shows. */
  status: AgentStatus | null;
}

const EFFECTS: Readonly<Record<DeploymentKind, Effect>> = {
  deploy: { desired: 'running', status: 'queued' },
  duplicate: { desired: 'running', status: 'queued' },
  redeploy: { desired: 'running', status: 'queued' },
  start: { desired: 'running', status: 'queued' },
  restart: { desired: 'running', status: 'queued' },
  restore: { desired: 'running', status: 'queued' },
  stop: { desired: 'stopped', status: null },
  update: { desired: null, status: null },
  rename: { desired: null, status: null },
  rollback: { desired: null, status: null },
  heal: { desired: null, status: null },
  delete: { desired: 'deleted', status: 'deleting' },
  'force-delete': { desired: 'deleted', status: 'deleting' },
};

/** A change somebody asks for on an existing agent. */
export interface DeploymentRequest {
  workspaceId: string;
  agentId: string;
  kind: AgentOperation | 'heal';
  actor: AuditActor;
  options?: DeploymentOptions;
  /** Why the worker asks. */
  reason?: string;
  notBefore?: Date;
  /** Writes the version to deploy, in the same transaction; the current one is deployed without it. */
  makeVersion?: (agent: Agent, current: AgentVersion) => Promise<AgentVersion>;
}

/**
 * Writes what should become of an agent: desired state, a new generation and a queued deployment.
 * The agent's row is locked, so of two parallel requests one sees the other's deployment.
 * `force-delete` ends a deployment in flight; everything else is refused while there is one.
 * @throws DomainError `not_found`, `operation_in_progress` (names the deployment), `operation_not_allowed`,
 * `name_taken` and `workspace_ending` when a deleted agent comes back
 */
export async function requestDeployment(
  manager: EntityManager,
  events: EventLog,
  request: DeploymentRequest,
): Promise<{ agent: Agent; deployment: Deployment }> {
  const { kind, actor, options = {} } = request;
  // An agent that comes back is a new one for its workspace.
  if (kind === 'restore') await requireOpenWorkspace(manager, request.workspaceId);
  const agent = await lockAgent(manager, request.workspaceId, request.agentId);
  const superseded = await makeWay(manager, events, agent, request);
  refuseUnlessAllowed(agent, kind);
  const current = await currentVersion(manager, agent);
  const was = factsOf(agent, current);
  const version = request.makeVersion ? await request.makeVersion(agent, current) : current;

  const { status, statusReason, desiredState } = agent;
  const before: AgentBefore = { status, statusReason, desiredState };
  const effect = EFFECTS[kind];
  agent.desiredState = effect.desired ?? agent.desiredState;
  agent.generation += 1;
  if (effect.status && effect.status !== agent.status) {
    if (!canTransition(AGENT_TRANSITIONS, agent.status, effect.status)) {
      throw new DomainError('conflict', `An agent that is ${agent.status} cannot become ${effect.status}.`);
    }
    agent.status = effect.status;
    agent.statusReason = null;
  }
  // Coming back from `deleted` it may find its name taken.
  await manager.save(Agent, agent).catch((error: unknown) => Promise.reject(nameTaken(error, agent.name)));
  const deployment = await insertDeployment(manager, events, agent, {
    ...{ versionId: version.id, kind, actor, options, before },
    reason: request.reason ?? null,
    notBefore: request.notBefore ?? null,
  });
  await events.agentChanged(agent, 'agent.status-changed');
  await recordAudit(manager, {
    actor,
    action: `agent.${kind}`,
    resourceType: 'agent',
    resourceId: agent.id,
    workspaceId: agent.workspaceId,
    details: {
      deploymentId: deployment.id,
      version: version.number,
      ...options,
      reason: request.reason,
      superseded,
    },
    ...changesOf(was, factsOf(agent, version)),
  });
  return { agent, deployment };
}

/**
 * Locks an agent's row for the transaction. One that is deleted is found as long as its data is kept.
 * @throws DomainError `not_found`
 */
export async function lockAgent(
  manager: EntityManager,
  workspaceId: string,
  agentId: string,
): Promise<Agent> {
  const agent = await manager.findOne(Agent, {
    where: { id: agentId, workspaceId },
    lock: { mode: 'pessimistic_write' },
  });
  if (!agent || (agent.status === 'deleted' && !agent.dataKeptAt)) {
    throw new DomainError('not_found', 'There is no such agent.');
  }
  return agent;
}

/** A deployment to be queued. */
export interface NewDeployment {
  versionId: string;
  kind: DeploymentKind;
  actor: AuditActor;
  options: DeploymentOptions;
  before: AgentBefore | null;
  reason: string | null;
  notBefore: Date | null;
}

/** Queues a deployment of an agent whose row this transaction holds or has just made. */
export async function insertDeployment(
  manager: EntityManager,
  events: EventLog,
  agent: Agent,
  { versionId, actor, ...rest }: NewDeployment,
): Promise<Deployment> {
  const deployment = manager.create(Deployment, {
    ...rest,
    workspaceId: agent.workspaceId,
    agentId: agent.id,
    agentVersionId: versionId,
    status: 'queued',
    generation: agent.generation,
    requestedById: accountOf(actor),
    correlationId: actor.correlationId,
    turn: await nextTurn(manager, agent.workspaceId),
    ...{ attempts: 0, faults: 0, cancelRequestedAt: null, startedAt: null, finishedAt: null },
    ...{ errorCode: null, errorDetail: null, evidence: null, nextAction: null, exitCode: null, image: null },
  });
  await manager.insert(Deployment, deployment);
  await noteEffect(manager, { agentId: agent.id, deploymentId: deployment.id });
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

/**
 * A deployment in flight is ended by `force-delete` and refuses everything else. Its worker loses its claim.
 * @returns the id of the one that was ended
 */
async function makeWay(
  manager: EntityManager,
  events: EventLog,
  agent: Agent,
  { kind }: DeploymentRequest,
): Promise<string | undefined> {
  const active = await findActiveDeployment(manager, agent.id);
  if (!active) return undefined;
  if (kind !== 'force-delete' || active.kind === 'force-delete') {
    const message = `A ${active.kind} of this agent is still ${active.status}. Wait until it has ended, or cancel it.`;
    throw new DomainError('operation_in_progress', message, { deploymentId: active.id });
  }
  Object.assign(active, {
    ...{ status: 'cancelled', claimToken: null, leaseUntil: null, finishedAt: new Date() },
    ...{ errorCode: 'superseded', errorDetail: 'The agent was force-deleted.' },
  });
  await manager.save(Deployment, active);
  await events.deploymentChanged(active, 'deployment.status-changed');
  return active.id;
}

/** What a request may change of an agent, as the audit log shows it. */
function factsOf({ name, desiredState }: Agent, { number: version, snapshot }: AgentVersion): object {
  const { selection, resources } = snapshot;
  return { name, desiredState, version, selection, resources };
}

function refuseUnlessAllowed(agent: Agent, kind: AgentOperation | 'heal'): void {
  if (kind === 'heal') return;
  const allowed = ALLOWED_OPERATIONS[agent.status];
  if (allowed.includes(kind)) return;
  const message = `An agent that is ${agent.status} cannot ${kind}. Possible now: ${allowed.join(', ')}.`;
  throw new DomainError('operation_not_allowed', message);
}
