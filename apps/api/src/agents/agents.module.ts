import { Module } from '@nestjs/common';
import { CatalogModule } from '../catalog/catalog.module';
import { DeploymentsModule } from '../deployments/deployments.module';
import { AgentCredentials } from './agent-credentials';
import { AgentOperationsController } from './agent-operations.controller';
import { AgentOperationsService } from './agent-operations.service';
import { AgentsController } from './agents.controller';
import { AgentsRepository } from './agents.repository';
import { AgentsService } from './agents.service';

@Module({
  imports: [CatalogModule, DeploymentsModule],
  controllers: [AgentsController, AgentOperationsController],
  providers: [AgentCredentials, AgentOperationsService, AgentsRepository, AgentsService],
  exports: [AgentCredentials, AgentsService],
})
export class AgentsModule {}
