import type { DriftPolicy } from '@nora/contracts';
import { Agent, lockAgent, noteEffect, recordAudit, type ChangeOf, type EventLog } from '@nora/domain';
import type { EntityManager } from 'typeorm';

/**
 * Another policy for drift, from now on; the next look at the runtime follows it.
 * @throws DomainError `not_found`
 */
export async function changeDriftPolicy(
  manager: EntityManager,
  events: EventLog,
  { workspaceId, agentId, actor }: ChangeOf,
  driftPolicy: DriftPolicy,
): Promise<void> {
  const agent = await lockAgent(manager, workspaceId, agentId);
  await noteEffect(manager, { agentId });
  if (agent.driftPolicy === driftPolicy) return;
  const before = { driftPolicy: agent.driftPolicy };
  agent.driftPolicy = driftPolicy;
  await manager.save(Agent, agent);
  await events.agentChanged(agent, 'agent.updated');
  await recordAudit(manager, {
    ...{ actor, action: 'agent.drift-policy', resourceType: 'agent', resourceId: agentId },
    ...{ workspaceId, before, after: { driftPolicy } },
  });
}
