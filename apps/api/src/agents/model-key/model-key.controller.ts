import { Actor, ApiProblems, Authorize, type WorkspaceActor } from '@nora/http-kit';
import { Controller, HttpCode, Param, Post } from '@nestjs/common';
import { ApiAcceptedResponse, ApiTags } from '@nestjs/swagger';
import { RotateModelKeyResultDto } from './model-key.dto';
import { ModelKeyService } from './model-key.service';

/** The key by which an agent reaches its model. */
@ApiTags('Agents')
@Controller('agents/:agentId/model-key')
export class ModelKeyController {
  constructor(private readonly modelKeys: ModelKeyService) {}

  /** Gives the agent another key. The old one is of no use from this answer on; the agent is restarted with the new. */
  @Post('rotate')
  @HttpCode(202)
  @Authorize('agents:write')
  @ApiProblems('operation_in_progress', 'operation_not_allowed')
  @ApiAcceptedResponse({ type: RotateModelKeyResultDto })
  rotateModelKey(
    @Actor() actor: WorkspaceActor,
    @Param('agentId') agentId: string,
  ): Promise<RotateModelKeyResultDto> {
    return this.modelKeys.rotate(actor, agentId);
  }
}
