import { Module } from '@nestjs/common';
import { AccountModule } from '../account/account.module';
import { AuthModule } from '../auth/auth.module';
import { IdentitiesController } from './identities.controller';
import { IdentitiesService } from './identities.service';
import { OauthAttempts } from './oauth-attempts';
import { OauthController } from './oauth.controller';
import { OauthFlow } from './oauth-flow';
import { OauthLoginService } from './oauth-login.service';
import { IdentityProviders } from './providers/identity-providers';

@Module({
  imports: [AccountModule, AuthModule],
  controllers: [OauthController, IdentitiesController],
  providers: [IdentitiesService, IdentityProviders, OauthAttempts, OauthFlow, OauthLoginService],
})
export class OauthModule {}
