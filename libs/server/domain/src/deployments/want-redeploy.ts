import { In, type EntityManager } from 'typeorm';
import { Agent } from '../entities';
import type { EventLog } from '../events/event-log';

/**
 * Notes that agents were given what their runtimes do not know before they are started anew. Each change is another
 * moment, so that a worker which read what there was before does not take the note of a later one away.
 * @param agentIds whose rows this transaction has locked
 */
export async function wantRedeploy(
  manager: EntityManager,
  events: EventLog,
  agentIds: string[],
): Promise<void> {
  if (agentIds.length === 0) return;
  await manager.query('UPDATE agents SET redeploy_wanted_at = clock_timestamp() WHERE id = ANY($1::uuid[])', [
    agentIds,
  ]);
  for (const agent of await manager.findBy(Agent, { id: In(agentIds) })) {
    await events.agentChanged(agent, 'agent.updated');
  }
}

/** A moment of {@link Agent.redeployWantedAt} as the database has it, which is finer than a Date. */
export type RedeployMark = string | null;

/** Takes the note away, unless something else was changed since it was read. */
export async function clearRedeployWish(
  manager: EntityManager,
  events: EventLog,
  agentId: string,
  mark: RedeployMark,
): Promise<void> {
  if (mark === null) return;
  const [, cleared] = await manager.query<[unknown, number]>(
    'UPDATE agents SET redeploy_wanted_at = NULL WHERE id = $1 AND redeploy_wanted_at = $2::timestamptz',
    [agentId, mark],
  );
  if (cleared !== 1) return;
  await events.agentChanged(await manager.findOneByOrFail(Agent, { id: agentId }), 'agent.updated');
}
