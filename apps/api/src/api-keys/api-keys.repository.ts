import type { ApiKeyScope } from '@nora/contracts';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';

export interface ApiKeyRow {
  id: string;
  name: string;
  prefix: string;
  scopes: ApiKeyScope[];
  allowed_cidrs: string[];
  issuer_id: string;
  issuer_name: string;
  created_at: Date;
  expires_at: Date | null;
  revoked_at: Date | null;
  last_used_at: Date | null;
  last_used_address: string | null;
  expired: boolean;
}

const SELECT = `SELECT k.id, k.name, k.prefix, k.scopes, k.allowed_cidrs, k.issuer_id, u.name AS issuer_name,
    k.created_at, k.expires_at, k.revoked_at, k.last_used_at, k.last_used_address,
    coalesce(k.expires_at <= now(), false) AS expired
  FROM api_keys k JOIN users u ON u.id = k.issuer_id WHERE k.workspace_id = $1`;

/** Finds API keys, always within a workspace. */
@Injectable()
export class ApiKeysRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** Newest first. */
  list(workspaceId: string, before: string | null, limit: number): Promise<ApiKeyRow[]> {
    return this.dataSource.query<ApiKeyRow[]>(
      `${SELECT} AND ($2::uuid IS NULL OR k.id < $2) ORDER BY k.id DESC LIMIT $3`,
      [workspaceId, before, limit],
    );
  }

  async find(workspaceId: string, keyId: string): Promise<ApiKeyRow | null> {
    const rows = await this.dataSource.query<ApiKeyRow[]>(`${SELECT} AND k.id = $2`, [workspaceId, keyId]);
    return rows[0] ?? null;
  }
}
