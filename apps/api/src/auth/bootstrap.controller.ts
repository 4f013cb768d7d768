import { OauthSettings } from '@nora/config';
import { Public } from '@nora/http-kit';
import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { LiveSettings } from '../core/live-settings';
import { Mailer } from '../mail/mailer';
import { BootstrapDto } from './dto/bootstrap.dto';
import { FirstAdminService } from './first-admin.service';
import { offeredProviders } from './offered-providers';
import { shownBanner } from './shown-banner';

@ApiTags('Auth')
@Controller('auth')
export class BootstrapController {
  constructor(
    private readonly firstAdmin: FirstAdminService,
    private readonly settings: LiveSettings,
    private readonly oauth: OauthSettings,
    private readonly mailer: Mailer,
  ) {}

  /** What the public pages must know before anyone is signed in. */
  @Get('bootstrap')
  @Public()
  @ApiOkResponse({ type: BootstrapDto })
  async getBootstrap(): Promise<BootstrapDto> {
    const [needsFirstAdmin, { signupEnabled, banner }] = await Promise.all([
      this.firstAdmin.isNeeded(),
      this.settings.get(),
    ]);
    return {
      needsFirstAdmin,
      signupEnabled,
      mail: this.mailer.isSetUp,
      oauth: offeredProviders(this.oauth),
      banner: shownBanner(banner, new Date()),
    };
  }
}
