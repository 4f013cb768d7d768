import { randomUUID } from 'node:crypto';
import type { IdempotentEffect } from '@nora/domain';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';

/** Seconds after which a call that has written nothing may be carried out by somebody else. */
const LOCK_SECONDS = 60;
const KEPT_HOURS = 24;

/** What identifies a repeatable call, and the request it stands for. */
export interface CallKey {
  principalId: string;
  key: string;
  fingerprint: string;
}

/** A call that somebody carries out or has carried out. */
export interface StoredCall {
  fingerprint: string;
  effect: IdempotentEffect | null;
  status: number | null;
  answer: object | null;
  /** Whether its process had long enough to answer. */
  lapsed: boolean;
}

/** The rows behind `Idempotency-Key`. */
@Injectable()
export class IdempotencyStore {
  constructor(private readonly dataSource: DataSource) {}

  /**
   * Takes a call that nobody has carried out: a new one, one that was kept long enough, or one whose process fell
   * silent before it had written anything.
   * @returns the token under which it may be carried out; null when there is nothing to take
   */
  async claim({ principalId, key, fingerprint }: CallKey): Promise<string | null> {
    const rows = await this.dataSource.query<{ owner_token: string }[]>(
      `INSERT INTO idempotency_keys AS known (principal_id, key, fingerprint, owner_token, locked_until)
       VALUES ($1, $2, $3, $4, now() + interval '${LOCK_SECONDS} seconds')
       ON CONFLICT (principal_id, key) DO UPDATE SET
         fingerprint = excluded.fingerprint, owner_token = excluded.owner_token,
         locked_until = excluded.locked_until, effect = NULL, status = NULL, answer = NULL,
         created_at = CASE WHEN ${EXPIRED} THEN now() ELSE known.created_at END
       WHERE ${EXPIRED} OR (known.fingerprint = excluded.fingerprint AND known.locked_until < now()
         AND known.effect IS NULL AND known.status IS NULL)
       RETURNING owner_token`,
      [principalId, key, fingerprint, randomUUID()],
    );
    return rows[0]?.owner_token ?? null;
  }

  async find({ principalId, key }: CallKey): Promise<StoredCall | null> {
    const rows = await this.dataSource.query<StoredCall[]>(
      `SELECT fingerprint, effect, status, answer, locked_until < now() AS lapsed
       FROM idempotency_keys WHERE principal_id = $1 AND key = $2`,
      [principalId, key],
    );
    return rows[0] ?? null;
  }

  /** Keeps the answer of a call, unless another is kept already. */
  async settle({ principalId, key }: CallKey, status: number, answer: object | null): Promise<void> {
    await this.dataSource.query(
      `UPDATE idempotency_keys SET status = $3, answer = $4 WHERE principal_id = $1 AND key = $2 AND status IS NULL`,
      [principalId, key, status, answer],
    );
  }

  /** The same by the one who carries it out, as long as it is still theirs. */
  async settleOwn(
    { principalId, key }: CallKey,
    ownerToken: string,
    status: number,
    answer: object | null,
  ): Promise<void> {
    await this.dataSource.query(
      `UPDATE idempotency_keys SET status = $4, answer = $5
       WHERE principal_id = $1 AND key = $2 AND owner_token = $3`,
      [principalId, key, ownerToken, status, answer],
    );
  }

  /** Lets a call that has written nothing be carried out again at once. */
  async release({ principalId, key }: CallKey, ownerToken: string): Promise<void> {
    await this.dataSource.query(
      `DELETE FROM idempotency_keys WHERE principal_id = $1 AND key = $2 AND owner_token = $3 AND effect IS NULL`,
      [principalId, key, ownerToken],
    );
  }
}

const EXPIRED = `known.created_at < now() - interval '${KEPT_HOURS} hours'`;
