import { Module } from '@nestjs/common';
import { DeploymentsController } from './deployments.controller';
import { DeploymentsRepository } from './deployments.repository';
import { DeploymentsService } from './deployments.service';
import { RecentDurations } from './recent-durations';

@Module({
  controllers: [DeploymentsController],
  providers: [DeploymentsRepository, DeploymentsService, RecentDurations],
  exports: [DeploymentsService],
})
export class DeploymentsModule {}
