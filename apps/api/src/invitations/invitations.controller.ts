import {
  Actor,
  ApiProblems,
  Authorize,
  NotRepeatable,
  PageQueryDto,
  type WorkspaceActor,
} from '@nora/http-kit';
import { Body, Controller, Delete, Get, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiParam, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { UuidPipe } from '../core/uuid.pipe';
import { CreatedInvitationDto, InvitationPageDto } from './dto/invitation.dto';
import { InviteDto } from './dto/write-invitation.dto';
import { InvitationMail } from './invitation-mail';
import { InvitationsService } from './invitations.service';

const InvitationParam = (): MethodDecorator => ApiParam({ name: 'invitationId', format: 'uuid' });

/** Invitations into a workspace, for those who manage its members. */
@ApiTags('Invitations')
@ApiParam({ name: 'workspaceId', format: 'uuid' })
@Controller('workspaces/:workspaceId/invitations')
export class InvitationsController {
  constructor(
    private readonly invitations: InvitationsService,
    private readonly mail: InvitationMail,
  ) {}

  /** Newest first, with those that have ended. */
  @Get()
  @Authorize('members:manage')
  @ApiOkResponse({ type: InvitationPageDto })
  listInvitations(
    @Actor() { workspaceId }: WorkspaceActor,
    @Query() query: PageQueryDto,
  ): Promise<InvitationPageDto> {
    return this.invitations.list(workspaceId, query);
  }

  /** Invites an address for seven days. The answer shows the link this once; it is mailed where mail is set up. */
  @Post()
  @Authorize('members:manage')
  @NotRepeatable()
  @ApiProblems('already_member', 'conflict')
  @ApiCreatedResponse({ type: CreatedInvitationDto })
  async invite(
    @Actor() actor: WorkspaceActor,
    @Body() body: InviteDto,
    @Res({ passthrough: true }) response: Response,
  ): Promise<CreatedInvitationDto> {
    await this.mail.count(response, body.email);
    return this.invitations.invite(actor, body);
  }

  /** Ends an invitation at once; one that was withdrawn stays as it is. */
  @Delete(':invitationId')
  @InvitationParam()
  @HttpCode(204)
  @Authorize('members:manage')
  @ApiProblems('conflict')
  @ApiNoContentResponse()
  async revokeInvitation(
    @Actor() actor: WorkspaceActor,
    @Param('invitationId', UuidPipe) invitationId: string,
  ): Promise<void> {
    await this.invitations.revoke(actor, invitationId);
  }

  /** Gives an invitation a new link and seven more days, on behalf of the caller; the old link ends. */
  @Post(':invitationId/renew')
  @InvitationParam()
  @HttpCode(200)
  @Authorize('members:manage')
  @NotRepeatable()
  @ApiProblems('already_member', 'conflict')
  @ApiOkResponse({ type: CreatedInvitationDto })
  async renewInvitation(
    @Actor() actor: WorkspaceActor,
    @Param('invitationId', UuidPipe) invitationId: string,
    @Res({ passthrough: true }) response: Response,
  ): Promise<CreatedInvitationDto> {
    await this.mail.count(response, invitationId);
    return this.invitations.renew(actor, invitationId);
  }
}
