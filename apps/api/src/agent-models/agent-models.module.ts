import { Module } from '@nestjs/common';
import { AgentModelsController } from './agent-models.controller';
import { AgentModelsListController } from './agent-models-list.controller';
import { AgentModelsReader } from './agent-models.reader';
import { AgentModelsService } from './agent-models.service';

@Module({
  controllers: [AgentModelsController, AgentModelsListController],
  providers: [AgentModelsReader, AgentModelsService],
})
export class AgentModelsModule {}
