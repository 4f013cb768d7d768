import { Actor, Authorize, PageQueryDto, type WorkspaceActor } from '@nora/http-kit';
import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiParam, ApiTags } from '@nestjs/swagger';
import { AgentModelsReader } from './agent-models.reader';
import { AgentModelPageDto } from './dto/agent-model.dto';

/** Which models the agents of a workspace talk to. */
@ApiTags('Models')
@ApiParam({ name: 'workspaceId', format: 'uuid' })
@Controller('workspaces/:workspaceId/agent-models')
export class AgentModelsListController {
  constructor(private readonly reader: AgentModelsReader) {}

  /** What the agents of a workspace are bound to, in the order in which they were made. */
  @Get()
  @Authorize('agents:read')
  @ApiOkResponse({ type: AgentModelPageDto })
  listAgentModels(
    @Actor() { workspaceId }: WorkspaceActor,
    @Query() query: PageQueryDto,
  ): Promise<AgentModelPageDto> {
    return this.reader.list(workspaceId, query);
  }
}
