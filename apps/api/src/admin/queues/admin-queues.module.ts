import { Module } from '@nestjs/common';
import { AdminQueuesController } from './admin-queues.controller';
import { AdminQueuesService } from './admin-queues.service';
import { DeadLettersService } from './dead-letters.service';
import { QueueAccess } from './queue-access';
import { QueueDeploymentsRepository } from './queue-deployments.repository';

@Module({
  controllers: [AdminQueuesController],
  providers: [AdminQueuesService, DeadLettersService, QueueAccess, QueueDeploymentsRepository],
})
export class AdminQueuesModule {}
