import type {
  AgentStatus,
  DeploymentKind,
  DesiredState,
  Drift,
  DriftPolicy,
  ModelDelivery,
  ModelProviderId,
} from '@nora/contracts';
import type { AgentEndpoints, AgentRuntime } from '@nora/domain';
import type { Cursor } from '@nora/http-kit';
import type { DeployTarget, RuntimeFamily, SandboxProfile } from '@nora/runtime-contract';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { containing } from '../core/containing';
import { MODEL_PAUSE, type StopInForce } from '../model-stops/stops-in-force';
import type { AgentSort } from './dto/list-agents-query.dto';

export interface AgentRow {
  id: string;
  workspace_id: string;
  name: string;
  slug: string;
  runtime_family: RuntimeFamily;
  deploy_target: DeployTarget;
  sandbox_profile: SandboxProfile;
  provider: ModelProviderId;
  model_provider_id: string | null;
  model_provider_name: string | null;
  model: string;
  model_delivery: ModelDelivery;
  vcpu: number;
  ram_mb: number;
  disk_gb: number | null;
  desired_state: DesiredState;
  status: AgentStatus;
  status_reason: string | null;
  endpoints: AgentEndpoints | null;
  runtime: AgentRuntime | null;
  created_at: Date;
  updated_at: Date;
  current_version: number | null;
  drift_policy: DriftPolicy;
  drift: Drift[] | null;
  data_kept: boolean;
  has_storage: boolean;
  redeploy_wanted_at: Date | null;
  model_pause: StopInForce | null;
  active_deployment_id: string | null;
  active_kind: DeploymentKind | null;
  active_cancel_requested: boolean;
  active_removing: boolean;
  sort_key: string;
}

/** What a list of agents is narrowed to. */
export interface AgentFilter {
  sort: AgentSort;
  status: AgentStatus[] | null;
  q: string;
  after: Cursor | null;
  limit: number;
}

// Ids are time-ordered, so they stand for the time of creation without its rounding.
const ORDERS: Readonly<Record<AgentSort, { key: string; direction: 'ASC' | 'DESC'; beyond: '<' | '>' }>> = {
  '-createdAt': { key: 'a.id::text', direction: 'DESC', beyond: '<' },
  createdAt: { key: 'a.id::text', direction: 'ASC', beyond: '>' },
  name: { key: 'lower(a.name)', direction: 'ASC', beyond: '>' },
  '-name': { key: 'lower(a.name)', direction: 'DESC', beyond: '<' },
};

const columns = (sortKey: string): string => `a.id, a.workspace_id, a.name, a.slug, a.runtime_family,
  a.deploy_target, a.sandbox_profile, a.provider, a.vcpu, a.ram_mb, a.disk_gb, a.desired_state, a.status,
  a.status_reason, a.endpoints, a.runtime, a.created_at, a.updated_at, v.number AS current_version,
  a.drift_policy, a.drift, a.data_kept_at IS NOT NULL AS data_kept,
  a.storage_created_at IS NOT NULL AS has_storage, a.redeploy_wanted_at,
  ${MODEL_PAUSE} AS model_pause,
  m.provider_id AS model_provider_id, p.name AS model_provider_name, m.model, m.delivery AS model_delivery,
  d.id AS active_deployment_id, d.kind AS active_kind,
  d.cancel_requested_at IS NOT NULL AS active_cancel_requested,
  d.kind = 'delete' AND EXISTS (SELECT 1 FROM deployment_steps s WHERE s.deployment_id = d.id
    AND s.name IN ('remove', 'cleanup') AND s.state <> 'pending') AS active_removing, ${sortKey} AS sort_key`;

const FROM = `FROM agents a
  JOIN agent_models m ON m.agent_id = a.id LEFT JOIN model_providers p ON p.id = m.provider_id
  LEFT JOIN agent_versions v ON v.id = a.current_version_id
  LEFT JOIN deployments d ON d.agent_id = a.id AND d.status IN ('queued', 'running')
  WHERE a.workspace_id = $1`;

/** Finds agents, always within a workspace; deleted ones only while their data is kept. */
@Injectable()
export class AgentsRepository {
  constructor(private readonly dataSource: DataSource) {}

  async find(workspaceId: string, agentId: string): Promise<AgentRow | null> {
    const row = await this.findEvenDeleted(workspaceId, agentId);
    return row && (row.status !== 'deleted' || row.data_kept) ? row : null;
  }

  /** Also one of which nothing is left, for the answer of a call that was carried out before. */
  async findEvenDeleted(workspaceId: string, agentId: string): Promise<AgentRow | null> {
    const sql = `SELECT ${columns('a.id::text')} ${FROM} AND a.id = $2`;
    const rows = await this.dataSource.query<AgentRow[]>(sql, [workspaceId, agentId]);
    return rows[0] ?? null;
  }

  list(workspaceId: string, { sort, status, q, after, limit }: AgentFilter): Promise<AgentRow[]> {
    const { key, direction, beyond } = ORDERS[sort];
    const byId = key === 'a.id::text';
    const position = byId ? `a.id ${beyond} $5::uuid` : `(${key}, a.id) ${beyond} ($4::text, $5::uuid)`;
    const order = byId ? `a.id ${direction}` : `${key} ${direction}, a.id ${direction}`;
    const sql = `SELECT ${columns(key)} ${FROM}
      AND (a.status <> 'deleted' OR (a.data_kept_at IS NOT NULL AND 'deleted' = ANY($2)))
      AND ($2::text[] IS NULL OR a.status = ANY($2))
      AND ($3::text IS NULL OR a.name ILIKE $3)
      AND ($4::text IS NULL OR ${position})
      ORDER BY ${order} LIMIT $6`;
    const parameters = [workspaceId, status, containing(q), after?.key ?? null, after?.id ?? null, limit];
    return this.dataSource.query<AgentRow[]>(sql, parameters);
  }
}
