import { Module } from '@nestjs/common';
import { CatalogModule } from '../../catalog/catalog.module';
import { MailModule } from '../../mail/mail.module';
import { PlatformSettingsController } from './platform-settings.controller';
import { PlatformSettingsService } from './platform-settings.service';

@Module({
  imports: [CatalogModule, MailModule],
  controllers: [PlatformSettingsController],
  providers: [PlatformSettingsService],
})
export class PlatformSettingsModule {}
