import type { WorkspaceRole } from '@nora/contracts';
import type { Cursor } from '@nora/http-kit';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { containing } from '../core/containing';

export interface MemberRow {
  user_id: string;
  name: string;
  email: string;
  avatar: string | null;
  role: WorkspaceRole;
  created_at: Date;
  sort_key: string;
}

/** What a list of members is narrowed to. */
export interface MemberFilter {
  q: string;
  after: Cursor | null;
  limit: number;
}

const SELECT = `SELECT m.user_id, u.name, u.email, u.avatar, m.role, m.created_at, lower(u.name) AS sort_key
  FROM workspace_members m JOIN users u ON u.id = m.user_id WHERE m.workspace_id = $1`;

/** Finds members, always within a workspace. */
@Injectable()
export class MembersRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** By name. */
  list(workspaceId: string, { q, after, limit }: MemberFilter): Promise<MemberRow[]> {
    return this.dataSource.query<MemberRow[]>(
      `${SELECT} AND ($2::text IS NULL OR u.name ILIKE $2 OR u.email ILIKE $2)
       AND ($3::text IS NULL OR (lower(u.name), m.user_id) > ($3, $4::uuid))
       ORDER BY lower(u.name), m.user_id LIMIT $5`,
      [workspaceId, containing(q), after?.key ?? null, after?.id ?? null, limit],
    );
  }

  /** Those who came first. */
  first(workspaceId: string, limit: number): Promise<MemberRow[]> {
    return this.dataSource.query<MemberRow[]>(`${SELECT} ORDER BY m.created_at, m.user_id LIMIT $2`, [
      workspaceId,
      limit,
    ]);
  }

  async find(workspaceId: string, userId: string): Promise<MemberRow | null> {
    const rows = await this.dataSource.query<MemberRow[]>(`${SELECT} AND m.user_id = $2`, [
      workspaceId,
      userId,
    ]);
    return rows[0] ?? null;
  }
}
