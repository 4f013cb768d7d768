import type { AgentStatus, DesiredState } from '@nora/contracts';
import type { Cursor } from '@nora/http-kit';
import type { DeployTarget, RuntimeFamily } from '@nora/runtime-contract';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { containing } from '../../core/containing';

export interface FleetAgentRow {
  id: string;
  name: string;
  workspace_id: string;
  workspace_name: string;
  status: AgentStatus;
  status_reason: string | null;
  desired_state: DesiredState;
  runtime_family: RuntimeFamily;
  deploy_target: DeployTarget;
  drifts: boolean;
  active_deployment_id: string | null;
  created_at: Date;
  updated_at: Date;
  rank: number;
}

/** What the list of all agents is narrowed to. */
export interface FleetFilter {
  status: AgentStatus[] | null;
  runtimeFamily: RuntimeFamily | null;
  deployTarget: DeployTarget | null;
  workspaceId: string | null;
  q: string | undefined;
  after: Cursor | null;
  limit: number;
}

const DRIFTS = `coalesce(jsonb_array_length(a.drift), 0) > 0`;

/** What needs attention comes first, what rests last. */
const RANK = `CASE WHEN a.status = 'failed' THEN 0 WHEN a.status = 'warning' OR ${DRIFTS} THEN 1
  WHEN a.status IN ('queued', 'deploying', 'deleting') THEN 2 WHEN a.status = 'running' THEN 3
  WHEN a.status = 'stopped' THEN 4 ELSE 5 END`;

/** Finds the agents of all workspaces. */
@Injectable()
export class FleetRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** What needs attention first, then the newest: ids are time-ordered. */
  list(filter: FleetFilter): Promise<FleetAgentRow[]> {
    const { status, runtimeFamily, deployTarget, workspaceId, q, after, limit } = filter;
    return this.dataSource.query<FleetAgentRow[]>(
      `SELECT f.*, (SELECT d.id FROM deployments d WHERE d.agent_id = f.id AND d.status IN ('queued', 'running')
         LIMIT 1) AS active_deployment_id
       FROM (
         SELECT a.id, a.name, a.workspace_id, w.name AS workspace_name, a.status, a.status_reason, a.desired_state,
           a.runtime_family, a.deploy_target, ${DRIFTS} AS drifts, a.created_at, a.updated_at, ${RANK} AS rank
         FROM agents a JOIN workspaces w ON w.id = a.workspace_id
         WHERE CASE WHEN $1::text[] IS NULL THEN a.status <> 'deleted' ELSE a.status = ANY($1) END
           AND ($2::text IS NULL OR a.runtime_family = $2) AND ($3::text IS NULL OR a.deploy_target = $3)
           AND ($4::uuid IS NULL OR a.workspace_id = $4)
           AND ($5::text IS NULL OR a.name ILIKE $5 OR w.name ILIKE $5)
       ) f
       WHERE $6::int IS NULL OR f.rank > $6 OR (f.rank = $6 AND f.id < $7::uuid)
       ORDER BY f.rank, f.id DESC LIMIT $8`,
      [
        ...[status, runtimeFamily, deployTarget, workspaceId, containing(q)],
        ...[rankOf(after), after?.id ?? null, limit],
      ],
    );
  }

  /** Where an agent belongs; null when there is none, or nothing is left of it. */
  async workspaceOf(agentId: string): Promise<string | null> {
    const [row] = await this.dataSource.query<{ workspace_id: string }[]>(
      `SELECT workspace_id FROM agents WHERE id = $1 AND status <> 'deleted'`,
      [agentId],
    );
    return row?.workspace_id ?? null;
  }
}

function rankOf(after: Cursor | null): number | null {
  if (after === null) return null;
  const rank = Number(after.key);
  return Number.isInteger(rank) && rank >= 0 && rank < 10 ? rank : 0;
}
