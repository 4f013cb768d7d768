import type { UnknownPricePolicy, WorkspaceRole } from '@nora/contracts';
import { IS_HELD } from '@nora/domain';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';

export interface WorkspaceRow {
  id: string;
  name: string;
  slug: string;
  personal: boolean;
  role: WorkspaceRole;
  member_count: number;
  agent_count: number;
  time_zone: string;
  unknown_price: UnknownPricePolicy;
  deletion_requested_at: Date | null;
  created_at: Date;
}

/** What of a user's workspaces is listed. */
export interface WorkspaceFilter {
  /** Only this one. */
  id: string | null;
  afterId: string | null;
  limit: number;
}

/** Finds workspaces through the membership of an account. */
@Injectable()
export class WorkspacesRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** Oldest first. */
  listOf(userId: string, { id, afterId, limit }: WorkspaceFilter): Promise<WorkspaceRow[]> {
    return this.dataSource.query<WorkspaceRow[]>(
      `SELECT w.id, w.name, w.slug, w.personal, m.role, w.time_zone, w.unknown_price,
         w.deletion_requested_at, w.created_at,
         (SELECT count(*) FROM workspace_members o WHERE o.workspace_id = w.id)::int AS member_count,
         (SELECT count(*) FROM agents a WHERE a.workspace_id = w.id AND ${IS_HELD})::int AS agent_count
       FROM workspace_members m JOIN workspaces w ON w.id = m.workspace_id AND w.deleted_at IS NULL
       WHERE m.user_id = $1 AND ($2::uuid IS NULL OR w.id = $2) AND ($3::uuid IS NULL OR w.id > $3)
       ORDER BY w.id LIMIT $4`,
      [userId, id, afterId, limit],
    );
  }

  /** Whether PostgreSQL can count by a time zone. */
  async knowsTimeZone(name: string): Promise<boolean> {
    const sql = 'SELECT 1 FROM pg_timezone_names WHERE name = $1';
    return (await this.dataSource.query<unknown[]>(sql, [name])).length > 0;
  }
}
