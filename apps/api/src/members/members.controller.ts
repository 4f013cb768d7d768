import { Actor, ApiProblems, Authorize, type WorkspaceActor } from '@nora/http-kit';
import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiParam, ApiTags } from '@nestjs/swagger';
import { UuidPipe } from '../core/uuid.pipe';
import { WorkspaceDto } from '../workspaces/dto/workspace.dto';
import {
  ChangeMemberDto,
  ListMembersQueryDto,
  MemberDto,
  MemberPageDto,
  TransferWorkspaceDto,
} from './dto/member.dto';
import { MembersService } from './members.service';
import { OwnershipService } from './ownership.service';

const UserParam = (): MethodDecorator => ApiParam({ name: 'userId', format: 'uuid' });

/** Who belongs to a workspace, and as what. */
@ApiTags('Members')
@ApiParam({ name: 'workspaceId', format: 'uuid' })
@Controller('workspaces/:workspaceId')
export class MembersController {
  constructor(
    private readonly members: MembersService,
    private readonly ownership: OwnershipService,
  ) {}

  /** Members by name. */
  @Get('members')
  @Authorize('members:read')
  @ApiOkResponse({ type: MemberPageDto })
  listMembers(@Actor() actor: WorkspaceActor, @Query() query: ListMembersQueryDto): Promise<MemberPageDto> {
    return this.members.list(actor.workspaceId, query);
  }

  /** Gives a member another role. Only an owner gives or takes ownership, and one owner always remains. */
  @Patch('members/:userId')
  @UserParam()
  @Authorize('members:manage')
  @ApiProblems('last_owner')
  @ApiOkResponse({ type: MemberDto })
  changeMember(
    @Actor() actor: WorkspaceActor,
    @Param('userId', UuidPipe) userId: string,
    @Body() { role }: ChangeMemberDto,
  ): Promise<MemberDto> {
    return this.members.change(actor, userId, role);
  }

  /** Takes a member out. Their API keys of this workspace end with their membership. */
  @Delete('members/:userId')
  @UserParam()
  @HttpCode(204)
  @Authorize('members:manage')
  @ApiProblems('last_owner')
  @ApiNoContentResponse()
  async removeMember(
    @Actor() actor: WorkspaceActor,
    @Param('userId', UuidPipe) userId: string,
  ): Promise<void> {
    await this.members.remove(actor, userId);
  }

  /** Hands the workspace over: the member becomes owner, the caller admin. */
  @Post('transfer')
  @HttpCode(200)
  @Authorize('workspaces:transfer')
  @ApiOkResponse({ type: WorkspaceDto })
  transferWorkspace(
    @Actor() actor: WorkspaceActor,
    @Body() { userId }: TransferWorkspaceDto,
  ): Promise<WorkspaceDto> {
    return this.ownership.transfer(actor, userId);
  }

  /** Ends the caller's own membership. */
  @Post('leave')
  @HttpCode(204)
  @Authorize('workspaces:leave')
  @ApiProblems('last_owner')
  @ApiNoContentResponse()
  async leaveWorkspace(@Actor() actor: WorkspaceActor): Promise<void> {
    await this.ownership.leave(actor);
  }
}
