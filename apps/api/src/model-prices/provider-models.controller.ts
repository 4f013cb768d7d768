import { Actor, ApiProblems, Authorize, type WorkspaceActor } from '@nora/http-kit';
import { Controller, Get, Param } from '@nestjs/common';
import { ApiOkResponse, ApiParam, ApiTags } from '@nestjs/swagger';
import { UuidPipe } from '../core/uuid.pipe';
import { ProviderModelsDto } from './dto/provider-models.dto';
import { ProviderModelsReader } from './provider-models.reader';

/** Which models a provider has. */
@ApiTags('Providers')
@ApiParam({ name: 'workspaceId', format: 'uuid' })
@Controller('workspaces/:workspaceId/providers/:providerId/models')
export class ProviderModelsController {
  constructor(private readonly models: ProviderModelsReader) {}

  /** Models of a provider as it lists them itself, with what they cost; the first thousand, by name. */
  @Get()
  @ApiParam({ name: 'providerId', format: 'uuid' })
  @Authorize('providers:read')
  @ApiProblems('provider_test_failed')
  @ApiOkResponse({ type: ProviderModelsDto })
  listProviderModels(
    @Actor() { workspaceId }: WorkspaceActor,
    @Param('providerId', UuidPipe) providerId: string,
  ): Promise<ProviderModelsDto> {
    return this.models.read(workspaceId, providerId);
  }
}
