import { Module } from '@nestjs/common';
import { LinksModule } from '../auth/links/links.module';
import { AccountController } from './account.controller';
import { MeReader } from './me.reader';
import { PasswordChangeService } from './password-change.service';
import { PasswordProof } from './password-proof';
import { ProfileService } from './profile.service';

@Module({
  imports: [LinksModule],
  controllers: [AccountController],
  providers: [MeReader, PasswordChangeService, PasswordProof, ProfileService],
  exports: [MeReader, PasswordProof],
})
export class AccountModule {}
