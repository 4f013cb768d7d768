import type { ModelProviderKind } from '@nora/contracts';
import { IS_HELD, usesProvider, type NamedAgent } from '@nora/domain';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';

/** Agents of a provider that are named where providers are listed. */
const NAMED_AGENTS = 20;

export interface ProviderRow {
  id: string;
  name: string;
  kind: ModelProviderKind;
  base_url: string | null;
  key_hint: string | null;
  key_changed_at: Date | null;
  enabled: boolean;
  is_default: boolean;
  default_model: string;
  tested_at: Date | null;
  test_fault: string | null;
  created_at: Date;
  updated_at: Date;
  agents: NamedAgent[];
  agent_count: number;
}

// The key itself is never read here.
const SELECT = `SELECT p.id, p.name, p.kind, p.base_url, p.key_hint, p.key_changed_at, p.enabled, p.is_default,
    p.default_model, p.tested_at, p.test_fault, p.created_at, p.updated_at, u.agents, u.agent_count
  FROM model_providers p CROSS JOIN LATERAL (
    SELECT count(*)::int AS agent_count,
      coalesce(jsonb_agg(jsonb_build_object('id', f.id, 'name', f.name) ORDER BY f.place)
        FILTER (WHERE f.place <= ${NAMED_AGENTS}), '[]') AS agents
    FROM (SELECT a.id, a.name, row_number() OVER (ORDER BY lower(a.name), a.id) AS place
      FROM agents a JOIN agent_models m ON m.agent_id = a.id
      WHERE a.workspace_id = p.workspace_id AND ${IS_HELD} AND ${usesProvider('p.id')}) f) u
  WHERE p.workspace_id = $1`;

/** Finds providers, always within a workspace. */
@Injectable()
export class ProvidersRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** In the order in which they were made. */
  list(workspaceId: string, after: string | null, limit: number): Promise<ProviderRow[]> {
    return this.dataSource.query<ProviderRow[]>(
      `${SELECT} AND ($2::uuid IS NULL OR p.id > $2) ORDER BY p.id LIMIT $3`,
      [workspaceId, after, limit],
    );
  }

  async find(workspaceId: string, providerId: string): Promise<ProviderRow | null> {
    const sql = `${SELECT} AND p.id = $2`;
    return (await this.dataSource.query<ProviderRow[]>(sql, [workspaceId, providerId]))[0] ?? null;
  }
}
