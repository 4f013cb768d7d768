import { Module } from '@nestjs/common';
import { SecondFactorLoginController } from './second-factor-login.controller';
import { SecondFactorController } from './second-factor.controller';
import { SecondFactorService } from './second-factor.service';

@Module({
  controllers: [SecondFactorController, SecondFactorLoginController],
  providers: [SecondFactorService],
})
export class SecondFactorModule {}
