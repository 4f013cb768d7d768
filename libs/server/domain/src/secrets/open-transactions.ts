import { setTimeout as sleep } from 'node:timers/promises';
import type { DataSource } from 'typeorm';

const LOOK_AGAIN_MS = 100;

/**
 * Waits until every transaction that had written something by now is over, whatever it was about.
 * @returns false when one of them still runs after the patience is used up
 */
export async function untilTransactionsEnd(
  dataSource: DataSource,
  patienceMs: number,
  signal?: AbortSignal,
): Promise<boolean> {
  // An id of its own is above that of every transaction that has one.
  const [row] = await dataSource.query<{ fence: string }[]>('SELECT pg_current_xact_id()::text AS fence');
  const deadline = performance.now() + patienceMs;
  for (;;) {
    const [answer] = await dataSource.query<{ ended: boolean }[]>(
      'SELECT pg_snapshot_xmin(pg_current_snapshot()) > $1::text::xid8 AS ended',
      [row?.fence],
    );
    if (answer?.ended) return true;
    if (performance.now() > deadline) return false;
    await sleep(LOOK_AGAIN_MS, undefined, { signal });
  }
}
