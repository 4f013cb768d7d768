import {
  resumeModels,
  type AuditActor,
  type Budget,
  type EventLog,
  type ModelStopTarget,
} from '@nora/domain';
import type { EntityManager } from 'typeorm';
import type { BudgetFacts, BudgetFor } from './budget-rows';
import { PRESENT_PERIOD, ZONE } from './budgets.repository';

/** Whether a budget that has stopped models may have no more reason to. */
export function letsGo(before: BudgetFacts, after: BudgetFacts | null): boolean {
  if (!before.enabled || before.action !== 'pause') return false;
  if (!after?.enabled || after.action !== 'pause' || after.period !== before.period) return true;
  return Number(after.amount) > Number(before.amount);
}

/**
 * Lets those whom a budget is for call models again where only this budget stopped them. If it has no room for the
 * next call either, that call stops them again.
 */
export async function liftPause(
  manager: EntityManager,
  events: EventLog,
  { id, workspaceId, agentId }: Pick<Budget, 'id'> & BudgetFor,
  actor: AuditActor,
): Promise<void> {
  const others = await manager.query<unknown[]>(
    `SELECT 1 FROM budgets b CROSS JOIN ${ZONE} CROSS JOIN ${PRESENT_PERIOD}
     JOIN budget_windows x ON x.budget_id = b.id AND x.starts_at = w.starts_at AND x.told = 100
     WHERE b.id <> $1 AND b.enabled AND b.action = 'pause'
       AND b.workspace_id IS NOT DISTINCT FROM $2::uuid AND b.agent_id IS NOT DISTINCT FROM $3::uuid LIMIT 1`,
    [id, workspaceId, agentId],
  );
  if (others.length > 0) return;
  await resumeModels(manager, events, { target: targetOf(workspaceId, agentId), kinds: ['budget'], actor });
}

function targetOf(workspaceId: string | null, agentId: string | null): ModelStopTarget {
  if (workspaceId === null) return { scope: 'installation' };
  return agentId === null ? { scope: 'workspace', workspaceId } : { scope: 'agent', workspaceId, agentId };
}
