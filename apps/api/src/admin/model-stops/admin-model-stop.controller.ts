import { Actor, Authorize, type Principal } from '@nora/http-kit';
import { Body, Controller, Delete, Get, Put } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { ModelStopsDto, StopModelsDto } from '../../model-stops/model-stop.dto';
import { ModelStopsService } from '../../model-stops/model-stops.service';

const FLEET = { scope: 'installation' } as const;

/** The kill switch of the whole installation. */
@ApiTags('Admin')
@Controller('admin/model-stop')
export class AdminModelStopController {
  constructor(private readonly stops: ModelStopsService) {}

  /** What keeps everybody from calling models. */
  @Get()
  @Authorize('fleet-models:stop')
  @ApiOkResponse({ type: ModelStopsDto })
  getFleetModelStop(): Promise<ModelStopsDto> {
    return this.stops.get(FLEET);
  }

  /** Keeps everybody from calling models, and cuts the calls under way, within two seconds. */
  @Put()
  @Authorize('fleet-models:stop')
  @ApiOkResponse({ type: ModelStopsDto })
  stopFleetModels(@Actor() actor: Principal, @Body() { reason }: StopModelsDto): Promise<ModelStopsDto> {
    return this.stops.stop(actor, FLEET, reason);
  }

  /** Lets everybody call models again. Workspaces and agents that were stopped on their own stay stopped. */
  @Delete()
  @Authorize('fleet-models:stop')
  @ApiOkResponse({ type: ModelStopsDto })
  resumeFleetModels(@Actor() actor: Principal): Promise<ModelStopsDto> {
    return this.stops.resume(actor, FLEET);
  }
}
