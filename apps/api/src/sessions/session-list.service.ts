import { DomainError, type SignInMethod } from '@nora/contracts';
import { Transactions, recordAudit } from '@nora/domain';
import { decodeCursor, pageOf, type Page, type PageQueryDto, type Principal } from '@nora/http-kit';
import { Injectable } from '@nestjs/common';
import { auditActorOf } from '../core/audit-actor';
import { deviceOf } from './device';
import type { SessionDto } from './session.dto';
import { IS_LIVE, SessionsService } from './sessions.service';

interface Row {
  id: string;
  method: SignInMethod;
  user_agent: string | null;
  address: string | null;
  created_at: Date;
  last_used_at: Date;
  expires_at: Date;
}

const SORT = '-createdAt';

/** The sessions of an account, as the account sees them. */
@Injectable()
export class SessionListService {
  constructor(
    private readonly transactions: Transactions,
    private readonly sessions: SessionsService,
  ) {}

  /** Those that are worth something, newest first. */
  async list(
    userId: string,
    currentId: string | null,
    { limit, cursor }: PageQueryDto,
  ): Promise<Page<SessionDto>> {
    const after = decodeCursor(cursor, SORT);
    const rows = await this.transactions.dataSource.query<Row[]>(
      `SELECT s.id, s.method, s.user_agent, s.address, s.created_at, s.last_used_at, s.expires_at
       FROM sessions s JOIN users u ON u.id = s.user_id
       WHERE s.user_id = $1 AND ${IS_LIVE} AND ($2::uuid IS NULL OR s.id < $2) ORDER BY s.id DESC LIMIT $3`,
      [userId, after?.id ?? null, limit + 1],
    );
    const { items, nextCursor } = pageOf(rows, limit, SORT, ({ id }) => ({ key: id, id }));
    return { items: items.map((row) => toDto(row, currentId)), nextCursor };
  }

  /**
   * Ends one session of the account; its open streams end within a second, on every replica.
   * @throws DomainError `not_found` also for a session that has ended
   */
  async revoke(principal: Principal, sessionId: string): Promise<void> {
    await this.transactions.run(async (manager) => {
      const ended = await this.sessions.revokeOf(manager, principal.userId, { only: sessionId });
      if (ended === 0) throw new DomainError('not_found', 'There is no such session, or it has ended.');
      await recordAudit(manager, {
        actor: auditActorOf(principal),
        ...{ action: 'session.revoke', resourceType: 'session', resourceId: sessionId, workspaceId: null },
      });
    });
  }

  /** Ends all sessions of the account but the one that asks, or that one too. */
  async revokeAll(principal: Principal, options: { evenThis: boolean }): Promise<void> {
    const except = options.evenThis ? undefined : principal.credential.id;
    await this.transactions.run(async (manager) => {
      const ended = await this.sessions.revokeOf(manager, principal.userId, { except });
      await recordAudit(manager, {
        actor: auditActorOf(principal),
        ...{ action: 'session.revoke-all', resourceType: 'user', resourceId: principal.userId },
        ...{ workspaceId: null, details: { ended, evenThis: options.evenThis } },
      });
    });
  }
}

function toDto(row: Row, currentId: string | null): SessionDto {
  return {
    id: row.id,
    current: row.id === currentId,
    method: row.method,
    device: deviceOf(row.user_agent),
    userAgent: row.user_agent,
    address: row.address,
    createdAt: row.created_at.toISOString(),
    lastUsedAt: row.last_used_at.toISOString(),
    expiresAt: row.expires_at.toISOString(),
  };
}
