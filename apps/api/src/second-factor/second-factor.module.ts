import { Module } from '@nestjs/common';
import { AccountModule } from '../account/account.module';
import { AuthModule } from '../auth/auth.module';
import { SecondFactorLoginController } from './second-factor-login.controller';
import { SecondFactorLoginService } from './second-factor-login.service';
import { SecondFactorController } from './second-factor.controller';
import { SecondFactorService } from './second-factor.service';
import { SecondFactorsModule } from './second-factors.module';

@Module({
  imports: [AccountModule, AuthModule, SecondFactorsModule],
  controllers: [SecondFactorController, SecondFactorLoginController],
  providers: [SecondFactorLoginService, SecondFactorService],
})
export class SecondFactorModule {}
