import { Actor, Authorize, PageQueryDto, type Principal } from '@nora/http-kit';
import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { WorkspacePageDto } from './workspace.dto';
import { WorkspacesService } from './workspaces.service';

@ApiTags('Workspaces')
@Controller('workspaces')
export class WorkspacesController {
  constructor(private readonly workspaces: WorkspacesService) {}

  /** Workspaces the account is a member of, oldest first. */
  @Get()
  @Authorize('workspaces:list')
  @ApiOkResponse({ type: WorkspacePageDto })
  listWorkspaces(@Actor() actor: Principal, @Query() query: PageQueryDto): Promise<WorkspacePageDto> {
    return this.workspaces.listOf(actor, query);
  }
}
