import type { DeploymentDto, DeploymentStepDto } from './deployment.dto';
import type { DeploymentRow, StepRow } from './deployments.repository';
import type { UsualDurations } from './step-durations';

const iso = (date: Date | null): string | null => date?.toISOString() ?? null;

/** A deployment with its steps, as it is shown. */
export function toDeploymentDto(row: DeploymentRow, steps: StepRow[], usual: UsualDurations): DeploymentDto {
  return {
    id: row.id,
    agentId: row.agent_id,
    workspaceId: row.workspace_id,
    kind: row.kind,
    status: row.status,
    createdAt: row.created_at.toISOString(),
    startedAt: iso(row.started_at),
    finishedAt: iso(row.finished_at),
    error:
      row.error_code === null
        ? null
        : {
            code: row.error_code,
            detail: row.error_detail ?? '',
            evidence: row.evidence,
            nextAction: row.next_action,
          },
    steps: steps.map((step) => toStepDto(step, usual)),
  };
}

function toStepDto(step: StepRow, usual: UsualDurations): DeploymentStepDto {
  const { position, name, state, message } = step;
  return {
    ...{ position, name, state, message },
    startedAt: iso(step.started_at),
    finishedAt: iso(step.finished_at),
    usualMs: usual.get(name) ?? null,
  };
}
