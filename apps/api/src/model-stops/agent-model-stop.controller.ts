import { Actor, Authorize, type WorkspaceActor } from '@nora/http-kit';
import { Body, Controller, Delete, Get, Param, Put } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { ModelStopTarget } from '@nora/domain';
import { ModelStopsDto, StopModelsDto } from './model-stop.dto';
import { ModelStopsService } from './model-stops.service';

/** The kill switch of one agent. */
@ApiTags('Models')
@Controller('agents/:agentId/model-stop')
export class AgentModelStopController {
  constructor(private readonly stops: ModelStopsService) {}

  /** What keeps an agent from calling models. */
  @Get()
  @Authorize('agents:read')
  @ApiOkResponse({ type: ModelStopsDto })
  getAgentModelStop(
    @Actor() actor: WorkspaceActor,
    @Param('agentId') agentId: string,
  ): Promise<ModelStopsDto> {
    return this.stops.get(targetOf(actor, agentId));
  }

  /** Keeps an agent from calling models, and cuts the calls under way, within two seconds. The agent itself runs on. */
  @Put()
  @Authorize('agent-models:stop')
  @ApiOkResponse({ type: ModelStopsDto })
  stopAgentModels(
    @Actor() actor: WorkspaceActor,
    @Param('agentId') agentId: string,
    @Body() { reason }: StopModelsDto,
  ): Promise<ModelStopsDto> {
    return this.stops.stop(actor, targetOf(actor, agentId), reason);
  }

  /** Lets an agent call models again, whatever stopped it. What holds its workspace or the installation stays in the answer; a budget that is used up stops it again with the next call. */
  @Delete()
  @Authorize('agent-models:stop')
  @ApiOkResponse({ type: ModelStopsDto })
  resumeAgentModels(
    @Actor() actor: WorkspaceActor,
    @Param('agentId') agentId: string,
  ): Promise<ModelStopsDto> {
    return this.stops.resume(actor, targetOf(actor, agentId));
  }
}

function targetOf({ workspaceId }: WorkspaceActor, agentId: string): ModelStopTarget {
  return { scope: 'agent', workspaceId, agentId };
}
