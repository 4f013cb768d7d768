import { Module } from '@nestjs/common';
import { AgentUsageController } from './agent-usage.controller';
import { ModelCallsRepository } from './model-calls.repository';
import { ModelCallsService } from './model-calls.service';
import { UsageExport } from './usage-export';
import { UsageController } from './usage.controller';
import { UsageRepository } from './usage.repository';
import { UsageService } from './usage.service';

@Module({
  controllers: [AgentUsageController, UsageController],
  providers: [ModelCallsRepository, ModelCallsService, UsageExport, UsageRepository, UsageService],
  exports: [UsageService],
})
export class UsageModule {}
