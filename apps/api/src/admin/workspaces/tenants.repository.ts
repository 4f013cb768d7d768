import type { AgentStatus } from '@nora/contracts';
import { IS_HELD } from '@nora/domain';
import type { DeployTarget } from '@nora/runtime-contract';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { containing } from '../../core/containing';

export interface TenantRow {
  id: string;
  name: string;
  slug: string;
  personal: boolean;
  member_count: number;
  agent_count: number;
  owners: { id: string; name: string; email: string }[];
  created_at: Date;
  deletion_requested_at: Date | null;
  deleted_at: Date | null;
}

export interface TenantAgentRow {
  id: string;
  name: string;
  status: AgentStatus;
  deploy_target: DeployTarget;
  created_at: Date;
}

const SELECT = `SELECT w.id, w.name, w.slug, w.personal, w.created_at, w.deletion_requested_at, w.deleted_at,
    (SELECT count(*) FROM workspace_members m WHERE m.workspace_id = w.id)::int AS member_count,
    (SELECT count(*) FROM agents a WHERE a.workspace_id = w.id AND ${IS_HELD})::int AS agent_count,
    (SELECT coalesce(json_agg(json_build_object('id', u.id, 'name', u.name, 'email', u.email) ORDER BY m.created_at, u.id), '[]')
     FROM workspace_members m JOIN users u ON u.id = m.user_id
     WHERE m.workspace_id = w.id AND m.role = 'owner') AS owners
  FROM workspaces w`;

/** Finds workspaces whoever they belong to: for platform admins only. */
@Injectable()
export class TenantsRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** Newest first, deleted ones too. */
  listAll(q: string | undefined, before: string | null, limit: number): Promise<TenantRow[]> {
    return this.dataSource.query<TenantRow[]>(
      `${SELECT} WHERE ($1::text IS NULL OR w.name ILIKE $1 OR w.slug ILIKE $1 OR EXISTS (
         SELECT 1 FROM workspace_members m JOIN users u ON u.id = m.user_id
         WHERE m.workspace_id = w.id AND m.role = 'owner' AND u.email ILIKE $1))
       AND ($2::uuid IS NULL OR w.id < $2) ORDER BY w.id DESC LIMIT $3`,
      [containing(q), before, limit],
    );
  }

  async findAny(id: string): Promise<TenantRow | null> {
    const rows = await this.dataSource.query<TenantRow[]>(`${SELECT} WHERE w.id = $1`, [id]);
    return rows[0] ?? null;
  }

  /** Newest first. */
  agentsOf(id: string, limit: number): Promise<TenantAgentRow[]> {
    return this.dataSource.query<TenantAgentRow[]>(
      `SELECT a.id, a.name, a.status, a.deploy_target, a.created_at FROM agents a
       WHERE a.workspace_id = $1 AND ${IS_HELD} ORDER BY a.id DESC LIMIT $2`,
      [id, limit],
    );
  }
}
