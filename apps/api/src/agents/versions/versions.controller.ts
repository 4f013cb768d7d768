import { Actor, Authorize, PageQueryDto, type WorkspaceActor } from '@nora/http-kit';
import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiOkResponse, ApiParam, ApiTags } from '@nestjs/swagger';
import { AgentVersionDetailDto, AgentVersionPageDto, VersionDifferenceDto } from './version.dto';
import { VersionsService } from './versions.service';

const VERSION_NUMBER = { type: 'integer', minimum: 1, description: 'Number of a version.' } as const;

/** What an agent was and is. */
@ApiTags('Agents')
@Controller('agents/:agentId/versions')
export class VersionsController {
  constructor(private readonly versions: VersionsService) {}

  /** Versions of an agent, newest first. */
  @Get()
  @Authorize('agents:read')
  @ApiOkResponse({ type: AgentVersionPageDto })
  listAgentVersions(
    @Actor() { workspaceId }: WorkspaceActor,
    @Param('agentId') agentId: string,
    @Query() query: PageQueryDto,
  ): Promise<AgentVersionPageDto> {
    return this.versions.list(workspaceId, agentId, query);
  }

  /** One version with everything it holds. */
  @Get(':number')
  @Authorize('agents:read')
  @ApiParam({ name: 'number', schema: VERSION_NUMBER })
  @ApiOkResponse({ type: AgentVersionDetailDto })
  getAgentVersion(
    @Actor() { workspaceId }: WorkspaceActor,
    @Param('agentId') agentId: string,
    @Param('number') number: string,
  ): Promise<AgentVersionDetailDto> {
    return this.versions.get(workspaceId, agentId, number);
  }

  /** What turns version `a` into version `b`. */
  @Get(':a/diff/:b')
  @Authorize('agents:read')
  @ApiParam({ name: 'a', schema: VERSION_NUMBER })
  @ApiParam({ name: 'b', schema: VERSION_NUMBER })
  @ApiOkResponse({ type: VersionDifferenceDto })
  compareAgentVersions(
    @Actor() { workspaceId }: WorkspaceActor,
    @Param('agentId') agentId: string,
    @Param('a') a: string,
    @Param('b') b: string,
  ): Promise<VersionDifferenceDto> {
    return this.versions.compare(workspaceId, agentId, a, b);
  }
}
