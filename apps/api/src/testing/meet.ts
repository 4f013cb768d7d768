import type { DataSource } from 'typeorm';

/**
 * Makes acts meet that would else pass each other: holds rows, starts one act after the other as each waits for them,
 * and lets go.
 * @param lock a query that locks the rows every act needs
 * @param meanwhile what is done while they wait, and does not wait itself
 * @returns the outcomes, in the order of the acts
 */
export async function meet<T>(
  dataSource: DataSource,
  lock: string,
  parameters: unknown[],
  acts: (() => Promise<T>)[],
  meanwhile: () => Promise<void> = () => Promise.resolve(),
): Promise<T[]> {
  const started: Promise<T>[] = [];
  await dataSource.transaction(async (manager) => {
    await manager.query(lock, parameters);
    for (const act of acts) {
      started.push(act());
      await waiting(dataSource, started.length);
    }
    await meanwhile();
  });
  return Promise.all(started);
}

/** Asks outside the transaction: within one PostgreSQL shows the activity of its first look only. */
async function waiting(dataSource: DataSource, expected: number): Promise<void> {
  for (const deadline = Date.now() + 5_000; ;) {
    const [row] = await dataSource.query<{ count: number }[]>(
      `SELECT count(DISTINCT l.pid)::int FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid
       WHERE NOT l.granted AND a.datname = current_database()`,
    );
    if ((row?.count ?? 0) >= expected) return;
    if (Date.now() > deadline) throw new Error(`${row?.count} of ${expected} acts wait for the rows`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
