import { Actor, ApiProblems, Authorize, NotRepeatable, type Principal } from '@nora/http-kit';
import { Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiAcceptedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { UuidPipe } from '../../core/uuid.pipe';
import { OperationResultDto } from '../../deployments/deployment.dto';
import { FleetAgentPageDto, ListFleetQueryDto } from './fleet.dto';
import { FleetService } from './fleet.service';

/** The agents of all workspaces. Of what they do, nothing is shown here. */
@ApiTags('Admin')
@Controller('admin/agents')
export class FleetController {
  constructor(private readonly fleet: FleetService) {}

  /** Agents of all workspaces: what needs attention first, then the newest. */
  @Get()
  @Authorize('fleet:read')
  @ApiOkResponse({ type: FleetAgentPageDto })
  listFleet(@Query() query: ListFleetQueryDto): Promise<FleetAgentPageDto> {
    return this.fleet.list(query);
  }

  /** Starts an agent of any workspace. */
  @Post(':fleetAgentId/start')
  @HttpCode(202)
  @Authorize('fleet:operate')
  @NotRepeatable()
  @ApiProblems('not_found', 'operation_in_progress', 'operation_not_allowed')
  @ApiAcceptedResponse({ type: OperationResultDto })
  startFleetAgent(
    @Actor() actor: Principal,
    @Param('fleetAgentId', UuidPipe) agentId: string,
  ): Promise<OperationResultDto> {
    return this.fleet.operate(actor, agentId, 'start');
  }

  /** Lets an agent of any workspace drain, then stops it. */
  @Post(':fleetAgentId/stop')
  @HttpCode(202)
  @Authorize('fleet:operate')
  @NotRepeatable()
  @ApiProblems('not_found', 'operation_in_progress', 'operation_not_allowed')
  @ApiAcceptedResponse({ type: OperationResultDto })
  stopFleetAgent(
    @Actor() actor: Principal,
    @Param('fleetAgentId', UuidPipe) agentId: string,
  ): Promise<OperationResultDto> {
    return this.fleet.operate(actor, agentId, 'stop');
  }

  /** Stops and starts an agent of any workspace. */
  @Post(':fleetAgentId/restart')
  @HttpCode(202)
  @Authorize('fleet:operate')
  @NotRepeatable()
  @ApiProblems('not_found', 'operation_in_progress', 'operation_not_allowed')
  @ApiAcceptedResponse({ type: OperationResultDto })
  restartFleetAgent(
    @Actor() actor: Principal,
    @Param('fleetAgentId', UuidPipe) agentId: string,
  ): Promise<OperationResultDto> {
    return this.fleet.operate(actor, agentId, 'restart');
  }
}
