import { Actor, ApiProblems, Authorize, NotRepeatable, type Principal } from '@nora/http-kit';
import { Body, Controller, HttpCode, Patch, Post, Res } from '@nestjs/common';
import { ApiAcceptedResponse, ApiNoContentResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { RateLimits } from '../access/rate-limits';
import { MeDto } from '../auth/dto/me.dto';
import { EmailVerifications } from '../auth/links/email-verifications';
import { ChangePasswordDto } from './dto/change-password.dto';
import { UpdateProfileDto } from './dto/update-profile.dto';
import { PasswordChangeService } from './password-change.service';
import { PasswordProof } from './password-proof';
import { ProfileService } from './profile.service';

@ApiTags('Account')
@Controller('account')
export class AccountController {
  constructor(
    private readonly profiles: ProfileService,
    private readonly proof: PasswordProof,
    private readonly passwords: PasswordChangeService,
    private readonly verifications: EmailVerifications,
    private readonly limits: RateLimits,
  ) {}

  /** Changes the profile of the account. */
  @Patch()
  @Authorize('account:manage')
  @ApiOkResponse({ type: MeDto })
  updateProfile(@Actor() actor: Principal, @Body() body: UpdateProfileDto): Promise<MeDto> {
    return this.profiles.update(actor, body);
  }

  /** Sets another password, and signs the account out everywhere else. */
  @Post('password')
  @HttpCode(204)
  @Authorize('account:manage')
  // The fingerprint that is kept for a repetition would be a fast hash of the passwords.
  @NotRepeatable()
  @ApiProblems('password_wrong')
  @ApiNoContentResponse({ description: 'The password is set, and every other session has ended.' })
  async changePassword(
    @Actor() actor: Principal,
    @Body() { currentPassword, newPassword }: ChangePasswordDto,
    @Res({ passthrough: true }) response: Response,
  ): Promise<void> {
    const user = await this.proof.require(actor, currentPassword, response);
    await this.passwords.change(actor, user, newPassword);
  }

  /** Mails a link that proves the address of the account. */
  @Post('email-verification')
  @HttpCode(202)
  @Authorize('account:manage')
  @ApiProblems('mail_not_configured', 'mail_failed', 'conflict')
  @ApiAcceptedResponse({ schema: { type: 'object' }, description: 'The mail server has taken the mail.' })
  async requestEmailVerification(
    @Actor() actor: Principal,
    @Res({ passthrough: true }) response: Response,
  ): Promise<object> {
    await this.limits.take(response, 'mails', `to ${actor.email}`);
    await this.verifications.request(actor);
    return {};
  }
}
