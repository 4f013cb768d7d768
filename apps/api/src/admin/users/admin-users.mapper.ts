import type { AdminUserRow, AdminUserWorkspaceRow } from './admin-users.repository';
import type { AdminUserDto, AdminUserWorkspaceDto } from './dto/admin-user.dto';

/** An account as administrators see it. */
export function toAdminUserDto(row: AdminUserRow): AdminUserDto {
  return {
    id: row.id,
    email: row.email,
    emailVerified: row.email_verified,
    name: row.name,
    platformRole: row.platform_role,
    disabledAt: row.disabled_at?.toISOString() ?? null,
    createdAt: row.created_at.toISOString(),
    lastSeenAt: row.last_seen_at?.toISOString() ?? null,
    secondFactor: row.second_factor,
    workspaceCount: row.workspace_count,
    sessionCount: row.session_count,
  };
}

/** A workspace of an account. */
export function toAdminUserWorkspaceDto(row: AdminUserWorkspaceRow): AdminUserWorkspaceDto {
  const { id, name, role, personal } = row;
  return { id, name, role, personal, agentCount: row.agent_count, soleOwner: row.sole_owner };
}
