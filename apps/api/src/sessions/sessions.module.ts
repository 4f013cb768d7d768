import { Global, Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { AccessGuard } from './access.guard';
import { SessionTokens } from './session-tokens';
import { SessionWatch } from './session-watch';
import { SessionsService } from './sessions.service';
import { WorkspaceAccess } from './workspace-access';

/** Who is calling, and whether they may. */
@Global()
@Module({
  providers: [
    SessionTokens,
    SessionsService,
    SessionWatch,
    WorkspaceAccess,
    { provide: APP_GUARD, useClass: AccessGuard },
  ],
  exports: [SessionsService, SessionWatch],
})
export class SessionsModule {}
