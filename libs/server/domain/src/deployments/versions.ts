import type { VersionSource } from '@nora/contracts';
import type { EntityManager } from 'typeorm';
import { accountOf, type AuditActor } from '../audit/audit';
import { AgentVersion, type Agent, type AgentSnapshot } from '../entities';

/** A version to be written of an agent whose row this transaction holds. */
export interface NewVersion {
  source: VersionSource;
  message: string;
  snapshot: AgentSnapshot;
  actor: AuditActor;
}

/** Writes the next version of an agent. */
export async function insertVersion(
  manager: EntityManager,
  agent: Agent,
  { source, message, snapshot, actor }: NewVersion,
): Promise<AgentVersion> {
  const latest = await manager.maximum(AgentVersion, 'number', { agentId: agent.id });
  const version = manager.create(AgentVersion, {
    agentId: agent.id,
    number: (latest ?? 0) + 1,
    source,
    message,
    authorId: accountOf(actor),
    snapshot,
  });
  await manager.insert(AgentVersion, version);
  return version;
}

/** The version an agent has now. */
export async function currentVersion(manager: EntityManager, agent: Agent): Promise<AgentVersion> {
  if (!agent.currentVersionId) throw new Error(`agent ${agent.id} has no version`);
  return manager.findOneByOrFail(AgentVersion, { id: agent.currentVersionId, agentId: agent.id });
}
