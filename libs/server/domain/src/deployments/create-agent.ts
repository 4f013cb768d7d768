import { DEMO_MODEL, type DuplicateScope, type ModelProviderId } from '@nora/contracts';
import type { ResolvedSelection } from '@nora/runtime-contract';
import type { EntityManager } from 'typeorm';
import { accountOf, recordAudit, type AuditActor } from '../audit/audit';
import { Agent, AgentCredential, AgentModel, type AgentSnapshot, type Deployment } from '../entities';
import type { EventLog } from '../events/event-log';
import { requireOpenWorkspace } from '../workspaces/lock-workspace';
import { nameTaken, slugOf } from './agent-names';
import { insertDeployment } from './request-deployment';
import { insertVersion } from './versions';

/** A new agent, its selection resolved and its credentials sealed for the given id. */
export interface NewAgent {
  /** Chosen beforehand, because the credentials are sealed for it. */
  id: string;
  workspaceId: string;
  name: string;
  selection: ResolvedSelection;
  resources: AgentSnapshot['resources'];
  credentials: Pick<AgentCredential, 'gatewayToken' | 'sidecarToken' | 'modelKey' | 'modelKeyHash'>;
  actor: AuditActor;
  /** What it talks to, its providers held until the end of the transaction; the built-in demo when absent. */
  model?: NewBinding;
  /** The agent it is duplicated from, and how much of it comes along. */
  source?: { agentId: string; name: string; scope: DuplicateScope };
}

/** The model that a new agent is bound to, and whatever else is not as by default. */
export type NewBinding = Pick<AgentModel, 'providerId' | 'model'> &
  Partial<Pick<AgentModel, 'fallbacks' | 'delivery' | 'loopAction' | 'loopTimes' | 'loopMinutes'>> & {
    /** Kind of the provider. */
    kind: ModelProviderId;
  };

const DEMO: NewBinding = { kind: 'demo', providerId: null, model: DEMO_MODEL };

/**
 * Writes an agent, its first version, its credentials and its first deployment.
 * @throws DomainError `name_taken` when another agent of the workspace has the same slug; `workspace_ending`
 */
export async function createAgent(
  manager: EntityManager,
  events: EventLog,
  input: NewAgent,
): Promise<{ agent: Agent; deployment: Deployment }> {
  const { id, workspaceId, name, selection, resources, credentials, actor, source } = input;
  const { kind: provider, ...binding } = input.model ?? DEMO;
  await requireOpenWorkspace(manager, workspaceId);
  const agent = manager.create(Agent, {
    id,
    workspaceId,
    name,
    slug: slugOf(name),
    ...selection,
    provider,
    ...resources,
    desiredState: 'running',
    status: 'queued',
    statusReason: null,
    generation: 1,
    currentVersionId: null,
    endpoints: null,
    runtime: null,
    drift: null,
    createdById: accountOf(actor),
  });
  await manager.insert(Agent, agent).catch((error: unknown) => Promise.reject(nameTaken(error, name)));
  const version = await insertVersion(manager, agent, {
    source: source ? 'duplicate' : 'deploy',
    message: source ? `Duplicated from “${source.name}”` : 'First deployment',
    snapshot: { name, selection, resources },
    actor,
  });
  agent.currentVersionId = version.id;
  await manager.update(Agent, { id }, { currentVersionId: version.id });
  await manager.insert(AgentCredential, { agentId: id, ...credentials });
  await manager.insert(AgentModel, { agentId: id, ...binding });
  await events.agentChanged(agent, 'agent.created');
  const deployment = await insertDeployment(manager, events, agent, {
    ...{ versionId: version.id, actor, before: null, reason: null, notBefore: null },
    kind: source ? 'duplicate' : 'deploy',
    options:
      source && source.scope !== 'config' ? { source: { agentId: source.agentId, scope: source.scope } } : {},
  });
  await recordAudit(manager, {
    actor,
    action: 'agent.create',
    resourceType: 'agent',
    resourceId: id,
    workspaceId,
    details: { deploymentId: deployment.id, source: source?.agentId, scope: source?.scope },
    after: {
      name,
      desiredState: agent.desiredState,
      version: version.number,
      selection,
      resources,
      providerId: binding.providerId,
      model: binding.model,
    },
  });
  return { agent, deployment };
}
