import { FirstAdminSettings } from '@nora/config';
import type { Logger } from '@nora/observability';
import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { LOGGER } from '../core/logger';
import { FirstAdminService } from './first-admin.service';

/** Makes the administrator that the settings name, before the first request is answered. */
@Injectable()
export class FirstAdminSeed implements OnApplicationBootstrap {
  constructor(
    private readonly settings: FirstAdminSettings,
    private readonly firstAdmin: FirstAdminService,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    const { email, password } = this.settings;
    if (email === null || password === null) return;
    if (await this.firstAdmin.seed(email, password)) {
      this.logger.info({ email }, 'made the first administrator of the settings');
    }
  }
}
