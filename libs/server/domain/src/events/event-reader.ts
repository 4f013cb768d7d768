import type { EventType } from '@nora/contracts';
import type { DataSource } from 'typeorm';

/** An event as readers see it. `position` is opaque, ordered by the log, and the `Last-Event-ID` of a stream. */
export interface StoredEvent {
  position: string;
  workspaceId: string;
  type: EventType;
  payload: object;
  createdAt: Date;
}

interface Row {
  transaction_id: string;
  sequence: string;
  workspace_id: string;
  type: EventType;
  payload: object;
  created_at: Date;
}

/** Reads the event log in an order in which nothing can appear behind a reader. */
export class EventReader {
  constructor(private readonly dataSource: DataSource) {}

  /** Position of the newest event that can be read now. */
  async end(): Promise<string> {
    const [row] = await this.dataSource.query<{ position: string | null }[]>(
      `SELECT transaction_id || '-' || sequence AS position FROM events
       WHERE transaction_id < ${OLDEST_RUNNING} ORDER BY transaction_id DESC, sequence DESC LIMIT 1`,
    );
    return row?.position ?? '0-0';
  }

  /**
   * Events after a position, oldest first, up to the oldest transaction that still runs.
   * `pending` is true when younger events wait for that transaction: read again soon.
   */
  async after(position: string, limit: number): Promise<{ events: StoredEvent[]; pending: boolean }> {
    const [transactionId, sequence] = parsePosition(position);
    const rows = await this.dataSource.query<Row[]>(
      `SELECT transaction_id, sequence, workspace_id, type, payload, created_at FROM events
       WHERE (transaction_id, sequence) > ($1, $2) AND transaction_id < ${OLDEST_RUNNING}
       ORDER BY transaction_id, sequence LIMIT $3`,
      [transactionId, sequence, limit],
    );
    const [waiting] = await this.dataSource.query<{ pending: boolean }[]>(
      `SELECT EXISTS (SELECT 1 FROM events WHERE transaction_id >= ${OLDEST_RUNNING}) AS pending`,
    );
    return { events: rows.map(toEvent), pending: waiting?.pending ?? false };
  }
}

const OLDEST_RUNNING = 'pg_snapshot_xmin(pg_current_snapshot())::text::bigint';

/** True for the form of a position; anything else is not one of ours. */
export function isEventPosition(value: string): boolean {
  return /^\d{1,19}-\d{1,19}$/.test(value);
}

function parsePosition(position: string): [string, string] {
  const [transactionId, sequence] = position.split('-');
  return [transactionId ?? '0', sequence ?? '0'];
}

function toEvent(row: Row): StoredEvent {
  return {
    position: `${row.transaction_id}-${row.sequence}`,
    workspaceId: row.workspace_id,
    type: row.type,
    payload: row.payload,
    createdAt: row.created_at,
  };
}
