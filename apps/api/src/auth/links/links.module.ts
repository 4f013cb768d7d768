import { Module } from '@nestjs/common';
import { MailModule } from '../../mail/mail.module';
import { NewPasswords } from '../new-passwords';
import { EmailVerifications } from './email-verifications';
import { LinksController } from './links.controller';
import { OneTimeTokens } from './one-time-tokens';
import { PasswordResets } from './password-resets';

@Module({
  imports: [MailModule],
  controllers: [LinksController],
  providers: [EmailVerifications, NewPasswords, OneTimeTokens, PasswordResets],
  exports: [EmailVerifications, NewPasswords, OneTimeTokens, PasswordResets],
})
export class LinksModule {}
