import { DomainError } from '@nora/contracts';
import type { EntityManager } from 'typeorm';
import type { AuditActor } from '../audit/audit';
import { Agent, AgentVersion, type AgentSnapshot, type Deployment } from '../entities';
import type { EventLog } from '../events/event-log';
import { nameTaken, slugOf } from './agent-names';
import { requestDeployment } from './request-deployment';
import { insertVersion } from './versions';

/** Which agent, and who asks. */
export interface ChangeOf {
  workspaceId: string;
  agentId: string;
  actor: AuditActor;
}

type Changed = Promise<{ agent: Agent; deployment: Deployment }>;

/**
 * A new version with other resources, and its deployment. State is kept; a stopped agent stays stopped.
 * @throws DomainError as {@link requestDeployment}; `conflict` when nothing would change
 */
export function requestUpdate(
  manager: EntityManager,
  events: EventLog,
  { actor, ...of }: ChangeOf,
  resources: Partial<AgentSnapshot['resources']>,
  message: string | null,
): Changed {
  return requestDeployment(manager, events, {
    ...{ ...of, actor, kind: 'update' },
    makeVersion: (agent, current) => {
      const wanted = { ...current.snapshot.resources, ...resources };
      const { vcpu, ramMb, diskGb } = current.snapshot.resources;
      if (wanted.vcpu === vcpu && wanted.ramMb === ramMb && wanted.diskGb === diskGb) {
        throw new DomainError('conflict', 'The agent has these resources already.');
      }
      const snapshot = { ...current.snapshot, resources: wanted };
      return insertVersion(manager, agent, {
        ...{ source: 'edit', actor, snapshot },
        message: message ?? 'Change of resources',
      });
    },
  });
}

/**
 * Another name, from now on; the deployment tells the runtime.
 * @throws DomainError as {@link requestDeployment}; `name_taken`, `conflict` when nothing would change
 */
export function requestRename(
  manager: EntityManager,
  events: EventLog,
  { actor, ...of }: ChangeOf,
  name: string,
): Changed {
  return requestDeployment(manager, events, {
    ...{ ...of, actor, kind: 'rename' },
    makeVersion: async (agent, current) => {
      if (agent.name === name) throw new DomainError('conflict', 'The agent has this name already.');
      const message = `Renamed from “${agent.name}”`;
      agent.name = name;
      agent.slug = slugOf(name);
      await manager.save(Agent, agent).catch((error: unknown) => Promise.reject(nameTaken(error, name)));
      await events.agentChanged(agent, 'agent.updated');
      return insertVersion(manager, agent, {
        ...{ source: 'edit', actor, message },
        snapshot: { ...current.snapshot, name },
      });
    },
  });
}

/**
 * Deploys an older version as a new one; state and name are kept, a stopped agent stays stopped.
 * @param number of the version to go back to
 * @throws DomainError as {@link requestDeployment}; `not_found`, `conflict` when it is the current version
 */
export async function requestRollback(
  manager: EntityManager,
  events: EventLog,
  { actor, ...of }: ChangeOf,
  number: number,
): Changed {
  const older = await manager.findOneBy(AgentVersion, { agentId: of.agentId, number });
  return requestDeployment(manager, events, {
    ...{ ...of, actor, kind: 'rollback', options: older ? { rollbackTo: older.id } : {} },
    makeVersion: (agent, current) => {
      if (!older) throw new DomainError('not_found', `This agent has no version ${number}.`);
      if (older.id === current.id) throw new DomainError('conflict', `Version ${number} is the current one.`);
      return insertVersion(manager, agent, {
        ...{ source: 'rollback', actor, message: `Back to version ${number}` },
        snapshot: { ...older.snapshot, name: agent.name },
      });
    },
  });
}
