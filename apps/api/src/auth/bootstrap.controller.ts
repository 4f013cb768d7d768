import { HttpSettings, OauthSettings } from '@nora/config';
import { Public } from '@nora/http-kit';
import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Mailer } from '../mail/mailer';
import { BootstrapDto } from './dto/bootstrap.dto';
import { FirstAdminService } from './first-admin.service';
import { offeredProviders } from './offered-providers';

@ApiTags('Auth')
@Controller('auth')
export class BootstrapController {
  constructor(
    private readonly firstAdmin: FirstAdminService,
    private readonly http: HttpSettings,
    private readonly oauth: OauthSettings,
    private readonly mailer: Mailer,
  ) {}

  /** What the public pages must know before anyone is signed in. */
  @Get('bootstrap')
  @Public()
  @ApiOkResponse({ type: BootstrapDto })
  async getBootstrap(): Promise<BootstrapDto> {
    return {
      needsFirstAdmin: await this.firstAdmin.isNeeded(),
      signupEnabled: this.http.signupEnabled,
      mail: this.mailer.isSetUp,
      oauth: offeredProviders(this.oauth),
    };
  }
}
