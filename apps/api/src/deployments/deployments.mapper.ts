import type { DeploymentDto, DeploymentErrorDto, DeploymentStepDto } from './deployment.dto';
import type { DeploymentRow, StepRow } from './deployments.repository';
import { isCancellable, isRetryable } from './exits';
import type { UsualDurations } from './recent-durations';

const iso = (date: Date | null): string | null => date?.toISOString() ?? null;

/** A deployment with its steps, as it is shown. */
export function toDeploymentDto(row: DeploymentRow, steps: StepRow[], usual: UsualDurations): DeploymentDto {
  const { kind, status, cancel_requested: cancelRequested } = row;
  return {
    id: row.id,
    agentId: row.agent_id,
    workspaceId: row.workspace_id,
    kind,
    status,
    version: row.version,
    requestedBy:
      row.requested_by_id === null ? null : { id: row.requested_by_id, name: row.requested_by_name ?? '' },
    reason: row.reason,
    options: {
      keepData: row.options.keepData ?? false,
      freshStorage: row.options.freshStorage ?? false,
      rollbackTo: row.rollback_to,
      source: row.options.source ?? null,
    },
    attempts: row.attempts,
    cancelRequested,
    cancellable: isCancellable({ kind, status, cancelRequested, removing: isRemoving(steps) }),
    retryable: isRetryable({
      ...{ kind, status, newest: row.newest },
      ...{ agentStatus: row.agent_status, dataKept: row.data_kept },
    }),
    createdAt: row.created_at.toISOString(),
    startedAt: iso(row.started_at),
    finishedAt: iso(row.finished_at),
    expected: usual.deployments.get(kind) ?? null,
    error: toErrorDto(row),
    steps: steps.map((step) => toStepDto(step, usual)),
  };
}

function isRemoving(steps: StepRow[]): boolean {
  return steps.some(({ name, state }) => (name === 'remove' || name === 'cleanup') && state !== 'pending');
}

function toErrorDto(row: DeploymentRow): DeploymentErrorDto | null {
  const {
    error_code: code,
    error_detail: detail,
    evidence,
    next_action: nextAction,
    exit_code: exitCode,
  } = row;
  return code === null ? null : { code, detail: detail ?? '', evidence, nextAction, exitCode };
}

function toStepDto(step: StepRow, usual: UsualDurations): DeploymentStepDto {
  const { position, name, state, message } = step;
  const known = usual.steps.get(name);
  return {
    ...{ position, name, state, message },
    startedAt: iso(step.started_at),
    finishedAt: iso(step.finished_at),
    usualMs: known?.p50Ms ?? null,
    slowMs: known?.p90Ms ?? null,
  };
}
