import type { PlatformRole, WorkspaceRole } from '@nora/contracts';
import { IS_HELD } from '@nora/domain';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { IS_LIVE } from '../../sessions/sessions.service';
import type { UserState } from './dto/list-users-query.dto';

export interface AdminUserRow {
  id: string;
  email: string;
  email_verified: boolean;
  name: string;
  platform_role: PlatformRole;
  disabled_at: Date | null;
  created_at: Date;
  last_seen_at: Date | null;
  second_factor: boolean;
  workspace_count: number;
  session_count: number;
}

export interface AdminUserWorkspaceRow {
  id: string;
  name: string;
  role: WorkspaceRole;
  personal: boolean;
  agent_count: number;
  sole_owner: boolean;
}

/** What a list of accounts is narrowed to. */
export interface UserFilter {
  q: string | null;
  role: PlatformRole | null;
  state: UserState | null;
  afterId: string | null;
  limit: number;
}

const COLUMNS = `u.id, u.email, u.email_verified_at IS NOT NULL AS email_verified, u.name, u.platform_role,
  u.disabled_at, u.created_at,
  (SELECT max(s.last_used_at) FROM sessions s WHERE s.user_id = u.id) AS last_seen_at,
  EXISTS (SELECT FROM second_factors f WHERE f.user_id = u.id AND f.confirmed_at IS NOT NULL) AS second_factor,
  (SELECT count(*) FROM workspace_members m JOIN workspaces w ON w.id = m.workspace_id AND w.deleted_at IS NULL
   WHERE m.user_id = u.id)::int AS workspace_count,
  (SELECT count(*) FROM sessions s WHERE s.user_id = u.id AND ${IS_LIVE})::int AS session_count`;

/** Finds the accounts of the whole installation. */
@Injectable()
export class AdminUsersRepository {
  constructor(private readonly dataSource: DataSource) {}

  async find(userId: string): Promise<AdminUserRow | null> {
    const sql = `SELECT ${COLUMNS} FROM users u WHERE u.id = $1`;
    const rows = await this.dataSource.query<AdminUserRow[]>(sql, [userId]);
    return rows[0] ?? null;
  }

  /** Newest first: ids are time-ordered. */
  list({ q, role, state, afterId, limit }: UserFilter): Promise<AdminUserRow[]> {
    const pattern = q === null ? null : `%${q.replace(/[\\%_]/g, '\\$&')}%`;
    return this.dataSource.query<AdminUserRow[]>(
      `SELECT ${COLUMNS} FROM users u
       WHERE ($1::text IS NULL OR u.name ILIKE $1 OR u.email ILIKE $1)
         AND ($2::text IS NULL OR u.platform_role = $2)
         AND ($3::text IS NULL OR (u.disabled_at IS NOT NULL) = ($3 = 'disabled'))
         AND ($4::uuid IS NULL OR u.id < $4)
       ORDER BY u.id DESC LIMIT $5`,
      [pattern, role, state, afterId, limit],
    );
  }

  /** Workspaces of an account, oldest first. */
  workspacesOf(userId: string): Promise<AdminUserWorkspaceRow[]> {
    return this.dataSource.query<AdminUserWorkspaceRow[]>(
      `SELECT w.id, w.name, m.role, w.personal,
         (SELECT count(*) FROM agents a WHERE a.workspace_id = w.id AND ${IS_HELD})::int AS agent_count,
         m.role = 'owner' AND NOT EXISTS (SELECT FROM workspace_members o
           WHERE o.workspace_id = w.id AND o.role = 'owner' AND o.user_id <> m.user_id) AS sole_owner
       FROM workspace_members m JOIN workspaces w ON w.id = m.workspace_id AND w.deleted_at IS NULL
       WHERE m.user_id = $1 ORDER BY w.id`,
      [userId],
    );
  }
}
