import type { DeploymentKind, DeploymentStatus } from '@nora/contracts';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { MetricMarkDto } from './dto/metric-series.dto';

const MOST_MARKS = 100;

interface Row {
  id: string;
  kind: DeploymentKind;
  status: DeploymentStatus;
  begun: Date;
}

/** Finds the deployments that explain what a chart shows, always within a workspace. */
@Injectable()
export class MetricMarksRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** Those that began within a time, newest first. */
  async deployments(workspaceId: string, agentId: string, from: Date, to: Date): Promise<MetricMarkDto[]> {
    const rows = await this.dataSource.query<Row[]>(
      `SELECT id, kind, status, coalesce(started_at, created_at) AS begun FROM deployments
       WHERE workspace_id = $1 AND agent_id = $2 AND coalesce(started_at, created_at) >= $3
         AND coalesce(started_at, created_at) < $4
       ORDER BY id DESC LIMIT ${MOST_MARKS}`,
      [workspaceId, agentId, from, to],
    );
    return rows.map(({ id, kind, status, begun }) => ({
      ...{ at: begun.toISOString(), kind: 'deployment', deploymentId: id, operation: kind, status },
    }));
  }
}
