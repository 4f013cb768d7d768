import { HttpSettings } from '@nora/config';
import { Actor, ApiProblems, Authorize, Public, type Principal } from '@nora/http-kit';
import { Body, Controller, Get, HttpCode, Post, Req, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { anonymousActor } from '../core/audit-actor';
import { clearSessionCookie, setSessionCookie } from '../sessions/session-cookie';
import { AuthService, type SignedIn, type Visitor } from './auth.service';
import { BootstrapDto } from './dto/bootstrap.dto';
import { ClaimDto } from './dto/claim.dto';
import { LoginDto } from './dto/login.dto';
import { MeDto } from './dto/me.dto';

@ApiTags('Auth')
@Controller('auth')
export class AuthController {
  constructor(
    private readonly auth: AuthService,
    private readonly http: HttpSettings,
  ) {}

  /** What the public pages must know before anyone is signed in. */
  @Get('bootstrap')
  @Public()
  @ApiOkResponse({ type: BootstrapDto })
  async getBootstrap(): Promise<BootstrapDto> {
    const needsFirstAdmin = await this.auth.needsFirstAdmin();
    return { needsFirstAdmin, signupEnabled: this.http.signupEnabled };
  }

  @Post('claim')
  @Public()
  @ApiProblems('csrf_failed', 'claim_token_invalid', 'already_claimed')
  @ApiCreatedResponse({ type: MeDto, description: 'The first administrator, signed in by cookie.' })
  async claim(
    @Body() body: ClaimDto,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<MeDto> {
    return this.signIn(response, await this.auth.claim(body, visitorOf(request)));
  }

  @Post('login')
  @HttpCode(200)
  @Public()
  @ApiProblems('csrf_failed', 'invalid_credentials')
  @ApiOkResponse({ type: MeDto, description: 'The account, signed in by cookie.' })
  async login(
    @Body() body: LoginDto,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<MeDto> {
    return this.signIn(response, await this.auth.login(body, visitorOf(request)));
  }

  @Post('logout')
  @HttpCode(204)
  @Authorize('account:manage')
  @ApiNoContentResponse({ description: 'The session has ended, its open streams too.' })
  async logout(@Actor() actor: Principal, @Res({ passthrough: true }) response: Response): Promise<void> {
    await this.auth.logout(actor);
    clearSessionCookie(response, this.http.publicUrl);
  }

  @Get('me')
  @Authorize('account:read')
  @ApiOkResponse({ type: MeDto })
  getMe(@Actor() { userId: id, email, name, platformRole }: Principal): MeDto {
    return { id, email, name, platformRole };
  }

  private signIn(response: Response, { user, token }: SignedIn): MeDto {
    setSessionCookie(response, this.http.publicUrl, token);
    const { id, email, name, platformRole } = user;
    return { id, email, name, platformRole };
  }
}

function visitorOf(request: Request): Visitor {
  return { actor: anonymousActor(request), userAgent: request.headers['user-agent'] ?? null };
}
