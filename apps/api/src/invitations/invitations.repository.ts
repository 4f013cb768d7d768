import { WORKSPACE_ROLES, roleAllows, type InvitableRole } from '@nora/contracts';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { InvitationState } from './dto/invitation.dto';

export interface InvitationRow {
  id: string;
  workspace_id: string;
  workspace_name: string;
  email: string;
  role: InvitableRole;
  state: InvitationState;
  /** Withdrawn by somebody, unlike one that only lost its inviter. */
  withdrawn: boolean;
  inviter_id: string | null;
  inviter_name: string | null;
  inviter_email: string | null;
  account_exists: boolean;
  created_at: Date;
  expires_at: Date;
}

const INVITERS = WORKSPACE_ROLES.filter((role) => roleAllows(role, 'members:manage'))
  .map((role) => `'${role}'`)
  .join(', ');

/** An invitation stands as long as its inviter could still invite: nobody leaves a way back in behind. */
const STANDS = `EXISTS (SELECT 1 FROM workspace_members m
  WHERE m.workspace_id = i.workspace_id AND m.user_id = u.id AND m.role IN (${INVITERS}) AND u.disabled_at IS NULL)`;

// Not now(): a transaction may have waited for its turn since it began.
const SELECT = `SELECT i.id, i.workspace_id, w.name AS workspace_name, i.email, i.role, i.created_at, i.expires_at,
    u.id AS inviter_id, u.name AS inviter_name, u.email AS inviter_email, i.revoked_at IS NOT NULL AS withdrawn,
    EXISTS (SELECT 1 FROM users a WHERE a.email = i.email) AS account_exists,
    CASE WHEN i.accepted_at IS NOT NULL THEN 'accepted' WHEN i.revoked_at IS NOT NULL OR w.deleted_at IS NOT NULL THEN 'revoked'
      WHEN i.expires_at <= clock_timestamp() THEN 'expired' WHEN NOT ${STANDS} THEN 'revoked'
      ELSE 'pending' END AS state
  FROM workspace_invitations i JOIN workspaces w ON w.id = i.workspace_id
  LEFT JOIN users u ON u.id = i.invited_by_id`;

/** Finds invitations, within a workspace or by the token of their link. */
@Injectable()
export class InvitationsRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** Newest first. */
  list(workspaceId: string, before: string | null, limit: number): Promise<InvitationRow[]> {
    return this.dataSource.query<InvitationRow[]>(
      `${SELECT} WHERE i.workspace_id = $1 AND ($2::uuid IS NULL OR i.id < $2) ORDER BY i.id DESC LIMIT $3`,
      [workspaceId, before, limit],
    );
  }

  find(
    workspaceId: string,
    invitationId: string,
    manager: EntityManager = this.dataSource.manager,
  ): Promise<InvitationRow | null> {
    return first(manager, `${SELECT} WHERE i.workspace_id = $1 AND i.id = $2`, [workspaceId, invitationId]);
  }

  /** The one invitation of an address that was neither accepted nor withdrawn; it need not stand any more. */
  findOpen(manager: EntityManager, workspaceId: string, email: string): Promise<InvitationRow | null> {
    const sql = `${SELECT} WHERE i.workspace_id = $1 AND i.email = $2 AND i.accepted_at IS NULL AND i.revoked_at IS NULL`;
    return first(manager, sql, [workspaceId, email]);
  }

  findByToken(
    tokenHash: string,
    manager: EntityManager = this.dataSource.manager,
  ): Promise<InvitationRow | null> {
    return first(manager, `${SELECT} WHERE i.token_hash = $1`, [tokenHash]);
  }

  /** Whether the account of an address is a member. */
  async isMember(manager: EntityManager, workspaceId: string, email: string): Promise<boolean> {
    const rows = await manager.query<unknown[]>(
      `SELECT 1 FROM workspace_members m JOIN users u ON u.id = m.user_id WHERE m.workspace_id = $1 AND u.email = $2`,
      [workspaceId, email],
    );
    return rows.length > 0;
  }
}

async function first(
  manager: EntityManager,
  sql: string,
  parameters: unknown[],
): Promise<InvitationRow | null> {
  const [row] = await manager.query<InvitationRow[]>(sql, parameters);
  return row ?? null;
}
