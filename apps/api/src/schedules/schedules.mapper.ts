import type { ScheduleRunStatus } from '@nora/contracts';
import { CronTimes } from '@nora/domain';
import type { ScheduleRunDto } from './dto/schedule-run.dto';
import type { ScheduleDto } from './dto/schedule.dto';
import type { ScheduleRow, ScheduleRunRow } from './schedules.repository';

const iso = (date: Date | null): string | null => date?.toISOString() ?? null;

/** A schedule as it is shown. */
export function toScheduleDto(row: ScheduleRow, lastRun: ScheduleRunRow | null): ScheduleDto {
  return {
    id: row.id,
    agentId: row.agent_id,
    name: row.name,
    cron: row.cron,
    words: wordsOf(row),
    timeZone: row.time_zone,
    action: row.action,
    prompt: row.prompt,
    enabled: row.enabled,
    disabledReason: row.disabled_reason,
    overlap: row.overlap,
    nextRunAt: iso(row.next_run_at),
    lastRun: lastRun && toScheduleRunDto(lastRun),
    createdBy: row.created_by,
    responsible: row.responsible,
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
  };
}

/** A run as it is shown; one that made a deployment has gone as far as that has. */
export function toScheduleRunDto(row: ScheduleRunRow): ScheduleRunDto {
  const { deployment_id, deployment_status } = row;
  const code = row.error_code ?? row.deployment_error_code;
  const made = deployment_id !== null && deployment_status !== null;
  return {
    id: row.id,
    scheduleId: row.schedule_id,
    trigger: row.trigger,
    status: statusOf(row),
    action: row.action,
    dueAt: row.due_at.toISOString(),
    missed: row.missed,
    startedAt: iso(row.started_at),
    finishedAt: iso(made ? row.deployment_finished_at : row.finished_at),
    responsible: row.responsible,
    prompt: row.prompt,
    answer: row.answer,
    sessionKey: row.session_key,
    deployment: made ? { id: deployment_id, status: deployment_status } : null,
    error: code === null ? null : { code, detail: row.error_detail ?? row.deployment_error_detail ?? '' },
  };
}

function statusOf({ status, deployment_status }: ScheduleRunRow): ScheduleRunStatus {
  if (status !== 'succeeded' || deployment_status === null) return status;
  return deployment_status === 'queued' ? 'running' : deployment_status;
}

/** A pattern that was good once may not be any more, e.g. after an update of the time zones. */
function wordsOf({ cron, time_zone: timeZone }: ScheduleRow): string {
  try {
    return new CronTimes({ cron, timeZone }).words;
  } catch {
    return cron;
  }
}
