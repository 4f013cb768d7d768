import { DomainError } from '@nora/contracts';
import { Budget, lockAgent, lockWorkspace, recordAudit } from '@nora/domain';
import { validationFailed, type Principal } from '@nora/http-kit';
import type { EntityManager } from 'typeorm';
import { auditActorOf } from '../core/audit-actor';
import { keepPresentPeriod, movePresentPeriods } from './budget-periods';
import { scopeOf } from './budgets.mapper';

/** Every call locks all budgets that hold it, so there are few that hold the same agent. */
const MOST = 10;

/** What of a budget can be changed. */
export type BudgetFacts = Pick<Budget, 'name' | 'amount' | 'period' | 'thresholds' | 'action' | 'enabled'>;

/** For whom a budget is. */
export type BudgetFor = Pick<Budget, 'workspaceId' | 'agentId'>;

export function factsOf({ name, amount, period, thresholds, action, enabled }: Budget): BudgetFacts {
  return { name, amount, period, thresholds, action, enabled };
}

/** @throws DomainError `validation_failed` for a part of a token */
export function requireWholeTokens({ unit, amount }: Pick<Budget, 'unit' | 'amount'>): void {
  if (unit === 'usd' || /^\d+(\.0*)?$/.test(amount)) return;
  const message = 'amount must be a whole number, because tokens are counted.';
  throw validationFailed([{ path: 'amount', code: 'invalid', message }]);
}

/**
 * Makes sure that a further budget may be made, also of many at once, until the end of the transaction.
 * @throws DomainError `conflict` when there are too many, `validation_failed` for an agent that is not there,
 * `not_found` when the workspace has gone
 */
export async function makeRoom(manager: EntityManager, { workspaceId, agentId }: BudgetFor): Promise<void> {
  if (workspaceId === null) {
    await manager.query(`SELECT pg_advisory_xact_lock(hashtext('nora:fleet-budgets'))`);
  } else if (agentId === null) {
    await lockWorkspace(manager, workspaceId);
  } else {
    await holdAgent(manager, workspaceId, agentId);
  }
  const sql = `SELECT count(*)::int AS count FROM budgets
    WHERE workspace_id IS NOT DISTINCT FROM $1::uuid AND agent_id IS NOT DISTINCT FROM $2::uuid`;
  const [row] = await manager.query<{ count: number }[]>(sql, [workspaceId, agentId]);
  if (!row || row.count < MOST) return;
  const whose = { agent: 'An agent', workspace: 'A workspace', installation: 'An installation' };
  const message = `${whose[scopeOf({ workspaceId, agentId })]} has ${MOST} budgets at most. Delete one first.`;
  throw new DomainError('conflict', message);
}

/** Locks a budget, which also keeps calls from being admitted against it. @throws DomainError `not_found` */
export async function lockBudget(
  manager: EntityManager,
  workspaceId: string | null,
  id: string,
): Promise<Budget> {
  const budget = await manager.findOne(Budget, { where: { id }, lock: { mode: 'for_no_key_update' } });
  if (budget && budget.workspaceId === workspaceId) return budget;
  throw new DomainError('not_found', 'There is no such budget.');
}

/**
 * Writes what is to be another of a locked budget. With another period it begins anew: nothing is spent of it, and
 * what is set aside for calls under way stays so. With more room it is told again once that is used up.
 */
export async function writeBudget(manager: EntityManager, before: Budget, after: BudgetFacts): Promise<void> {
  const { id } = before;
  if (before.period !== after.period) await keepPresentPeriod(manager, id);
  await manager.update(Budget, { id }, after);
  if (before.period !== after.period) {
    await movePresentPeriods(manager, 'b.id = $1', id);
    await manager.query('UPDATE budget_windows SET spent = 0, told = 0 WHERE budget_id = $1', [id]);
  }
  if (before.amount === after.amount) return;
  await manager.query(
    `UPDATE budget_windows x SET told = least(x.told, CASE WHEN x.spent >= b.amount THEN 100 ELSE coalesce(
       (SELECT max(t) FROM unnest(b.thresholds) t WHERE x.spent * 100 >= b.amount * t), 0) END)
     FROM budgets b WHERE b.id = $1 AND x.budget_id = b.id`,
    [id],
  );
}

/** Writes what somebody did with a budget into the audit log. */
export function recordBudget(
  manager: EntityManager,
  actor: Principal,
  { id, workspaceId, agentId }: Pick<Budget, 'id'> & BudgetFor,
  {
    act,
    before,
    after,
  }: { act: 'create' | 'change' | 'delete'; before: object | null; after: object | null },
): Promise<void> {
  return recordAudit(manager, {
    ...{ actor: auditActorOf(actor), action: `budget.${act}`, workspaceId },
    ...{ resourceType: 'budget', resourceId: id, before, after },
    details: agentId === null ? {} : { agentId },
  });
}

async function holdAgent(manager: EntityManager, workspaceId: string, agentId: string): Promise<void> {
  try {
    await lockAgent(manager, workspaceId, agentId);
  } catch (error) {
    if (!(error instanceof DomainError) || error.code !== 'not_found') throw error;
    const message = 'There is no such agent in this workspace.';
    throw validationFailed([{ path: 'agentId', code: 'unknown_agent', message }]);
  }
}
