import { DomainError } from '@nora/contracts';
import { In, type EntityManager } from 'typeorm';
import { ModelProvider } from '../entities';

/**
 * Makes sure until the end of the transaction that providers stay as they are. Comes after any lock on a workspace or
 * an agent, and before one on `agent_models`.
 * @param ids null, which is the built-in demo, is passed over
 * @throws DomainError `unknown_provider` when the workspace does not have one of them
 */
export async function holdProviders(
  manager: EntityManager,
  workspaceId: string,
  ids: readonly (string | null)[],
): Promise<Map<string, ModelProvider>> {
  const wanted = [...new Set(ids.filter((id) => id !== null))];
  if (wanted.length === 0) return new Map();
  const found = await manager.find(ModelProvider, {
    where: { workspaceId, id: In(wanted) },
    order: { id: 'ASC' },
    lock: { mode: 'pessimistic_read' },
  });
  const byId = new Map(found.map((provider) => [provider.id, provider]));
  if (wanted.every((id) => byId.has(id))) return byId;
  throw new DomainError('unknown_provider', 'This workspace has no such provider.');
}
