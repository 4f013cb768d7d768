import { Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import { QUEUES, type Jobs } from './queues';

type DeployAgentJob = Jobs['deployments']['deploy-agent'];

/** What the producer must know of a deployment row. */
export interface DeploymentJobSource {
  id: string;
  /** Times a worker took the row up; part of the job id, so that a later attempt is another job. */
  attempts: number;
  notBefore: Date | null;
}

const FINISHED = new Set(['completed', 'failed', 'unknown']);

/** Puts deployments on their queue. Safe to call any number of times for one row. */
export class DeploymentsProducer {
  readonly queue: Queue<DeployAgentJob>;

  constructor(connection: Redis) {
    this.queue = new Queue<DeployAgentJob>('deployments', {
      connection,
      defaultJobOptions: {
        attempts: 1,
        removeOnComplete: { count: QUEUES.deployments.keepDone },
        removeOnFail: { count: QUEUES.deployments.keepFailed },
      },
    });
  }

  /** Makes sure that a live job exists for the row's present attempt. */
  async ensure(source: DeploymentJobSource): Promise<'added' | 'present'> {
    const jobId = deploymentJobId(source);
    const existing = await this.queue.getJob(jobId);
    if (existing) {
      if (!FINISHED.has(await existing.getState())) return 'present';
      await existing.remove();
    }
    const delay = Math.max(0, (source.notBefore?.getTime() ?? 0) - Date.now());
    await this.queue.add('deploy-agent', { v: 1, deploymentId: source.id }, { jobId, delay });
    return 'added';
  }

  close(): Promise<void> {
    return this.queue.close();
  }
}

/** Id of the job of a row's present attempt. BullMQ ignores an id it still keeps, and forbids `:`. */
export function deploymentJobId({ id, attempts }: Pick<DeploymentJobSource, 'id' | 'attempts'>): string {
  return `deploy-${id}-${attempts}`;
}
