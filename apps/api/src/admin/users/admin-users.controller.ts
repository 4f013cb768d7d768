import { Actor, ApiProblems, Authorize, NotRepeatable, type Principal } from '@nora/http-kit';
import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiParam, ApiTags } from '@nestjs/swagger';
import { AccountDeletionService } from '../../account/deletion/account-deletion.service';
import { DeleteUserDto } from '../../account/deletion/delete-account.dto';
import { UuidPipe } from '../../core/uuid.pipe';
import { AdminUsersService } from './admin-users.service';
import { AdminUserDetailDto, AdminUserDto, AdminUserPageDto } from './dto/admin-user.dto';
import { ChangeUserDto, ResetLinkDto } from './dto/change-user.dto';
import { ListUsersQueryDto } from './dto/list-users-query.dto';
import { UserChangesService } from './user-changes.service';

const UserParam = (): MethodDecorator => ApiParam({ name: 'userId', format: 'uuid' });

@ApiTags('Admin')
@Controller('admin/users')
export class AdminUsersController {
  constructor(
    private readonly users: AdminUsersService,
    private readonly changes: UserChangesService,
    private readonly deletions: AccountDeletionService,
  ) {}

  /** Accounts of the installation, newest first. */
  @Get()
  @Authorize('users:read')
  @ApiOkResponse({ type: AdminUserPageDto })
  listUsers(@Query() query: ListUsersQueryDto): Promise<AdminUserPageDto> {
    return this.users.list(query);
  }

  /** An account with its workspaces and sessions. */
  @Get(':userId')
  @UserParam()
  @Authorize('users:read')
  @ApiOkResponse({ type: AdminUserDetailDto })
  getUser(@Actor() actor: Principal, @Param('userId', UuidPipe) userId: string): Promise<AdminUserDetailDto> {
    return this.users.detail(actor, userId);
  }

  /** Gives another role, disables or enables. Disabling signs the account out at once. */
  @Patch(':userId')
  @UserParam()
  @Authorize('users:manage')
  @ApiProblems('last_admin')
  @ApiOkResponse({ type: AdminUserDto })
  async changeUser(
    @Actor() actor: Principal,
    @Param('userId', UuidPipe) userId: string,
    @Body() body: ChangeUserDto,
  ): Promise<AdminUserDto> {
    await this.changes.change(actor, userId, body);
    return this.users.get(userId);
  }

  /** Signs the account out everywhere. */
  @Delete(':userId/sessions')
  @UserParam()
  @HttpCode(204)
  @Authorize('users:manage')
  @ApiNoContentResponse({ description: 'The sessions have ended, their open streams within a second.' })
  async revokeUserSessions(
    @Actor() actor: Principal,
    @Param('userId', UuidPipe) userId: string,
  ): Promise<void> {
    await this.changes.revokeSessions(actor, userId);
  }

  /** Makes a link with which the account gets a new password. Earlier ones are worth nothing any more. */
  @Post(':userId/reset-link')
  @UserParam()
  @Authorize('users:manage')
  @NotRepeatable()
  @ApiProblems('operation_not_allowed')
  @ApiCreatedResponse({ type: ResetLinkDto })
  async issueResetLink(
    @Actor() actor: Principal,
    @Param('userId', UuidPipe) userId: string,
  ): Promise<ResetLinkDto> {
    const { url, expiresAt } = await this.changes.issueResetLink(actor, userId);
    return { url, expiresAt: expiresAt.toISOString() };
  }

  /** Takes the second factor away from somebody who has lost it. */
  @Delete(':userId/second-factor')
  @UserParam()
  @HttpCode(204)
  @Authorize('users:manage')
  @ApiNoContentResponse({ description: 'The account signs in without one.' })
  async removeUserSecondFactor(
    @Actor() actor: Principal,
    @Param('userId', UuidPipe) userId: string,
  ): Promise<void> {
    await this.changes.removeSecondFactor(actor, userId);
  }

  /** Deletes the account for good, with its sessions, API keys and what it alone owns and is not handed over. */
  @Delete(':userId')
  @UserParam()
  @HttpCode(204)
  @Authorize('users:manage')
  @ApiProblems('last_admin', 'still_owner', 'workspace_not_empty', 'conflict')
  @ApiNoContentResponse({ description: 'The account is gone.' })
  async deleteUser(
    @Actor() actor: Principal,
    @Param('userId', UuidPipe) userId: string,
    @Body() { workspaces }: DeleteUserDto,
  ): Promise<void> {
    await this.deletions.deleteOther(actor, userId, workspaces);
  }
}
