import { Actor, ApiProblems, Authorize, type Principal } from '@nora/http-kit';
import { QUEUE_NAMES } from '@nora/queues';
import { Controller, Delete, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiAcceptedResponse, ApiNoContentResponse, ApiOkResponse, ApiParam, ApiTags } from '@nestjs/swagger';
import { auditActorOf } from '../../core/audit-actor';
import {
  AdminQueueJobPageDto,
  AdminQueuePageDto,
  ListQueueJobsQueryDto,
  QueueRetryDto,
} from './admin-queues.dto';
import { AdminQueuesService } from './admin-queues.service';
import { DeadLettersService } from './dead-letters.service';

const QueueParam = (): MethodDecorator => ApiParam({ name: 'queue', enum: QUEUE_NAMES });

@ApiTags('Admin')
@Controller('admin/queues')
export class AdminQueuesController {
  constructor(
    private readonly queues: AdminQueuesService,
    private readonly letters: DeadLettersService,
  ) {}

  /** Every queue with its counts and rates. */
  @Get()
  @Authorize('queues:read')
  @ApiProblems('service_unavailable')
  @ApiOkResponse({ type: AdminQueuePageDto })
  listQueues(): Promise<AdminQueuePageDto> {
    return this.queues.list();
  }

  /** Jobs of a queue in one state: those that ended newest first, all others in the order they are served. */
  @Get(':queue/jobs')
  @Authorize('queues:read')
  @ApiProblems('service_unavailable')
  @QueueParam()
  @ApiOkResponse({ type: AdminQueueJobPageDto })
  listQueueJobs(
    @Param('queue') queue: string,
    @Query() query: ListQueueJobsQueryDto,
  ): Promise<AdminQueueJobPageDto> {
    return this.queues.jobs(queue, query);
  }

  /** Tries again what a failed job is about. */
  @Post(':queue/jobs/:jobId/retry')
  @HttpCode(202)
  @Authorize('queues:manage')
  @ApiProblems('operation_in_progress', 'operation_not_allowed', 'conflict', 'service_unavailable')
  @ApiProblems('name_taken', 'workspace_ending')
  @QueueParam()
  @ApiAcceptedResponse({ type: QueueRetryDto })
  retryQueueJob(
    @Actor() actor: Principal,
    @Param('queue') queue: string,
    @Param('jobId') jobId: string,
  ): Promise<QueueRetryDto> {
    return this.letters.retry(auditActorOf(actor), queue, jobId);
  }

  /** Takes a job away that has ended. */
  @Delete(':queue/jobs/:jobId')
  @HttpCode(204)
  @Authorize('queues:manage')
  @ApiProblems('operation_not_allowed', 'service_unavailable')
  @QueueParam()
  @ApiNoContentResponse()
  discardQueueJob(
    @Actor() actor: Principal,
    @Param('queue') queue: string,
    @Param('jobId') jobId: string,
  ): Promise<void> {
    return this.letters.discard(auditActorOf(actor), queue, jobId);
  }
}
