import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';

/** What may be shown of a secret. */
export interface AgentSecretRow {
  id: string;
  name: string;
  updated_at: Date;
  changed_by: { id: string; name: string } | null;
}

/** Whose secrets. */
export interface AgentPlace {
  workspaceId: string;
  agentId: string;
}

const SECRETS = `SELECT s.id, s.name, s.updated_at,
    CASE WHEN u.id IS NULL THEN NULL ELSE jsonb_build_object('id', u.id, 'name', u.name) END AS changed_by
  FROM agent_secrets s JOIN agents a ON a.id = s.agent_id LEFT JOIN users u ON u.id = s.changed_by_id
  WHERE a.workspace_id = $1 AND a.id = $2`;

/** Finds the secrets of an agent in a workspace, without their values. */
@Injectable()
export class AgentSecretsRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** By name, whose order is that of the bytes, whatever the language of the database. */
  list({ workspaceId, agentId }: AgentPlace, after: string | null, limit: number): Promise<AgentSecretRow[]> {
    return this.dataSource.query<AgentSecretRow[]>(
      `${SECRETS} AND ($3::text IS NULL OR s.name COLLATE "C" > $3) ORDER BY s.name COLLATE "C" LIMIT $4`,
      [workspaceId, agentId, after, limit],
    );
  }

  async find({ workspaceId, agentId }: AgentPlace, name: string): Promise<AgentSecretRow | null> {
    const rows = await this.dataSource.query<AgentSecretRow[]>(`${SECRETS} AND s.name = $3`, [
      ...[workspaceId, agentId, name],
    ]);
    return rows[0] ?? null;
  }
}
