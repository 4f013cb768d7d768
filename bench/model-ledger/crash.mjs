// PostgreSQL crashes while calls are admitted and booked. Afterwards the books are compared with what was done.
import { setTimeout as sleep } from 'node:timers/promises';

const LONGEST_MS = 500;
const AWAY_MS = 1_000;

export async function measureCrash(scene, { rate, seconds }) {
  let untold = 0;
  const calls = [];
  const crash = sleep((seconds * 1_000) / 3).then(() => scene.postgres.restart(AWAY_MS));
  for (const until = performance.now() + seconds * 1_000; performance.now() < until;) {
    calls.push(
      (async () => {
        let call;
        try {
          call = await scene.admit();
        } catch (error) {
          if (error.code !== 'service_unavailable') throw error;
          untold += 1;
          return;
        }
        await sleep(Math.random() * LONGEST_MS);
        scene.end(call);
      })(),
    );
    await sleep(1_000 / rate);
  }
  await crash;
  await Promise.all(calls);
  await scene.flush();
  await scene.flush();
  return { settled: scene.settled, untold, unlike: await differences(scene) };
}

/** @returns what in the books is not as it was done, all parts of the bench together */
async function differences({ postgres, settled }) {
  const mills = (settled * 5).toString();
  const checks = {
    'rows of calls': [
      `SELECT count(*)::text AS is FROM model_calls WHERE outcome = 'succeeded'`,
      settled.toString(),
    ],
    'rows of other outcomes': [
      `SELECT count(*)::text AS is FROM model_calls WHERE outcome <> 'succeeded'`,
      '0',
    ],
    'set aside': ['SELECT count(*)::text AS is FROM model_reservations', '0'],
    'set aside of budgets': ['SELECT count(*)::text AS is FROM budget_windows WHERE reserved <> 0', '0'],
    'spent of the installation': [
      `SELECT (spent * 1000)::bigint::text AS is FROM budget_windows w JOIN budgets b ON b.id = w.budget_id
       WHERE b.workspace_id IS NULL`,
      mills,
    ],
    'spent of agents': [
      `SELECT (sum(spent) * 1000)::bigint::text AS is FROM budget_windows w JOIN budgets b ON b.id = w.budget_id
       WHERE b.agent_id IS NOT NULL`,
      mills,
    ],
    'sums of hours': ['SELECT sum(calls)::text AS is FROM model_usage_hours', settled.toString()],
    'sums of days': ['SELECT (sum(cost_usd) * 1000)::bigint::text AS is FROM model_usage_days', mills],
  };
  const unlike = [];
  for (const [what, [sql, expected]] of Object.entries(checks)) {
    const [{ is }] = await postgres.query(sql);
    if (is !== expected) unlike.push({ what, is, expected });
  }
  return unlike;
}
