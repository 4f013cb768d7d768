import { Module } from '@nestjs/common';
import { AgentsModule } from '../agents/agents.module';
import { AgentFilesController } from './agent-files.controller';
import { AgentFilesService } from './agent-files.service';
import { ChangingService } from './changing.service';
import { ReadingService } from './reading.service';
import { SidecarFiles } from './sidecar-files';
import { TrashController } from './trash.controller';
import { TrashService } from './trash.service';

@Module({
  imports: [AgentsModule],
  controllers: [TrashController, AgentFilesController],
  providers: [AgentFilesService, ReadingService, ChangingService, TrashService, SidecarFiles],
})
export class AgentFilesModule {}
