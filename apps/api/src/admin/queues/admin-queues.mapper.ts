import type { QueueName, QueuedJob } from '@nora/queues';
import type { AdminQueueDeploymentDto, AdminQueueJobDto } from './admin-queues.dto';
import type { QueueDeploymentRow } from './queue-deployments.repository';

/** A job as it is shown, with the deployment it is about where there is one. */
export function toJobDto(
  queue: QueueName,
  job: QueuedJob,
  row: QueueDeploymentRow | undefined,
): AdminQueueJobDto {
  const { id, state, payload, error, turn } = job;
  return {
    ...{ id, queue, state, payload, error, turn },
    attempts: row?.attempts ?? job.attempts,
    queuedAt: job.queuedAt.toISOString(),
    dueAt: job.dueAt.toISOString(),
    startedAt: job.startedAt?.toISOString() ?? null,
    finishedAt: job.finishedAt?.toISOString() ?? null,
    retryable: state === 'failed' && (queue !== 'deployments' || isRetryable(row)),
    deployment: row ? toDeploymentDto(row) : null,
  };
}

function isRetryable(row: QueueDeploymentRow | undefined): boolean {
  return row !== undefined && row.newest && (row.status === 'failed' || row.status === 'cancelled');
}

function toDeploymentDto(row: QueueDeploymentRow): AdminQueueDeploymentDto {
  const { id, kind, status, attempts } = row;
  return {
    ...{ id, kind, status, attempts },
    agentId: row.agent_id,
    agentName: row.agent_name,
    workspaceId: row.workspace_id,
  };
}
