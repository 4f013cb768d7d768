import { setTimeout as sleep } from 'node:timers/promises';
import { SealError, SealedValues, sealedPrefix, type KeyRing, type SealFault } from '@nora/crypto';
import type { DataSource } from 'typeorm';
import { countSealed } from './sealed-counts';
import { sealedColumns, type SealedColumn } from './sealed-columns';

const BATCH = 200;
/** Rows written at the same time, by a connection each: they share the disk's waits, and leave room for traffic. */
const LANES = 4;
/** Passes that may find something anew, before it is said that somebody goes on sealing under an old key. */
const MOST_PASSES = 20;
const BETWEEN_PASSES_MS = 250;

/** How far a column has come. */
export interface ResealProgress {
  table: string;
  column: string;
  /** Values that were sealed anew. */
  done: number;
  /** Values that lay under other keys at the beginning. Traffic may remove some and add others. */
  total: number;
}

/** A value that could not be opened, and stays as it is. */
export interface ResealFailure {
  table: string;
  column: string;
  rowId: string;
  fault: SealFault;
}

/** What became of all values. */
export interface ResealOutcome {
  columns: ResealProgress[];
  failures: ResealFailure[];
  /** Values found again and again under other keys: somebody seals under them. */
  unfinished: number;
}

interface Row {
  id: string;
  value: string;
}

/**
 * Seals every stored value under the current key. A value is replaced only while it is the one that was read, so
 * that no change of anybody else is waited for or lost. It can be broken off at any point and begun again.
 */
export class Resealing {
  private readonly sealed: SealedValues;
  private failures: ResealFailure[] = [];

  /** @param keys opens the values that are there; does not change meanwhile */
  constructor(
    private readonly dataSource: DataSource,
    private readonly keys: KeyRing,
  ) {
    this.sealed = new SealedValues(keys);
  }

  /**
   * Passes over all columns until none has a value under another key, except those that cannot be opened.
   * @param onProgress called once for every column at first, and after every batch
   * @throws AbortError, between two batches
   */
  async run(onProgress: (progress: ResealProgress) => void, signal?: AbortSignal): Promise<ResealOutcome> {
    const work = await this.columnsWithTotals();
    for (let pass = 1; ; pass += 1) {
      let found = 0;
      this.failures = [];
      for (const { described, progress } of work) {
        if (pass === 1) onProgress(progress);
        found += await this.passOver(described, progress, onProgress, signal);
      }
      if (found === 0 || pass === MOST_PASSES) {
        const columns = work.map(({ progress }) => progress);
        return { columns, failures: this.failures, unfinished: found };
      }
      await sleep(BETWEEN_PASSES_MS, undefined, { signal });
    }
  }

  private async columnsWithTotals(): Promise<{ described: SealedColumn; progress: ResealProgress }[]> {
    const counts = await countSealed(this.dataSource);
    const current = this.keys.current().id;
    return sealedColumns().map((described) => {
      const { table, column } = described;
      const others = counts.filter(
        (one) => one.table === table && one.column === column && one.keyId !== current,
      );
      const total = others.reduce((sum, { rows }) => sum + rows, 0);
      return { described, progress: { table, column, done: 0, total } };
    });
  }

  /** How many values were found that can be opened. */
  private async passOver(
    column: SealedColumn,
    progress: ResealProgress,
    onProgress: (progress: ResealProgress) => void,
    signal?: AbortSignal,
  ): Promise<number> {
    let found = 0;
    let after: string | null = null;
    for (;;) {
      signal?.throwIfAborted();
      const rows: Row[] = await this.rowsAfter(column, after);
      if (rows.length === 0) return found;
      for (let start = 0; start < rows.length; start += LANES) {
        const lane = rows.slice(start, start + LANES);
        const outcomes = await Promise.all(lane.map((row) => this.reseal(column, row)));
        found += outcomes.filter((outcome) => outcome !== 'failed').length;
        progress.done += outcomes.filter((outcome) => outcome === 'resealed').length;
      }
      onProgress(progress);
      after = rows.at(-1)?.id ?? null;
    }
  }

  private rowsAfter({ table, column, rowId }: SealedColumn, after: string | null): Promise<Row[]> {
    return this.dataSource.query<Row[]>(
      `SELECT "${rowId}" AS id, "${column}" AS value FROM "${table}"
       WHERE "${column}" NOT LIKE $1 AND ($2::uuid IS NULL OR "${rowId}" > $2) ORDER BY "${rowId}" LIMIT $3`,
      [`${sealedPrefix(this.keys.current())}%`, after, BATCH],
    );
  }

  private async reseal(column: SealedColumn, { id, value }: Row): Promise<'resealed' | 'changed' | 'failed'> {
    const { table, rowId, hash } = column;
    const context = { table, column: column.column, rowId: id };
    let plain: string;
    try {
      plain = this.sealed.open(value, context);
    } catch (error) {
      if (!(error instanceof SealError)) throw error;
      this.failures.push({ ...context, fault: error.fault });
      return 'failed';
    }
    const values = [this.sealed.seal(plain, context)];
    if (hash) values.push(hash.of(plain, this.keys.current()));
    const [, changed] = await this.dataSource.query<[unknown[], number]>(
      `UPDATE "${table}" SET "${column.column}" = $3${hash ? `, "${hash.column}" = $4` : ''}
       WHERE "${rowId}" = $1 AND "${column.column}" = $2`,
      [id, value, ...values],
    );
    return changed === 1 ? 'resealed' : 'changed';
  }
}

/** What two passes did, and how the second left it. */
export function inTotal(first: ResealOutcome, second: ResealOutcome): ResealOutcome {
  const columns = first.columns.map((column, index) => {
    const { done = 0, total = 0 } = second.columns[index] ?? {};
    return { ...column, done: column.done + done, total: column.total + total };
  });
  return { ...second, columns };
}
