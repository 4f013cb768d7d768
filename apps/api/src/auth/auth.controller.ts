import { Actor, ApiProblems, Authorize, Public, type Principal } from '@nora/http-kit';
import { Body, Controller, Get, HttpCode, Post, Req, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { RateLimits } from '../access/rate-limits';
import { MeReader } from '../account/me.reader';
import { AuthService } from './auth.service';
import { ClaimDto } from './dto/claim.dto';
import { LoginDto } from './dto/login.dto';
import { MeDto } from './dto/me.dto';
import { SignUpDto } from './dto/sign-up.dto';
import { FirstAdminService } from './first-admin.service';
import { SessionAnswers } from './session-answers';
import { SignUpService } from './sign-up.service';
import { visitorOf } from './visitor';

@ApiTags('Auth')
@Controller('auth')
export class AuthController {
  constructor(
    private readonly auth: AuthService,
    private readonly firstAdmin: FirstAdminService,
    private readonly signUps: SignUpService,
    private readonly answers: SessionAnswers,
    private readonly me: MeReader,
    private readonly limits: RateLimits,
  ) {}

  /** Makes the first account of a new server, its administrator. */
  @Post('claim')
  @Public()
  @ApiProblems('csrf_failed', 'claim_token_invalid', 'already_claimed', 'too_many_requests')
  @ApiCreatedResponse({ type: MeDto, description: 'The first administrator, signed in by cookie.' })
  async claim(
    @Body() body: ClaimDto,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<MeDto> {
    await this.limits.take(response, 'logins', `address ${request.ip ?? ''}`);
    return this.answers.begin(response, await this.firstAdmin.claim(body, visitorOf(request)));
  }

  /** Opens an account, with a workspace of its own. */
  @Post('sign-up')
  @Public()
  @ApiProblems('csrf_failed', 'signup_disabled', 'email_taken', 'too_many_requests')
  @ApiCreatedResponse({ type: MeDto, description: 'The new account, signed in by cookie.' })
  async signUp(
    @Body() body: SignUpDto,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<MeDto> {
    const from = `address ${request.ip ?? ''}`;
    await this.limits.take(response, 'signups', from);
    await this.limits.take(response, 'signups-per-day', from);
    return this.answers.begin(response, await this.signUps.signUp(body, visitorOf(request)));
  }

  /** Signs in with e-mail and password. */
  @Post('login')
  @HttpCode(200)
  @Public()
  @ApiProblems('csrf_failed', 'invalid_credentials', 'second_factor_required', 'too_many_requests')
  @ApiOkResponse({ type: MeDto, description: 'The account, signed in by cookie.' })
  async login(
    @Body() body: LoginDto,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<MeDto> {
    await this.limits.take(response, 'logins', `address ${request.ip ?? ''}`);
    await this.limits.take(response, 'logins', `account ${body.email}`);
    return this.answers.begin(response, await this.auth.login(body, visitorOf(request)));
  }

  /** Ends the session of the caller. */
  @Post('logout')
  @HttpCode(204)
  @Authorize('account:manage')
  @ApiNoContentResponse({ description: 'The session has ended, its open streams too.' })
  async logout(@Actor() actor: Principal, @Res({ passthrough: true }) response: Response): Promise<void> {
    await this.auth.logout(actor);
    this.answers.end(response);
  }

  /** The account that is signed in. */
  @Get('me')
  @Authorize('account:read')
  @ApiOkResponse({ type: MeDto })
  getMe(@Actor() { userId }: Principal): Promise<MeDto> {
    return this.me.of(userId);
  }
}
