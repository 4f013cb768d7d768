import type { DeploymentKind, DeploymentStatus, StepName, StepState } from '@nora/contracts';
import type { DeployTarget } from '@nora/runtime-contract';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';

export interface DeploymentRow {
  id: string;
  agent_id: string;
  workspace_id: string;
  deploy_target: DeployTarget;
  kind: DeploymentKind;
  status: DeploymentStatus;
  created_at: Date;
  started_at: Date | null;
  finished_at: Date | null;
  error_code: string | null;
  error_detail: string | null;
  evidence: string | null;
  next_action: string | null;
}

export interface StepRow {
  deployment_id: string;
  position: number;
  name: StepName;
  state: StepState;
  started_at: Date | null;
  finished_at: Date | null;
  message: string | null;
}

const SELECT = `SELECT d.id, d.agent_id, d.workspace_id, a.deploy_target, d.kind, d.status, d.created_at,
    d.started_at, d.finished_at, d.error_code, d.error_detail, d.evidence, d.next_action
  FROM deployments d JOIN agents a ON a.id = d.agent_id`;

/** Finds deployments, always within a workspace. */
@Injectable()
export class DeploymentsRepository {
  constructor(private readonly dataSource: DataSource) {}

  async find(workspaceId: string, id: string): Promise<DeploymentRow | null> {
    const rows = await this.dataSource.query<DeploymentRow[]>(
      `${SELECT} WHERE d.workspace_id = $1 AND d.id = $2`,
      [workspaceId, id],
    );
    return rows[0] ?? null;
  }

  /** Deployments of an agent, newest first; ids are time-ordered. */
  listOfAgent(
    workspaceId: string,
    agentId: string,
    beforeId: string | null,
    limit: number,
  ): Promise<DeploymentRow[]> {
    return this.dataSource.query<DeploymentRow[]>(
      `${SELECT} WHERE d.workspace_id = $1 AND d.agent_id = $2 AND ($3::uuid IS NULL OR d.id < $3)
       ORDER BY d.id DESC LIMIT $4`,
      [workspaceId, agentId, beforeId, limit],
    );
  }

  /** Steps of deployments that were found in a workspace, in order. */
  steps(deploymentIds: string[]): Promise<StepRow[]> {
    return this.dataSource.query<StepRow[]>(
      `SELECT deployment_id, position, name, state, started_at, finished_at, message
       FROM deployment_steps WHERE deployment_id = ANY($1::uuid[]) ORDER BY deployment_id, position`,
      [deploymentIds],
    );
  }
}
