import { Module } from '@nestjs/common';
import { AgentModelStopController } from './agent-model-stop.controller';
import { ModelStopsRepository } from './model-stops.repository';
import { ModelStopsService } from './model-stops.service';
import { WorkspaceModelStopController } from './workspace-model-stop.controller';

@Module({
  controllers: [AgentModelStopController, WorkspaceModelStopController],
  providers: [ModelStopsRepository, ModelStopsService],
  exports: [ModelStopsService],
})
export class ModelStopsModule {}
