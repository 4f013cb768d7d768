import { Module } from '@nestjs/common';
import { CatalogModule } from '../catalog/catalog.module';
import { DeploymentsModule } from '../deployments/deployments.module';
import { IdempotencyModule } from '../idempotency/idempotency.module';
import { AgentCredentials } from './agent-credentials';
import { AgentsController } from './agents.controller';
import { AgentsRepository } from './agents.repository';
import { AgentsService } from './agents.service';
import { BulkController } from './bulk/bulk.controller';
import { BulkService } from './bulk/bulk.service';
import { ChangesController } from './changes/changes.controller';
import { ChangesService } from './changes/changes.service';
import { DuplicatesController } from './duplicates/duplicates.controller';
import { DuplicatesService } from './duplicates/duplicates.service';
import { LifecycleController } from './lifecycle/lifecycle.controller';
import { LifecycleService } from './lifecycle/lifecycle.service';
import { RestoreController } from './lifecycle/restore.controller';
import { RestoreService } from './lifecycle/restore.service';
import { ModelKeyController } from './model-key/model-key.controller';
import { ModelKeyService } from './model-key/model-key.service';
import { VersionsController } from './versions/versions.controller';
import { VersionsRepository } from './versions/versions.repository';
import { VersionsService } from './versions/versions.service';

@Module({
  imports: [CatalogModule, DeploymentsModule, IdempotencyModule],
  controllers: [
    ...[AgentsController, BulkController, ChangesController, DuplicatesController],
    ...[LifecycleController, ModelKeyController, RestoreController, VersionsController],
  ],
  providers: [
    ...[AgentCredentials, AgentsRepository, AgentsService, BulkService, ChangesService, DuplicatesService],
    ...[LifecycleService, ModelKeyService, RestoreService, VersionsRepository, VersionsService],
  ],
  exports: [AgentCredentials, AgentsService, LifecycleService],
})
export class AgentsModule {}
