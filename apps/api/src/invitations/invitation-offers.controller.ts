import { Actor, ApiProblems, Authorize, Public, type Principal } from '@nora/http-kit';
import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { WorkspaceDto } from '../workspaces/dto/workspace.dto';
import { InvitationOfferDto } from './dto/invitation.dto';
import { InvitationTokenDto } from './dto/write-invitation.dto';
import { InvitationOffers } from './invitation-offers';

/** Invitations as those see them who were invited: by the token of their link. */
@ApiTags('Invitations')
@Controller('invitations')
export class InvitationOffersController {
  constructor(private readonly offers: InvitationOffers) {}

  /** What a link offers, before anybody has signed in. */
  @Post('check')
  @HttpCode(200)
  @Public()
  @ApiProblems('csrf_failed', 'too_many_requests', 'not_found')
  @ApiProblems('invitation_revoked', 'link_used', 'link_expired')
  @ApiOkResponse({ type: InvitationOfferDto })
  checkInvitation(@Body() { token }: InvitationTokenDto): Promise<InvitationOfferDto> {
    return this.offers.check(token);
  }

  /** Makes the caller a member of the workspace. The account must have the invited address. */
  @Post('accept')
  @HttpCode(200)
  @Authorize('invitations:accept')
  @ApiProblems('invitation_for_another', 'already_member', 'invitation_revoked', 'link_used', 'link_expired')
  @ApiOkResponse({ type: WorkspaceDto })
  acceptInvitation(@Actor() actor: Principal, @Body() { token }: InvitationTokenDto): Promise<WorkspaceDto> {
    return this.offers.accept(actor, token);
  }
}
