import { Actor, ApiProblems, Authorize, PageQueryDto, type WorkspaceActor } from '@nora/http-kit';
import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiParam, ApiTags } from '@nestjs/swagger';
import { UuidPipe } from '../core/uuid.pipe';
import { ProviderTestDto } from './dto/provider-test.dto';
import { ProviderDto, ProviderPageDto } from './dto/provider.dto';
import { ChangeProviderDto, CreateProviderDto, TryProviderDto } from './dto/write-provider.dto';
import { usualAsNull } from './provider-facts';
import { toProviderTestDto } from './providers.mapper';
import { ProvidersReader } from './providers.reader';
import { ProvidersService } from './providers.service';

const ProviderParam = (): MethodDecorator => ApiParam({ name: 'providerId', format: 'uuid' });

/** Whom the models of a workspace are had from. Keys go in and never come out. */
@ApiTags('Providers')
@ApiParam({ name: 'workspaceId', format: 'uuid' })
@Controller('workspaces/:workspaceId/providers')
export class ProvidersController {
  constructor(
    private readonly providers: ProvidersService,
    private readonly reader: ProvidersReader,
  ) {}

  /** Providers of a workspace, in the order in which they were set up. The built-in demo is none of them. */
  @Get()
  @Authorize('providers:read')
  @ApiOkResponse({ type: ProviderPageDto })
  listProviders(@Actor() actor: WorkspaceActor, @Query() query: PageQueryDto): Promise<ProviderPageDto> {
    return this.reader.list(actor.workspaceId, query);
  }

  /** Sets a provider up, unless it does not answer as it should. */
  @Post()
  @Authorize('providers:manage')
  @ApiProblems('name_taken', 'conflict', 'provider_test_failed')
  @ApiCreatedResponse({ type: ProviderDto })
  createProvider(@Actor() actor: WorkspaceActor, @Body() body: CreateProviderDto): Promise<ProviderDto> {
    return this.providers.create(actor, body);
  }

  /** Tries out what has not been saved. Nothing is kept. */
  @Post('test')
  @HttpCode(200)
  @Authorize('providers:manage')
  @ApiOkResponse({ type: ProviderTestDto })
  async tryProvider(
    @Body() { kind, baseUrl, apiKey, defaultModel }: TryProviderDto,
  ): Promise<ProviderTestDto> {
    const place = { kind, baseUrl: usualAsNull(kind, baseUrl), apiKey: apiKey ?? null };
    return toProviderTestDto(await this.providers.try(place, defaultModel ?? null));
  }

  /** One provider of models, without its key. */
  @Get(':providerId')
  @ProviderParam()
  @Authorize('providers:read')
  @ApiOkResponse({ type: ProviderDto })
  getProvider(
    @Actor() { workspaceId }: WorkspaceActor,
    @Param('providerId', UuidPipe) providerId: string,
  ): Promise<ProviderDto> {
    return this.reader.get(workspaceId, providerId);
  }

  /** Changes a provider. A new key, or being switched off, holds from the next call of every agent on. */
  @Patch(':providerId')
  @ProviderParam()
  @Authorize('providers:manage')
  @ApiProblems('name_taken', 'conflict', 'provider_test_failed')
  @ApiOkResponse({ type: ProviderDto })
  changeProvider(
    @Actor() actor: WorkspaceActor,
    @Param('providerId', UuidPipe) providerId: string,
    @Body() body: ChangeProviderDto,
  ): Promise<ProviderDto> {
    return this.providers.change(actor, providerId, body);
  }

  /** Removes a provider that no agent uses. */
  @Delete(':providerId')
  @ProviderParam()
  @HttpCode(204)
  @Authorize('providers:manage')
  @ApiProblems('provider_in_use')
  @ApiNoContentResponse({ description: 'The provider and its key are gone.' })
  async deleteProvider(
    @Actor() actor: WorkspaceActor,
    @Param('providerId', UuidPipe) providerId: string,
  ): Promise<void> {
    await this.providers.delete(actor, providerId);
  }

  /** Tests a provider as it is. */
  @Post(':providerId/test')
  @ProviderParam()
  @HttpCode(200)
  @Authorize('providers:manage')
  @ApiOkResponse({ type: ProviderTestDto })
  async testProvider(
    @Actor() actor: WorkspaceActor,
    @Param('providerId', UuidPipe) providerId: string,
  ): Promise<ProviderTestDto> {
    return toProviderTestDto(await this.providers.test(actor, providerId));
  }
}
