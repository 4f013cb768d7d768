import { Actor, ApiProblems, Authorize, NotRepeatable, type Principal } from '@nora/http-kit';
import { Body, Controller, Get, Headers, HttpCode, Patch, Post, Res } from '@nestjs/common';
import { ApiHeader, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { RateLimits } from '../../access/rate-limits';
import { Mailer } from '../../mail/mailer';
import { ChangePlatformSettingsDto } from './dto/change-platform-settings.dto';
import { MailTestDto, PlatformSettingsDto } from './dto/platform-settings.dto';
import { PlatformSettingsService } from './platform-settings.service';
import { revisionOf } from './revision-header';

/** What administrators set for the whole installation. */
@ApiTags('Admin')
@Controller('admin/settings')
export class PlatformSettingsController {
  constructor(
    private readonly settings: PlatformSettingsService,
    private readonly mailer: Mailer,
    private readonly limits: RateLimits,
  ) {}

  /** Every setting with where it comes from: set here, or from the environment. */
  @Get()
  @Authorize('platform-settings:manage')
  @ApiOkResponse({ type: PlatformSettingsDto })
  getPlatformSettings(): Promise<PlatformSettingsDto> {
    return this.settings.get();
  }

  /** Sets what is named; null sets it back to the environment. It holds without a restart. */
  @Patch()
  @Authorize('platform-settings:manage')
  @ApiHeader({ name: 'If-Match', required: true, description: 'The revision that was read, in quotes.' })
  @ApiProblems('precondition_required', 'precondition_failed')
  @ApiOkResponse({ type: PlatformSettingsDto })
  changePlatformSettings(
    @Actor() actor: Principal,
    @Headers('if-match') ifMatch: string | undefined,
    @Body() body: ChangePlatformSettingsDto,
  ): Promise<PlatformSettingsDto> {
    return this.settings.change(actor, revisionOf(ifMatch), body);
  }

  /** Sends a test mail to the address of the account that asks, and tells what the mail server said. */
  @Post('mail-test')
  @HttpCode(200)
  @Authorize('platform-settings:manage')
  @NotRepeatable()
  @ApiProblems('mail_not_configured', 'mail_failed', 'too_many_requests')
  @ApiOkResponse({ type: MailTestDto })
  async testMail(
    @Actor() { email, userId }: Principal,
    @Res({ passthrough: true }) response: Response,
  ): Promise<MailTestDto> {
    await this.limits.take(response, 'mails', `mail-test ${userId}`);
    return { to: email, answer: await this.mailer.test(email) };
  }
}
