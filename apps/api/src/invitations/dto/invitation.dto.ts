import { INVITABLE_ROLES, type InvitableRole } from '@nora/contracts';
import type { Page } from '@nora/http-kit';
import { ApiProperty } from '@nestjs/swagger';
import { PersonDto } from '../../core/person.dto';

export const INVITATION_STATES = ['pending', 'accepted', 'revoked', 'expired'] as const;
export type InvitationState = (typeof INVITATION_STATES)[number];

/** An invitation as those see it who manage members. */
export class InvitationDto {
  @ApiProperty({ format: 'uuid' })
  id: string;

  @ApiProperty()
  email: string;

  @ApiProperty({ enum: INVITABLE_ROLES })
  role: InvitableRole;

  @ApiProperty({
    enum: INVITATION_STATES,
    description: '`revoked` also once its inviter may not invite any more.',
  })
  state: InvitationState;

  @ApiProperty({ type: PersonDto, nullable: true, description: 'Null when the account is gone.' })
  invitedBy: PersonDto | null;

  @ApiProperty({ format: 'date-time' })
  createdAt: string;

  @ApiProperty({ format: 'date-time' })
  expiresAt: string;
}

export class InvitationPageDto implements Page<InvitationDto> {
  @ApiProperty({ type: [InvitationDto] })
  items: InvitationDto[];

  @ApiProperty({ type: String, nullable: true })
  nextCursor: string | null;
}

/** A new invitation with its link. */
export class CreatedInvitationDto {
  @ApiProperty()
  invitation: InvitationDto;

  @ApiProperty({ description: 'The link. It is shown this once and cannot be read again.' })
  url: string;

  @ApiProperty({ description: 'Whether the link was sent to the invited address.' })
  mailed: boolean;
}

/** What an invitation offers, as its link shows it. */
export class InvitationOfferDto {
  @ApiProperty()
  workspaceName: string;

  @ApiProperty({ description: 'Only the account with this address can accept.' })
  email: string;

  @ApiProperty({ enum: INVITABLE_ROLES })
  role: InvitableRole;

  @ApiProperty({ type: String, nullable: true, description: 'Name of the inviter.' })
  invitedBy: string | null;

  @ApiProperty({ format: 'date-time' })
  expiresAt: string;

  @ApiProperty({ description: 'Whether the address has an account already.' })
  accountExists: boolean;
}
