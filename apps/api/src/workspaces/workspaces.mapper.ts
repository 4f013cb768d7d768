import type { WorkspaceDto } from './dto/workspace.dto';
import type { WorkspaceRow } from './workspaces.repository';

/** A workspace as its members see it. */
export function toWorkspaceDto(row: WorkspaceRow): WorkspaceDto {
  const { id, name, slug, personal, role } = row;
  return {
    ...{ id, name, slug, personal, role },
    memberCount: row.member_count,
    agentCount: row.agent_count,
    timeZone: row.time_zone,
    unknownPrice: row.unknown_price,
    deletionRequestedAt: row.deletion_requested_at?.toISOString() ?? null,
    createdAt: row.created_at.toISOString(),
  };
}
