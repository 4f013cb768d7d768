import { Actor, Authorize, type WorkspaceActor } from '@nora/http-kit';
import { Body, Controller, Delete, Get, Put } from '@nestjs/common';
import { ApiOkResponse, ApiParam, ApiTags } from '@nestjs/swagger';
import type { ModelStopTarget } from '@nora/domain';
import { ModelStopsDto, StopModelsDto } from './model-stop.dto';
import { ModelStopsService } from './model-stops.service';

/** The kill switch of all agents of a workspace. */
@ApiTags('Models')
@ApiParam({ name: 'workspaceId', format: 'uuid' })
@Controller('workspaces/:workspaceId/model-stop')
export class WorkspaceModelStopController {
  constructor(private readonly stops: ModelStopsService) {}

  /** What keeps the agents of a workspace from calling models, all of them together. */
  @Get()
  @Authorize('workspaces:read')
  @ApiOkResponse({ type: ModelStopsDto })
  getWorkspaceModelStop(@Actor() actor: WorkspaceActor): Promise<ModelStopsDto> {
    return this.stops.get(targetOf(actor));
  }

  /** Keeps all agents of a workspace from calling models, and cuts the calls under way, within two seconds. */
  @Put()
  @Authorize('models:stop')
  @ApiOkResponse({ type: ModelStopsDto })
  stopWorkspaceModels(
    @Actor() actor: WorkspaceActor,
    @Body() { reason }: StopModelsDto,
  ): Promise<ModelStopsDto> {
    return this.stops.stop(actor, targetOf(actor), reason);
  }

  /** Lets the agents of a workspace call models again. Those that were stopped one by one stay stopped. */
  @Delete()
  @Authorize('models:stop')
  @ApiOkResponse({ type: ModelStopsDto })
  resumeWorkspaceModels(@Actor() actor: WorkspaceActor): Promise<ModelStopsDto> {
    return this.stops.resume(actor, targetOf(actor));
  }
}

function targetOf({ workspaceId }: WorkspaceActor): ModelStopTarget {
  return { scope: 'workspace', workspaceId };
}
