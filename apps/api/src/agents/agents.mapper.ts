import type { AgentRow } from './agents.repository';
import type { AgentDto } from './dto/agent.dto';

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
    resources: { vcpu: row.vcpu, ramMb: row.ram_mb, diskGb: row.disk_gb },
    desiredState: row.desired_state,
    status: row.status,
    statusReason: row.status_reason,
    currentVersion: row.current_version,
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
    activeDeploymentId: row.active_deployment_id,
    runtime: row.runtime && { version: row.runtime.version, startedAt: row.runtime.startedAt },
  };
}
