import { Agent, AgentCredential, type AgentEndpoints, type AgentVersion, type EventLog } from '@nora/domain';
import type { AgentStatus } from '@nora/contracts';
import type { ObservedRuntime } from '@nora/runtime-adapters';
import { OPENCLAW_VERSION } from '@nora/runtime-contract';
import type { EntityManager } from 'typeorm';
import { setAgentStatus } from './deployment-claims';

/** Whether a runtime is there and holds its processes. */
export const isUp = ({ state }: Pick<ObservedRuntime, 'state'>): boolean =>
  state === 'running' || state === 'paused';

/** Makes a version the one an agent has. Its name is the agent's own, and changes the moment it is asked for. */
export function applyVersion(agent: Agent, { id, snapshot }: AgentVersion): void {
  Object.assign(agent, snapshot.selection, snapshot.resources, { currentVersionId: id });
}

/** A runtime that serves its agent. */
export interface Serving {
  observed: ObservedRuntime;
  endpoints: AgentEndpoints;
  status: AgentStatus;
  reason: string | null;
}

/** Writes that an agent's runtime is up, and what is to be known of it. */
export async function serve(
  manager: EntityManager,
  events: EventLog,
  agent: Agent,
  { observed, endpoints, status, reason }: Serving,
): Promise<void> {
  agent.endpoints = endpoints;
  agent.dataKeptAt = null;
  agent.runtime = {
    handleId: observed.handle.id,
    version: OPENCLAW_VERSION,
    startedAt: observed.startedAt?.toISOString() ?? null,
    image: observed.image,
    specHash: observed.specHash,
    restarts: observed.restarts ?? 0,
  };
  await clearDrift(events, agent);
  await setAgentStatus(manager, events, agent, status, reason);
}

/** Writes that an agent does not run and should not. */
export async function stopped(
  manager: EntityManager,
  events: EventLog,
  agent: Agent,
  reason: string | null,
): Promise<void> {
  agent.desiredState = 'stopped';
  agent.endpoints = null;
  await clearDrift(events, agent);
  await setAgentStatus(manager, events, agent, 'stopped', reason);
}

/** A deleted agent keeps its row as history, and loses its credentials; its data may wait for a restoration. */
export async function forgetAgent(
  manager: EntityManager,
  events: EventLog,
  agent: Agent,
  keepData: boolean,
): Promise<void> {
  await manager.delete(AgentCredential, { agentId: agent.id });
  agent.endpoints = null;
  agent.runtime = null;
  agent.drift = null;
  agent.dataKeptAt = keepData && agent.storageCreatedAt ? new Date() : null;
  if (!agent.dataKeptAt) agent.storageCreatedAt = null;
  await setAgentStatus(manager, events, agent, 'deleted', null);
}

/** Tells that nothing differs any more, when something did. */
export async function clearDrift(events: EventLog, agent: Agent): Promise<void> {
  if (agent.drift === null) return;
  agent.drift = null;
  await events.record(agent.workspaceId, 'agent.drift-changed', {
    ...{ agentId: agent.id, drift: [], action: 'cleared', deploymentId: null },
  });
}
