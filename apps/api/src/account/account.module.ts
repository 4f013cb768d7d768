import { Module } from '@nestjs/common';
import { LinksModule } from '../auth/links/links.module';
import { SecondFactorsModule } from '../second-factor/second-factors.module';
import { AccountController } from './account.controller';
import { AccountDeletionController } from './deletion/account-deletion.controller';
import { AccountDeletionService } from './deletion/account-deletion.service';
import { MeReader } from './me.reader';
import { PasswordChangeService } from './password-change.service';
import { PasswordProof } from './password-proof';
import { ProfileService } from './profile.service';

@Module({
  imports: [LinksModule, SecondFactorsModule],
  controllers: [AccountController, AccountDeletionController],
  providers: [AccountDeletionService, MeReader, PasswordChangeService, PasswordProof, ProfileService],
  exports: [AccountDeletionService, MeReader, PasswordProof],
})
export class AccountModule {}
