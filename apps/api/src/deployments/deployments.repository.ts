import type {
  AgentStatus,
  DeploymentKind,
  DeploymentOptions,
  DeploymentStatus,
  StepName,
  StepState,
} from '@nora/contracts';
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
  version: number;
  requested_by_id: string | null;
  requested_by_name: string | null;
  reason: string | null;
  options: DeploymentOptions;
  /** Number of the version of `options.rollbackTo`. */
  rollback_to: number | null;
  attempts: number;
  cancel_requested: boolean;
  /** Whether nothing was done with its agent since. */
  newest: boolean;
  agent_status: AgentStatus;
  data_kept: boolean;
  created_at: Date;
  started_at: Date | null;
  finished_at: Date | null;
  error_code: string | null;
  error_detail: string | null;
  evidence: string | null;
  next_action: string | null;
  exit_code: number | null;
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

const SELECT = `SELECT d.id, d.agent_id, d.workspace_id, a.deploy_target, d.kind, d.status, v.number AS version,
    u.id AS requested_by_id, u.name AS requested_by_name, d.reason, d.options, r.number AS rollback_to,
    d.attempts, d.cancel_requested_at IS NOT NULL AS cancel_requested,
    NOT EXISTS (SELECT 1 FROM deployments n WHERE n.agent_id = d.agent_id AND n.id > d.id) AS newest,
    a.status AS agent_status, a.data_kept_at IS NOT NULL AS data_kept, d.created_at, d.started_at, d.finished_at,
    d.error_code, d.error_detail, d.evidence, d.next_action, d.exit_code
  FROM deployments d
  JOIN agents a ON a.id = d.agent_id
  JOIN agent_versions v ON v.id = d.agent_version_id
  LEFT JOIN agent_versions r ON r.id = (d.options ->> 'rollbackTo')::uuid
  LEFT JOIN users u ON u.id = d.requested_by_id`;

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

  /** Those of the given deployments that belong to the workspace. */
  findMany(workspaceId: string, ids: string[]): Promise<DeploymentRow[]> {
    return this.dataSource.query<DeploymentRow[]>(
      `${SELECT} WHERE d.workspace_id = $1 AND d.id = ANY($2::uuid[])`,
      [workspaceId, ids],
    );
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
