import { API_KEY_SCOPES, type ApiKeyScope } from '@nora/contracts';
import { Actor, Authorize, type Principal } from '@nora/http-kit';
import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiProperty, ApiTags } from '@nestjs/swagger';

/** What somebody called with. */
export class CredentialDto {
  @ApiProperty({ enum: ['session', 'api-key'] })
  kind: 'session' | 'api-key';

  @ApiProperty({
    ...{ enum: API_KEY_SCOPES, isArray: true, nullable: true },
    description: 'What the key opens; null for a session, which may what its account may.',
  })
  scopes: ApiKeyScope[] | null;

  @ApiProperty({
    ...{ type: String, format: 'uuid', nullable: true },
    description: 'The workspace of the key; null for a session.',
  })
  workspaceId: string | null;
}

@ApiTags('API keys')
@Controller('credential')
export class CredentialController {
  /** What the credential of this call is, so that a program knows what it may offer. */
  @Get()
  @Authorize('credential:read')
  @ApiOkResponse({ type: CredentialDto })
  getCredential(@Actor() { credential }: Principal): CredentialDto {
    if (credential.kind === 'session') return { kind: 'session', scopes: null, workspaceId: null };
    return { kind: 'api-key', scopes: [...credential.scopes], workspaceId: credential.workspaceId };
  }
}
