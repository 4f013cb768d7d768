import type { ActualAgent, ActualBudget } from './actual';
import { budgetKey, folded } from './check-fleet';
import { changesBetween, plainAmount, unchangeable } from './differences';
import type { WantedBudget } from './fleet-file';
import type { BudgetAction, Shown } from './plan';

/** @param agentNames of all agents that there are or will be, folded */
export function planBudgets(
  wanted: readonly WantedBudget[],
  actual: readonly ActualBudget[],
  agentNames: ReadonlySet<string>,
): BudgetAction[] {
  const byKey = new Map<string, ActualBudget[]>();
  for (const budget of actual) byKey.set(keyOf(budget), [...(byKey.get(keyOf(budget)) ?? []), budget]);
  return wanted.map((budget) => {
    const [found = null, another] = byKey.get(budgetKey(budget)) ?? [];
    const changes = changesBetween(fieldsOf(budget), found && shownOf(found));
    const blocked = another
      ? 'there are several of this name: give them different ones first'
      : budget.agent !== undefined && !agentNames.has(folded(budget.agent))
        ? `there is no agent “${budget.agent}”`
        : found && unchangeable(changes, ['unit']);
    return {
      ...{ section: 'budgets', id: `budgets/${labelOf(budget)}`, name: budget.name, changes, wanted: budget },
      ...{ actual: found },
      act: blocked ? 'blocked' : found === null ? 'create' : changes.length === 0 ? 'none' : 'update',
      ...(blocked ? { note: blocked } : {}),
    };
  });
}

/** Takes away what the file does not name. */
export function pruneBudgets(
  wanted: readonly WantedBudget[],
  actual: readonly ActualBudget[],
): BudgetAction[] {
  const named = new Set(wanted.map(budgetKey));
  return actual
    .filter((budget) => !named.has(keyOf(budget)))
    .map((budget) => ({
      ...{
        section: 'budgets',
        id: `budgets/${labelOf({ ...budget, agent: budget.agentName })}`,
        name: budget.name,
      },
      ...{ act: 'delete', changes: [], wanted: null, actual: budget, note: 'with what it has counted' },
    }));
}

function keyOf({ name, agentName }: ActualBudget): string {
  return budgetKey({ name, agent: agentName });
}

function labelOf({ name, agent }: { name: string; agent?: string | null }): string {
  return agent === undefined || agent === null ? name : `${agent}/${name}`;
}

function fieldsOf(budget: WantedBudget): Record<string, Shown | undefined> {
  const { unit, amount, period, thresholds, action, enabled } = budget;
  return {
    ...{
      unit,
      amount: plainAmount(amount),
      period,
      thresholds: thresholds && ascending(thresholds),
      action,
      enabled,
    },
  };
}

function shownOf({ unit, amount, period, thresholds, action, enabled }: ActualBudget): Record<string, Shown> {
  return { unit, amount: plainAmount(amount), period, thresholds: ascending(thresholds), action, enabled };
}

function ascending(thresholds: readonly number[]): number[] {
  return [...thresholds].sort((one, other) => one - other);
}

/** Those that hold an agent which there is. */
export function ofLivingAgents(
  budgets: readonly ActualBudget[],
  agents: readonly ActualAgent[],
): ActualBudget[] {
  const living = new Set(agents.map(({ id }) => id));
  return budgets.filter(({ agentId }) => agentId === null || living.has(agentId));
}
