import type { DeploymentKind, DeploymentStatus } from '@nora/contracts';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';

export interface QueueDeploymentRow {
  id: string;
  agent_id: string;
  agent_name: string;
  workspace_id: string;
  kind: DeploymentKind;
  status: DeploymentStatus;
  attempts: number;
  /** Nothing newer was done with the agent. */
  newest: boolean;
}

/** Finds the deployments that jobs are about, in whatever workspace: for platform admins only. */
@Injectable()
export class QueueDeploymentsRepository {
  constructor(private readonly dataSource: DataSource) {}

  async ofAnyWorkspace(ids: string[]): Promise<Map<string, QueueDeploymentRow>> {
    if (ids.length === 0) return new Map();
    const rows = await this.dataSource.query<QueueDeploymentRow[]>(
      `SELECT d.id, d.agent_id, a.name AS agent_name, d.workspace_id, d.kind, d.status, d.attempts,
         NOT EXISTS (SELECT 1 FROM deployments n WHERE n.agent_id = d.agent_id AND n.id > d.id) AS newest
       FROM deployments d JOIN agents a ON a.id = d.agent_id WHERE d.id = ANY($1::uuid[])`,
      [ids],
    );
    return new Map(rows.map((row) => [row.id, row]));
  }
}
