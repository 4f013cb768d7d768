import { HttpSettings } from '@nora/config';
import { OAUTH_PROVIDERS } from '@nora/contracts';
import { ApiProblems, Public } from '@nora/http-kit';
import { Body, Controller, HttpCode, Param, Post, Req, Res } from '@nestjs/common';
import { ApiOkResponse, ApiParam, ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { RateLimits } from '../access/rate-limits';
import { MeDto } from '../auth/dto/me.dto';
import { SessionAnswers } from '../auth/session-answers';
import { visitorOf } from '../auth/visitor';
import { OauthReturnDto, OauthStartDto } from './dto/oauth.dto';
import { clearOauthCookie, oauthCookieOf, setOauthCookie } from './oauth-cookie';
import { OauthFlow } from './oauth-flow';
import { OauthLoginService } from './oauth-login.service';

/** Log-ins with an account elsewhere. */
@ApiTags('Auth')
@ApiParam({ name: 'provider', enum: OAUTH_PROVIDERS })
@Controller('auth/oauth/:provider')
export class OauthController {
  constructor(
    private readonly flow: OauthFlow,
    private readonly logins: OauthLoginService,
    private readonly answers: SessionAnswers,
    private readonly limits: RateLimits,
    private readonly http: HttpSettings,
  ) {}

  /** Begins a log-in at an identity provider; the browser gets a cookie that its return is bound to. */
  @Post('start')
  @HttpCode(200)
  @Public()
  @ApiProblems('csrf_failed', 'not_found', 'oauth_provider_failed', 'too_many_requests')
  @ApiOkResponse({ type: OauthStartDto })
  async startOauth(
    @Param('provider') provider: string,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<OauthStartDto> {
    await this.limits.take(response, 'logins', `address ${request.ip ?? ''}`);
    const { url, browser } = await this.flow.begin(provider, null);
    setOauthCookie(response, this.http.publicUrl, browser);
    return { url };
  }

  /** Ends it. A stranger whose verified e-mail is new here gets an account where sign-up is open. */
  @Post('complete')
  @HttpCode(200)
  @Public()
  @ApiProblems('csrf_failed', 'not_found', 'oauth_state_invalid', 'oauth_provider_failed', 'forbidden')
  @ApiProblems('invalid_credentials', 'second_factor_required', 'signup_disabled', 'email_unverified')
  @ApiProblems('account_link_required', 'too_many_requests')
  @ApiOkResponse({ type: MeDto, description: 'The account, signed in by cookie.' })
  async completeOauth(
    @Param('provider') providerId: string,
    @Body() body: OauthReturnDto,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<MeDto> {
    const { provider, identity } = await this.flow.end(providerId, null, body, oauthCookieOf(request));
    clearOauthCookie(response, this.http.publicUrl);
    const from = `address ${request.ip ?? ''}`;
    const signedIn = await this.logins.login(provider, identity, visitorOf(request), async () => {
      await this.limits.take(response, 'signups', from);
      await this.limits.take(response, 'signups-per-day', from);
    });
    return this.answers.begin(response, signedIn);
  }
}
