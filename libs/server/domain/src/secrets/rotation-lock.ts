import type { DataSource } from 'typeorm';

/** Any number that nothing else uses. */
const LOCK = 4_170_031;

/** Somebody else seals the stored secrets anew. */
export class RotationBusyError extends Error {
  override readonly name = 'RotationBusyError';
}

/**
 * Runs an act while nobody else rotates keys of this database. PostgreSQL lets go when the process dies.
 * @throws RotationBusyError at once, when somebody does
 */
export async function whileNobodyElseRotates<T>(dataSource: DataSource, act: () => Promise<T>): Promise<T> {
  const holder = dataSource.createQueryRunner();
  try {
    const [row] = await holder.manager.query<{ taken: boolean }[]>(
      'SELECT pg_try_advisory_lock($1) AS taken',
      [LOCK],
    );
    if (!row?.taken) throw new RotationBusyError('another rotation is under way');
    try {
      return await act();
    } finally {
      await holder.query('SELECT pg_advisory_unlock($1)', [LOCK]);
    }
  } finally {
    await holder.release();
  }
}
