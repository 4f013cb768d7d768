import type { DeploymentKind, DeploymentStatus, VersionSource } from '@nora/contracts';
import type { AgentSnapshot } from '@nora/domain';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';

export interface VersionRow {
  id: string;
  number: number;
  source: VersionSource;
  message: string;
  author_id: string | null;
  author_name: string | null;
  created_at: Date;
  current: boolean;
  deployment_id: string | null;
  deployment_kind: DeploymentKind | null;
  deployment_status: DeploymentStatus | null;
  snapshot: AgentSnapshot;
}

const SELECT = `SELECT v.id, v.number, v.source, v.message, u.id AS author_id, u.name AS author_name, v.created_at,
    v.id = a.current_version_id AS current, d.id AS deployment_id, d.kind AS deployment_kind,
    d.status AS deployment_status, v.snapshot
  FROM agent_versions v
  JOIN agents a ON a.id = v.agent_id
  LEFT JOIN users u ON u.id = v.author_id
  LEFT JOIN LATERAL (
    SELECT d.id, d.kind, d.status FROM deployments d
    WHERE d.agent_id = v.agent_id AND d.agent_version_id = v.id ORDER BY d.id DESC LIMIT 1
  ) d ON true
  WHERE a.workspace_id = $1 AND v.agent_id = $2`;

/** Finds versions of agents, always within a workspace. */
@Injectable()
export class VersionsRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** Newest first. */
  list(
    workspaceId: string,
    agentId: string,
    beforeNumber: number | null,
    limit: number,
  ): Promise<VersionRow[]> {
    return this.dataSource.query<VersionRow[]>(
      `${SELECT} AND ($3::integer IS NULL OR v.number < $3) ORDER BY v.number DESC LIMIT $4`,
      [workspaceId, agentId, beforeNumber, limit],
    );
  }

  async find(workspaceId: string, agentId: string, number: number): Promise<VersionRow | null> {
    const rows = await this.dataSource.query<VersionRow[]>(`${SELECT} AND v.number = $3`, [
      ...[workspaceId, agentId],
      number,
    ]);
    return rows[0] ?? null;
  }
}
