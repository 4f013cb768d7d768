import { OAUTH_PROVIDERS } from '@nora/contracts';
import { Actor, ApiProblems, Authorize, NotRepeatable, PageQueryDto, type Principal } from '@nora/http-kit';
import { Body, Controller, Delete, Get, HttpCode, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiParam, ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { UuidPipe } from '../core/uuid.pipe';
import { notYet } from './not-yet';
import { IdentityDto, IdentityPageDto } from './dto/identity.dto';
import { OauthReturnDto, OauthStartDto, StartOauthLinkDto } from './dto/oauth.dto';

const ProviderParam = (): MethodDecorator => ApiParam({ name: 'provider', enum: OAUTH_PROVIDERS });

/** Accounts elsewhere with which the account signs in. */
@ApiTags('Account')
@Controller('account/identities')
export class IdentitiesController {
  @Get()
  @Authorize('account:read')
  @ApiOkResponse({ type: IdentityPageDto })
  listIdentities(@Actor() _actor: Principal, @Query() _query: PageQueryDto): Promise<IdentityPageDto> {
    return Promise.reject(notYet());
  }

  /** Begins to link an account at an identity provider; the browser gets a cookie that its return is bound to. */
  @Post(':provider/start')
  @HttpCode(200)
  @Authorize('account:manage')
  @NotRepeatable()
  @ApiProblems('password_wrong', 'conflict', 'oauth_provider_failed')
  @ProviderParam()
  @ApiOkResponse({ type: OauthStartDto })
  startOauthLink(
    @Actor() _actor: Principal,
    @Param('provider') _provider: string,
    @Body() _body: StartOauthLinkDto,
    @Res({ passthrough: true }) _response: Response,
  ): Promise<OauthStartDto> {
    return Promise.reject(notYet());
  }

  @Post(':provider/complete')
  @HttpCode(200)
  @Authorize('account:manage')
  @NotRepeatable()
  @ApiProblems(
    'oauth_state_invalid',
    'email_unverified',
    'identity_taken',
    'conflict',
    'oauth_provider_failed',
  )
  @ProviderParam()
  @ApiOkResponse({ type: IdentityDto })
  completeOauthLink(
    @Actor() _actor: Principal,
    @Param('provider') _provider: string,
    @Body() _body: OauthReturnDto,
    @Req() _request: Request,
    @Res({ passthrough: true }) _response: Response,
  ): Promise<IdentityDto> {
    return Promise.reject(notYet());
  }

  @Delete(':identityId')
  @HttpCode(204)
  @Authorize('account:manage')
  @ApiParam({ name: 'identityId', format: 'uuid' })
  @ApiProblems('last_credential')
  @ApiNoContentResponse({ description: 'The account there does not sign in here any more.' })
  unlinkIdentity(
    @Actor() _actor: Principal,
    @Param('identityId', UuidPipe) _identityId: string,
  ): Promise<void> {
    return Promise.reject(notYet());
  }
}
