import { HttpSettings } from '@nora/config';
import { Actor, Authorize, PageQueryDto, type Principal } from '@nora/http-kit';
import { Controller, Delete, Get, HttpCode, Param, Query, Res } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiParam, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { UuidPipe } from '../core/uuid.pipe';
import { RevokeSessionsQueryDto } from './revoke-sessions-query.dto';
import { clearSessionCookie } from './session-cookie';
import { SessionPageDto } from './session.dto';
import { SessionListService } from './session-list.service';

@ApiTags('Account')
@Controller('account/sessions')
export class SessionsController {
  constructor(
    private readonly sessions: SessionListService,
    private readonly http: HttpSettings,
  ) {}

  /** Where the account is signed in, newest first. */
  @Get()
  @Authorize('account:read')
  @ApiOkResponse({ type: SessionPageDto })
  listSessions(@Actor() actor: Principal, @Query() query: PageQueryDto): Promise<SessionPageDto> {
    return this.sessions.list(actor.userId, actor.credential.id, query);
  }

  /** Signs the account out everywhere else, or everywhere. */
  @Delete()
  @HttpCode(204)
  @Authorize('account:manage')
  @ApiNoContentResponse({ description: 'The sessions have ended, their open streams within a second.' })
  async revokeSessions(
    @Actor() actor: Principal,
    @Query() { all }: RevokeSessionsQueryDto,
    @Res({ passthrough: true }) response: Response,
  ): Promise<void> {
    await this.sessions.revokeAll(actor, { evenThis: all });
    if (all) clearSessionCookie(response, this.http.publicUrl);
  }

  /** Ends one session of the account. */
  @Delete(':sessionId')
  @HttpCode(204)
  @Authorize('account:manage')
  @ApiParam({ name: 'sessionId', format: 'uuid' })
  @ApiNoContentResponse({ description: 'The session has ended, its open streams within a second.' })
  async revokeSession(
    @Actor() actor: Principal,
    @Param('sessionId', UuidPipe) sessionId: string,
  ): Promise<void> {
    await this.sessions.revoke(actor, sessionId);
  }
}
