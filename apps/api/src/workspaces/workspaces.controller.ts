import {
  Actor,
  ApiProblems,
  Authorize,
  PageQueryDto,
  type Principal,
  type WorkspaceActor,
} from '@nora/http-kit';
import { Body, Controller, Delete, Get, HttpCode, Patch, Post, Query } from '@nestjs/common';
import { ApiAcceptedResponse, ApiCreatedResponse, ApiOkResponse, ApiParam, ApiTags } from '@nestjs/swagger';
import { DeleteWorkspaceQueryDto, DeletedWorkspaceDto } from './dto/delete-workspace.dto';
import { WorkspaceDto, WorkspacePageDto } from './dto/workspace.dto';
import { CreateWorkspaceDto, ChangeWorkspaceDto } from './dto/write-workspace.dto';
import { WorkspaceEndings } from './workspace-endings';
import { WorkspacesService } from './workspaces.service';

const WorkspaceParam = (): MethodDecorator => ApiParam({ name: 'workspaceId', format: 'uuid' });

@ApiTags('Workspaces')
@Controller('workspaces')
export class WorkspacesController {
  constructor(
    private readonly workspaces: WorkspacesService,
    private readonly endings: WorkspaceEndings,
  ) {}

  /** Workspaces the account is a member of, oldest first. */
  @Get()
  @Authorize('workspaces:list')
  @ApiOkResponse({ type: WorkspacePageDto })
  listWorkspaces(@Actor() actor: Principal, @Query() query: PageQueryDto): Promise<WorkspacePageDto> {
    return this.workspaces.listOf(actor, query);
  }

  /** Makes a workspace, owned by the caller. */
  @Post()
  @Authorize('workspaces:create')
  @ApiCreatedResponse({ type: WorkspaceDto })
  createWorkspace(@Actor() actor: Principal, @Body() { name }: CreateWorkspaceDto): Promise<WorkspaceDto> {
    return this.workspaces.create(actor, name);
  }

  /** One workspace. */
  @Get(':workspaceId')
  @WorkspaceParam()
  @Authorize('workspaces:read')
  @ApiOkResponse({ type: WorkspaceDto })
  getWorkspace(@Actor() actor: WorkspaceActor): Promise<WorkspaceDto> {
    return this.workspaces.get(actor);
  }

  /** Gives it another name, time zone or policy. Its slug stays, because addresses hold it. */
  @Patch(':workspaceId')
  @WorkspaceParam()
  @Authorize('workspaces:write')
  @ApiOkResponse({ type: WorkspaceDto })
  changeWorkspace(@Actor() actor: WorkspaceActor, @Body() body: ChangeWorkspaceDto): Promise<WorkspaceDto> {
    return this.workspaces.change(actor, body);
  }

  /**
   * Deletes the workspace with its members, API keys and invitations. One that holds agents goes only with
   * `agents=delete`: their deletion begins, and the workspace goes when the last of them has gone.
   */
  @Delete(':workspaceId')
  @WorkspaceParam()
  @HttpCode(202)
  @Authorize('workspaces:delete')
  @ApiProblems('workspace_not_empty', 'operation_in_progress', 'operation_not_allowed')
  @ApiAcceptedResponse({ type: DeletedWorkspaceDto })
  deleteWorkspace(
    @Actor() actor: WorkspaceActor,
    @Query() { agents }: DeleteWorkspaceQueryDto,
  ): Promise<DeletedWorkspaceDto> {
    return agents === 'delete' ? this.endings.deleteWithAgents(actor) : this.endings.deleteEmpty(actor);
  }

  /** Calls a deletion off that waits for agents. Agents that have gone do not come back by this. */
  @Post(':workspaceId/keep')
  @WorkspaceParam()
  @HttpCode(200)
  @Authorize('workspaces:delete')
  @ApiOkResponse({ type: WorkspaceDto })
  keepWorkspace(@Actor() actor: WorkspaceActor): Promise<WorkspaceDto> {
    return this.endings.keep(actor);
  }
}
