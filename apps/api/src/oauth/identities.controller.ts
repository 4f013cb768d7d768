import { HttpSettings } from '@nora/config';
import { OAUTH_PROVIDERS } from '@nora/contracts';
import { Actor, ApiProblems, Authorize, NotRepeatable, PageQueryDto, type Principal } from '@nora/http-kit';
import { Body, Controller, Delete, Get, HttpCode, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiParam, ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { PasswordProof } from '../account/password-proof';
import { UuidPipe } from '../core/uuid.pipe';
import { IdentityDto, IdentityPageDto } from './dto/identity.dto';
import { OauthReturnDto, OauthStartDto, StartOauthLinkDto } from './dto/oauth.dto';
import { IdentitiesService } from './identities.service';
import { clearOauthCookie, oauthCookieOf, setOauthCookie } from './oauth-cookie';
import { OauthFlow } from './oauth-flow';

const ProviderParam = (): MethodDecorator => ApiParam({ name: 'provider', enum: OAUTH_PROVIDERS });

/** Accounts elsewhere with which the account signs in. */
@ApiTags('Account')
@Controller('account/identities')
export class IdentitiesController {
  constructor(
    private readonly identities: IdentitiesService,
    private readonly flow: OauthFlow,
    private readonly passwords: PasswordProof,
    private readonly http: HttpSettings,
  ) {}

  /** Identities elsewhere that the account is linked with. */
  @Get()
  @Authorize('account:read')
  @ApiOkResponse({ type: IdentityPageDto })
  listIdentities(@Actor() actor: Principal, @Query() query: PageQueryDto): Promise<IdentityPageDto> {
    return this.identities.list(actor.userId, query);
  }

  /** Begins to link an account at an identity provider; the browser gets a cookie that its return is bound to. */
  @Post(':provider/start')
  @HttpCode(200)
  @Authorize('account:manage')
  @NotRepeatable()
  @ApiProblems('password_wrong', 'conflict', 'oauth_provider_failed')
  @ProviderParam()
  @ApiOkResponse({ type: OauthStartDto })
  async startOauthLink(
    @Actor() actor: Principal,
    @Param('provider') provider: string,
    @Body() { password }: StartOauthLinkDto,
    @Res({ passthrough: true }) response: Response,
  ): Promise<OauthStartDto> {
    await this.passwords.require(actor, password, response);
    await this.identities.requireUnlinked(actor.userId, provider);
    const { url, browser } = await this.flow.begin(provider, actor.userId);
    setOauthCookie(response, this.http.publicUrl, browser);
    return { url };
  }

  /** Links it. */
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
  async completeOauthLink(
    @Actor() actor: Principal,
    @Param('provider') providerId: string,
    @Body() body: OauthReturnDto,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<IdentityDto> {
    const browser = oauthCookieOf(request);
    const { provider, identity } = await this.flow.end(providerId, actor.userId, body, browser);
    clearOauthCookie(response, this.http.publicUrl);
    return this.identities.link(actor, provider, identity);
  }

  /** Ends the link with an identity elsewhere. */
  @Delete(':identityId')
  @HttpCode(204)
  @Authorize('account:manage')
  @ApiParam({ name: 'identityId', format: 'uuid' })
  @ApiProblems('last_credential')
  @ApiNoContentResponse({ description: 'The account there does not sign in here any more.' })
  async unlinkIdentity(
    @Actor() actor: Principal,
    @Param('identityId', UuidPipe) identityId: string,
  ): Promise<void> {
    await this.identities.unlink(actor, identityId);
  }
}
