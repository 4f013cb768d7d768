import { Actor, Authorize, NotRepeatable, PageQueryDto, type WorkspaceActor } from '@nora/http-kit';
import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiParam, ApiTags } from '@nestjs/swagger';
import { UuidPipe } from '../core/uuid.pipe';
import { ApiKeysService } from './api-keys.service';
import { ApiKeyDto, ApiKeyPageDto, CreatedApiKeyDto } from './dto/api-key.dto';
import { CreateApiKeyDto } from './dto/create-api-key.dto';
import { RenameApiKeyDto } from './dto/rename-api-key.dto';

/** Keys for programs. Only people in a session manage them: a key can never make a key. */
@ApiTags('API keys')
@ApiParam({ name: 'workspaceId', format: 'uuid' })
@Controller('workspaces/:workspaceId/api-keys')
export class ApiKeysController {
  constructor(private readonly keys: ApiKeysService) {}

  /** Newest first, with those that have ended. */
  @Get()
  @Authorize('keys:manage')
  @ApiOkResponse({ type: ApiKeyPageDto })
  listApiKeys(@Actor() actor: WorkspaceActor, @Query() query: PageQueryDto): Promise<ApiKeyPageDto> {
    return this.keys.list(actor.workspaceId, query);
  }

  /** Issues a key that acts for the caller in this workspace. The answer shows it this once. */
  @Post()
  @Authorize('keys:manage')
  @NotRepeatable()
  @ApiCreatedResponse({ type: CreatedApiKeyDto })
  createApiKey(@Actor() actor: WorkspaceActor, @Body() body: CreateApiKeyDto): Promise<CreatedApiKeyDto> {
    return this.keys.create(actor, body);
  }

  /** Gives an API key another name. */
  @Patch(':keyId')
  @ApiParam({ name: 'keyId', format: 'uuid' })
  @Authorize('keys:manage')
  @ApiOkResponse({ type: ApiKeyDto })
  renameApiKey(
    @Actor() actor: WorkspaceActor,
    @Param('keyId', UuidPipe) keyId: string,
    @Body() { name }: RenameApiKeyDto,
  ): Promise<ApiKeyDto> {
    return this.keys.rename(actor, keyId, name);
  }

  /** Ends a key at once. */
  @Delete(':keyId')
  @ApiParam({ name: 'keyId', format: 'uuid' })
  @HttpCode(204)
  @Authorize('keys:manage')
  @ApiNoContentResponse({ description: 'The key has ended, its open streams too.' })
  async revokeApiKey(@Actor() actor: WorkspaceActor, @Param('keyId', UuidPipe) keyId: string): Promise<void> {
    await this.keys.revoke(actor, keyId);
  }
}
