import type { PlatformRole, SignInMethod } from '@nora/contracts';
import { Session, type User } from '@nora/domain';
import type { Principal } from '@nora/http-kit';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { SESSION_LIFETIME_DAYS, SessionTokens } from './session-tokens';

/** Days after which an unused session ends. */
const IDLE_DAYS = 14;
const TOUCH_AFTER_MS = 60_000;

/** Where a log-in comes from. */
export interface SessionOrigin {
  method: SignInMethod;
  userAgent: string | null;
  address: string | null;
}

/** A session that is worth something, and its account. */
export type LiveSession = Omit<Principal, 'correlationId' | 'address'>;

interface Row {
  session_id: string;
  last_used_at: Date;
  user_id: string;
  email: string;
  name: string;
  platform_role: PlatformRole;
}

/** Condition under which a session (`s`) of an account (`u`) is worth something. */
export const IS_LIVE = 's.revoked_at IS NULL AND s.expires_at > now() AND u.disabled_at IS NULL';

/** The rows behind session tokens. */
@Injectable()
export class SessionsService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly tokens: SessionTokens,
  ) {}

  /** Opens a session in the caller's transaction. */
  async open(
    manager: EntityManager,
    user: User,
    origin: SessionOrigin,
  ): Promise<{ id: string; token: string }> {
    const now = new Date();
    const session = manager.create(Session, {
      userId: user.id,
      method: origin.method,
      lastUsedAt: now,
      expiresAt: new Date(now.getTime() + IDLE_DAYS * 24 * 3_600_000),
      revokedAt: null,
      userAgent: origin.userAgent?.slice(0, 300) ?? null,
      address: origin.address,
    });
    await manager.insert(Session, session);
    return { id: session.id, token: this.tokens.sign(session.id, user.id) };
  }

  /** The account behind a token; null when the session was revoked, has expired, or the account is disabled. */
  async resolve(token: string): Promise<LiveSession | null> {
    const sessionId = this.tokens.read(token);
    if (sessionId === null) return null;
    const [row] = await this.dataSource.query<Row[]>(
      `SELECT s.id AS session_id, s.last_used_at, u.id AS user_id, u.email, u.name, u.platform_role
       FROM sessions s JOIN users u ON u.id = s.user_id WHERE s.id = $1 AND ${IS_LIVE}`,
      [sessionId],
    );
    if (!row) return null;
    if (Date.now() - row.last_used_at.getTime() > TOUCH_AFTER_MS) await this.touch(sessionId);
    return {
      userId: row.user_id,
      credential: { kind: 'session', id: row.session_id },
      email: row.email,
      name: row.name,
      platformRole: row.platform_role,
    };
  }

  /** Ends a session; every replica sees it at its next look. */
  async revoke(manager: EntityManager, sessionId: string): Promise<void> {
    await manager.query(
      `UPDATE sessions SET revoked_at = now(), updated_at = now() WHERE id = $1 AND revoked_at IS NULL`,
      [sessionId],
    );
  }

  /**
   * Ends sessions of an account in the caller's transaction: all, one only, or all but one.
   * @returns how many were ended; those that had ended before do not count
   */
  async revokeOf(
    manager: EntityManager,
    userId: string,
    { only, except }: { only?: string | undefined; except?: string | undefined } = {},
  ): Promise<number> {
    const [, count] = await manager.query<[unknown[], number]>(
      `UPDATE sessions SET revoked_at = now(), updated_at = now()
       WHERE user_id = $1 AND revoked_at IS NULL AND expires_at > now()
         AND ($2::uuid IS NULL OR id = $2) AND ($3::uuid IS NULL OR id <> $3)`,
      [userId, only ?? null, except ?? null],
    );
    return count;
  }

  /** Those of the given sessions that are still worth something. */
  async live(sessionIds: string[]): Promise<Set<string>> {
    const rows = await this.dataSource.query<{ id: string }[]>(
      `SELECT s.id FROM sessions s JOIN users u ON u.id = s.user_id WHERE s.id = ANY($1::uuid[]) AND ${IS_LIVE}`,
      [sessionIds],
    );
    return new Set(rows.map(({ id }) => id));
  }

  /** Slides the session; the condition keeps parallel requests from writing it more than once a minute. */
  private async touch(sessionId: string): Promise<void> {
    await this.dataSource.query(
      `UPDATE sessions SET last_used_at = now(), updated_at = now(),
         expires_at = LEAST(now() + $2 * interval '1 day', created_at + $3 * interval '1 day')
       WHERE id = $1 AND last_used_at < now() - interval '1 minute'`,
      [sessionId, IDLE_DAYS, SESSION_LIFETIME_DAYS],
    );
  }
}
