import { decodeCursor, encodeCursor, type Page } from '@nora/http-kit';
import { QUEUE_NAMES, type JobPosition, type QueueName, type QueuedJob } from '@nora/queues';
import { Injectable } from '@nestjs/common';
import type { AdminQueueDto, AdminQueueJobDto, ListQueueJobsQueryDto } from './admin-queues.dto';
import { toJobDto } from './admin-queues.mapper';
import { QueueAccess } from './queue-access';
import { QueueDeploymentsRepository, type QueueDeploymentRow } from './queue-deployments.repository';

/** Looks at the queues, for platform admins. */
@Injectable()
export class AdminQueuesService {
  constructor(
    private readonly access: QueueAccess,
    private readonly deployments: QueueDeploymentsRepository,
  ) {}

  /** Every queue. @throws DomainError `service_unavailable` */
  async list(): Promise<Page<AdminQueueDto>> {
    const items = await this.access.ask(() => Promise.all(QUEUE_NAMES.map((name) => this.describe(name))));
    return { items, nextCursor: null };
  }

  /** Jobs of a queue. @throws DomainError `not_found`, `service_unavailable` */
  async jobs(
    queue: string,
    { state, limit, cursor }: ListQueueJobsQueryDto,
  ): Promise<Page<AdminQueueJobDto>> {
    const { name, letters } = this.access.named(queue);
    const after = positionOf(decodeCursor(cursor, state)?.key);
    const found = await this.access.ask(() => letters.list(state, after, limit + 1));
    const page = found.slice(0, limit);
    const rows = await this.rowsOf(
      name,
      page.map(({ job }) => job),
    );
    const last = found.length > limit ? page.at(-1) : undefined;
    return {
      items: page.map(({ job }) => toJobDto(name, job, rows.get(job.rowId))),
      nextCursor: last ? encodeCursor({ sort: state, key: keyOf(last.position), id: last.job.rowId }) : null,
    };
  }

  private async describe(name: QueueName): Promise<AdminQueueDto> {
    const { letters } = this.access.named(name);
    const [counts, oldestWaitingSeconds, lastMinute, lastHour] = await Promise.all([
      letters.counts(),
      letters.oldestWaitingSeconds(),
      letters.ended(1),
      letters.ended(60),
    ]);
    return { name, counts, oldestWaitingSeconds, lastMinute, lastHour };
  }

  private async rowsOf(name: QueueName, jobs: QueuedJob[]): Promise<Map<string, QueueDeploymentRow>> {
    if (name !== 'deployments') return new Map();
    return this.deployments.ofAnyWorkspace(jobs.map(({ rowId }) => rowId));
  }
}

const keyOf = ({ score, jobId }: JobPosition): string => `${score} ${jobId}`;

function positionOf(key: string | undefined): JobPosition | null {
  if (key === undefined) return null;
  const [score = '', jobId = ''] = key.split(' ');
  return { score: Number.parseFloat(score) || 0, jobId };
}
