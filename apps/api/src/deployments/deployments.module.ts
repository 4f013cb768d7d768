import { Module } from '@nestjs/common';
import { DeploymentsController } from './deployments.controller';
import { DeploymentsRepository } from './deployments.repository';
import { DeploymentsService } from './deployments.service';
import { StepDurations } from './step-durations';

@Module({
  controllers: [DeploymentsController],
  providers: [DeploymentsRepository, DeploymentsService, StepDurations],
  exports: [DeploymentsService],
})
export class DeploymentsModule {}
