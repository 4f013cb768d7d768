import type { ModelStopKind, ModelStopScope } from '@nora/contracts';
import type { DataSource } from 'typeorm';
import { ModelReservation } from '../entities';
import { EventLog } from '../events/event-log';
import { lossOf, releaseOf, settleCalls, type OpenCall, type Settlement } from './settlements';
import { tellStops } from './stop-events';

/** A process that was not heard of for so long is taken for dead. */
const SILENCE_SECONDS = 15;
const AT_ONCE = 500;

interface ExpiredRow {
  scope: ModelStopScope;
  kind: ModelStopKind;
  workspace_id: string | null;
  agent_id: string | null;
  reason: string;
}

/** The processes that carry calls: which of them live, and what becomes of the calls of one that does not. */
export class Holders {
  constructor(
    private readonly dataSource: DataSource,
    private readonly holderId: string,
  ) {}

  /** Says that this process lives. */
  async beat(): Promise<void> {
    await this.dataSource.query(
      `INSERT INTO model_gateway_holders (id, seen_at) VALUES ($1, now())
       ON CONFLICT (id) DO UPDATE SET seen_at = excluded.seen_at`,
      [this.holderId],
    );
  }

  /** Says that this process carries no more calls. */
  async leave(): Promise<void> {
    await this.dataSource.query('DELETE FROM model_gateway_holders WHERE id = $1', [this.holderId]);
  }

  /**
   * Books the calls of processes that fell silent at what was set aside for them. Each is booked once, whoever finds
   * it; a process that comes back puts right what it knows better.
   * @returns whether readers of events have something to read
   */
  async bookLost(): Promise<boolean> {
    let news = false;
    for (;;) {
      const lost = await this.dataSource.manager
        .createQueryBuilder(ModelReservation, 'r')
        .leftJoin('model_gateway_holders', 'h', 'h.id = r.holder_id')
        .where(`coalesce(h.seen_at, r.created_at) < now() - make_interval(secs => :silence)`, {
          silence: SILENCE_SECONDS,
        })
        .orderBy('r.id')
        .take(AT_ONCE)
        .getMany();
      if (lost.length === 0) break;
      const now = Date.now();
      const losses = lost.map((row) => lossOf(callOf(row), Math.max(0, now - row.createdAt.getTime())));
      news = (await settleCalls(this.dataSource, losses)) || news;
      if (lost.length < AT_ONCE) break;
    }
    await this.dataSource.query(
      `DELETE FROM model_gateway_holders h WHERE seen_at < now() - make_interval(secs => $1)
         AND NOT EXISTS (SELECT 1 FROM model_reservations r WHERE r.holder_id = h.id)`,
      [4 * SILENCE_SECONDS],
    );
    return news;
  }

  /**
   * What is set aside for this process without its knowing: an answer was lost, or PostgreSQL was still at it when
   * nobody waited for it any more.
   * @param known ids of calls that it knows of
   * @returns releases of those
   */
  async forgotten(known: readonly string[]): Promise<Settlement[]> {
    const rows = await this.dataSource.manager
      .createQueryBuilder(ModelReservation, 'r')
      .where('r.holder_id = :holderId AND r.id <> ALL (:known)', { holderId: this.holderId, known })
      .orderBy('r.id')
      .take(AT_ONCE)
      .getMany();
    return rows.map((row) => releaseOf(callOf(row)));
  }

  /** Removes stops whose time has come, and tells of it. @returns whether there were any */
  async liftExpired(): Promise<boolean> {
    return this.dataSource.transaction(async (manager) => {
      const [rows] = await manager.query<[ExpiredRow[], number]>(
        `DELETE FROM model_stops WHERE id IN (
           SELECT id FROM model_stops WHERE until <= now() ORDER BY id LIMIT $1 FOR UPDATE SKIP LOCKED)
         RETURNING scope, kind, workspace_id, agent_id, reason`,
        [AT_ONCE],
      );
      const events = new EventLog(manager);
      for (const { workspace_id: workspaceId, agent_id: agentId, ...stop } of rows) {
        await tellStops(manager, events, 'models.resumed', { ...stop, workspaceId, agentId });
      }
      return rows.length > 0;
    });
  }
}

function callOf(row: ModelReservation): OpenCall {
  const { id: callId, createdAt: at, agentId, workspaceId, providerId, providerKind: kind, model } = row;
  const { shape, streamed, costUsd, amounts } = row;
  return {
    ...{ callId, at, agentId, workspaceId, keyHash: '', revision: 0 },
    ...{ choice: { providerId, kind, model }, shape, streamed, tokens: Number(row.tokens), costUsd, amounts },
  };
}
