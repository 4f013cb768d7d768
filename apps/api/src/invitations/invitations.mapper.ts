import type { InvitationDto, InvitationOfferDto } from './dto/invitation.dto';
import type { InvitationRow } from './invitations.repository';

/** An invitation as those see it who manage members. */
export function toInvitationDto(row: InvitationRow): InvitationDto {
  const { id, email, role, state, inviter_id, inviter_name } = row;
  return {
    ...{ id, email, role, state },
    invitedBy: inviter_id === null ? null : { id: inviter_id, name: inviter_name ?? '' },
    createdAt: row.created_at.toISOString(),
    expiresAt: row.expires_at.toISOString(),
  };
}

/** The same as its link shows it. */
export function toOfferDto(row: InvitationRow): InvitationOfferDto {
  return {
    workspaceName: row.workspace_name,
    email: row.email,
    role: row.role,
    invitedBy: row.inviter_name,
    expiresAt: row.expires_at.toISOString(),
    accountExists: row.account_exists,
  };
}
