import { ALLOWED_OPERATIONS } from '@nora/contracts';
import { DEMO_NAME } from '../agent-models/provider-words';
import { isCancellable } from '../deployments/exits';
import type { AgentRow } from './agents.repository';
import type { AgentDto, PossibleOperation } from './dto/agent.dto';

/** An agent as it is shown; endpoints and credentials are no part of it. */
export function toAgentDto(row: AgentRow): AgentDto {
  return {
    id: row.id,
    workspaceId: row.workspace_id,
    name: row.name,
    slug: row.slug,
    runtimeFamily: row.runtime_family,
    deployTarget: row.deploy_target,
    sandboxProfile: row.sandbox_profile,
    provider: row.provider,
    model: {
      providerId: row.model_provider_id,
      providerName: row.model_provider_name ?? DEMO_NAME,
      kind: row.provider,
      model: row.model,
      delivery: row.model_delivery,
    },
    resources: { vcpu: row.vcpu, ramMb: row.ram_mb, diskGb: row.disk_gb },
    desiredState: row.desired_state,
    status: row.status,
    statusReason: row.status_reason,
    currentVersion: row.current_version,
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
    activeDeploymentId: row.active_deployment_id,
    allowedOperations: possibleNow(row),
    driftPolicy: row.drift_policy,
    drift: row.drift ?? [],
    dataKept: row.data_kept,
    hasStorage: row.has_storage,
    redeployWantedAt: row.redeploy_wanted_at?.toISOString() ?? null,
    modelPause: row.model_pause,
    runtime: row.runtime && { version: row.runtime.version, startedAt: row.runtime.startedAt },
  };
}

/** While a deployment is in flight it can be cancelled, and only a force-delete goes ahead of it. */
function possibleNow(row: AgentRow): PossibleOperation[] {
  const { active_kind: kind, active_cancel_requested: cancelRequested, active_removing: removing } = row;
  const allowed = row.status === 'deleted' && !row.data_kept ? [] : ALLOWED_OPERATIONS[row.status];
  if (kind === null) return [...allowed];
  const cancel = isCancellable({ kind, status: 'running', cancelRequested, removing });
  const ahead = kind === 'force-delete' ? [] : allowed.filter((operation) => operation === 'force-delete');
  return [...(cancel ? (['cancel'] as const) : []), ...ahead];
}
