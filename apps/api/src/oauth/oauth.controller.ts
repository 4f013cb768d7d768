import { OAUTH_PROVIDERS } from '@nora/contracts';
import { ApiProblems, Public } from '@nora/http-kit';
import { Body, Controller, HttpCode, Param, Post, Req, Res } from '@nestjs/common';
import { ApiOkResponse, ApiParam, ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { MeDto } from '../auth/dto/me.dto';
import { notYet } from './not-yet';
import { OauthReturnDto, OauthStartDto } from './dto/oauth.dto';

/** Log-ins with an account elsewhere. */
@ApiTags('Auth')
@ApiParam({ name: 'provider', enum: OAUTH_PROVIDERS })
@Controller('auth/oauth/:provider')
export class OauthController {
  /** Begins a log-in at an identity provider; the browser gets a cookie that its return is bound to. */
  @Post('start')
  @HttpCode(200)
  @Public()
  @ApiProblems('csrf_failed', 'not_found', 'oauth_provider_failed', 'too_many_requests')
  @ApiOkResponse({ type: OauthStartDto })
  startOauth(
    @Param('provider') _provider: string,
    @Req() _request: Request,
    @Res({ passthrough: true }) _response: Response,
  ): Promise<OauthStartDto> {
    return Promise.reject(notYet());
  }

  /** Ends it. A stranger whose verified e-mail is new here gets an account where sign-up is open. */
  @Post('complete')
  @HttpCode(200)
  @Public()
  @ApiProblems(
    'csrf_failed',
    'not_found',
    'oauth_state_invalid',
    'oauth_provider_failed',
    'invalid_credentials',
  )
  @ApiProblems('second_factor_required', 'signup_disabled', 'email_unverified', 'account_link_required')
  @ApiProblems('too_many_requests')
  @ApiOkResponse({ type: MeDto, description: 'The account, signed in by cookie.' })
  completeOauth(
    @Param('provider') _provider: string,
    @Body() _body: OauthReturnDto,
    @Req() _request: Request,
    @Res({ passthrough: true }) _response: Response,
  ): Promise<MeDto> {
    return Promise.reject(notYet());
  }
}
