import { Module } from '@nestjs/common';
import { LinksModule } from '../auth/links/links.module';
import { SecondFactors } from './second-factors';
import { SignInChallenges } from './sign-in-challenges';

/** What log-ins and deletions need of second factors. */
@Module({
  imports: [LinksModule],
  providers: [SecondFactors, SignInChallenges],
  exports: [SecondFactors, SignInChallenges],
})
export class SecondFactorsModule {}
