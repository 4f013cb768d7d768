import { Module } from '@nestjs/common';
import { AccountModule } from '../account/account.module';
import { InvitationsModule } from '../invitations/invitations.module';
import { MailModule } from '../mail/mail.module';
import { SecondFactorsModule } from '../second-factor/second-factors.module';
import { AuthController } from './auth.controller';
import { AuthService } from './auth.service';
import { BootstrapController } from './bootstrap.controller';
import { FirstAdminSeed } from './first-admin-seed';
import { FirstAdminService } from './first-admin.service';
import { LinksModule } from './links/links.module';
import { SessionAnswers } from './session-answers';
import { SignIn } from './sign-in';
import { SignUpRule } from './sign-up-rule';
import { SignUpService } from './sign-up.service';

@Module({
  imports: [AccountModule, InvitationsModule, LinksModule, MailModule, SecondFactorsModule],
  controllers: [AuthController, BootstrapController],
  providers: [
    AuthService,
    FirstAdminSeed,
    FirstAdminService,
    SessionAnswers,
    SignIn,
    SignUpRule,
    SignUpService,
  ],
  exports: [SessionAnswers, SignIn, SignUpRule],
})
export class AuthModule {}
