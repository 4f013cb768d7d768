import { Module } from '@nestjs/common';
import { AgentModelsController } from './agent-models.controller';
import { AgentModelsReader } from './agent-models.reader';
import { AgentModelsService } from './agent-models.service';

@Module({
  controllers: [AgentModelsController],
  providers: [AgentModelsReader, AgentModelsService],
})
export class AgentModelsModule {}
