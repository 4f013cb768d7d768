import type { EntityManager } from 'typeorm';
import { PRESENT_PERIOD, ZONE } from './budgets.repository';

const PERIODS = `budgets b CROSS JOIN ${ZONE} CROSS JOIN ${PRESENT_PERIOD}`;

/** Forgets all periods of a locked budget but the present one. */
export async function keepPresentPeriod(manager: EntityManager, budgetId: string): Promise<void> {
  await manager.query(
    `DELETE FROM budget_windows WHERE budget_id = $1
       AND starts_at <> (SELECT w.starts_at FROM ${PERIODS} WHERE b.id = $1)`,
    [budgetId],
  );
}

/**
 * Gives the only period that locked budgets have the bounds that it has now, with what is spent and set aside.
 * @param which condition on budgets `b` with the parameter `$1`
 */
export async function movePresentPeriods(manager: EntityManager, which: string, of: string): Promise<void> {
  await manager.query(
    `UPDATE budget_windows x SET starts_at = w.starts_at, ends_at = w.ends_at
     FROM ${PERIODS} WHERE ${which} AND x.budget_id = b.id`,
    [of],
  );
}

/**
 * Counts a workspace's budgets by another calendar. What was spent of a present period is spent of the one that takes
 * its place: who sets the clock gets no money by it.
 * @param setZone writes the other time zone
 */
export async function moveToTimeZone(
  manager: EntityManager,
  workspaceId: string,
  setZone: () => Promise<void>,
): Promise<void> {
  const budgets = await manager.query<{ id: string }[]>(
    'SELECT id FROM budgets WHERE workspace_id = $1 ORDER BY id FOR NO KEY UPDATE',
    [workspaceId],
  );
  for (const { id } of budgets) await keepPresentPeriod(manager, id);
  await setZone();
  await movePresentPeriods(manager, 'b.workspace_id = $1', workspaceId);
}
