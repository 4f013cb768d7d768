import { Global, Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { ApiKeyCredentials } from '../api-keys/api-key-credentials';
import { SessionTokens } from '../sessions/session-tokens';
import { SessionsService } from '../sessions/sessions.service';
import { AccessGuard } from './access.guard';
import { Authentication } from './authentication';
import { EmbedGrants } from './embed-grants';
import { RateLimits } from './rate-limits';
import { StreamWatch } from './stream-watch';
import { WorkspaceAccess } from './workspace-access';

/** Who is calling, and whether they may. */
@Global()
@Module({
  providers: [
    ...[SessionTokens, SessionsService, ApiKeyCredentials],
    ...[Authentication, EmbedGrants, RateLimits, StreamWatch, WorkspaceAccess],
    { provide: APP_GUARD, useClass: AccessGuard },
  ],
  exports: [SessionsService, ApiKeyCredentials, EmbedGrants, RateLimits, StreamWatch],
})
export class AccessModule {}
