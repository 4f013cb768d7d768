import { ApiProblems, Public } from '@nora/http-kit';
import { Body, Controller, HttpCode, Post, Req, Res } from '@nestjs/common';
import { ApiAcceptedResponse, ApiNoContentResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { RateLimits } from '../../access/rate-limits';
import { visitorOf } from '../visitor';
import {
  CheckLinkDto,
  LinkDto,
  LinkTokenDto,
  RequestPasswordResetDto,
  ResetPasswordDto,
} from './dto/link.dto';
import { EmailVerifications } from './email-verifications';
import { OneTimeTokens } from './one-time-tokens';
import { PasswordResets } from './password-resets';

/** What people do with links that were mailed or handed to them. Tokens travel in bodies, which are not logged. */
@ApiTags('Auth')
@Controller('auth')
export class LinksController {
  constructor(
    private readonly tokens: OneTimeTokens,
    private readonly resets: PasswordResets,
    private readonly verifications: EmailVerifications,
    private readonly limits: RateLimits,
  ) {}

  /** Whether a link is still worth something, and whose it is. */
  @Post('links/check')
  @HttpCode(200)
  @Public()
  @ApiProblems('csrf_failed', 'not_found', 'link_used', 'link_expired', 'too_many_requests')
  @ApiOkResponse({ type: LinkDto })
  async checkLink(@Body() { kind, token }: CheckLinkDto): Promise<LinkDto> {
    const { email, name } = await this.tokens.check(kind, token);
    return { email, name };
  }

  /** Asks for a link by mail. The answer does not tell whether there is such an account. */
  @Post('password-reset')
  @HttpCode(202)
  @Public()
  @ApiProblems('csrf_failed', 'too_many_requests')
  @ApiAcceptedResponse({ schema: { type: 'object' }, description: 'Mailed, if there is such an account.' })
  async requestPasswordReset(
    @Body() { email }: RequestPasswordResetDto,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<object> {
    await this.limits.take(response, 'logins', `address ${request.ip ?? ''}`);
    await this.limits.take(response, 'mails', `to ${email}`);
    this.resets.request(email, visitorOf(request));
    return {};
  }

  /** Sets a new password, and signs the account out everywhere. */
  @Post('password-reset/complete')
  @HttpCode(204)
  @Public()
  @ApiProblems('csrf_failed', 'not_found', 'link_used', 'link_expired', 'too_many_requests')
  @ApiNoContentResponse({ description: 'The password is set, and every session has ended.' })
  async resetPassword(@Body() { token, password }: ResetPasswordDto, @Req() request: Request): Promise<void> {
    await this.resets.complete(token, password, visitorOf(request));
  }

  /** Proves an address. */
  @Post('email-verification/complete')
  @HttpCode(204)
  @Public()
  @ApiProblems('csrf_failed', 'not_found', 'link_used', 'link_expired', 'too_many_requests')
  @ApiNoContentResponse({ description: 'The address is proven.' })
  async verifyEmail(@Body() { token }: LinkTokenDto, @Req() request: Request): Promise<void> {
    await this.verifications.complete(token, visitorOf(request));
  }
}
