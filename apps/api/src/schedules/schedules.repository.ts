import type {
  DeploymentStatus,
  ScheduleAction,
  ScheduleOverlap,
  ScheduleRunStatus,
  ScheduleTrigger,
} from '@nora/contracts';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';

interface Named {
  id: string;
  name: string;
}

export interface ScheduleRow {
  id: string;
  agent_id: string;
  name: string;
  cron: string;
  time_zone: string;
  action: ScheduleAction;
  prompt: string | null;
  enabled: boolean;
  disabled_reason: string | null;
  overlap: ScheduleOverlap;
  next_run_at: Date | null;
  created_by: Named | null;
  responsible: Named | null;
  created_at: Date;
  updated_at: Date;
}

export interface ScheduleRunRow {
  id: string;
  schedule_id: string;
  trigger: ScheduleTrigger;
  status: ScheduleRunStatus;
  action: ScheduleAction;
  due_at: Date;
  missed: number;
  started_at: Date | null;
  finished_at: Date | null;
  prompt: string | null;
  answer: string | null;
  session_key: string | null;
  error_code: string | null;
  error_detail: string | null;
  responsible: Named | null;
  deployment_id: string | null;
  deployment_status: DeploymentStatus | null;
  deployment_finished_at: Date | null;
  deployment_error_code: string | null;
  deployment_error_detail: string | null;
}

const person = (user: string) =>
  `CASE WHEN ${user}.id IS NULL THEN NULL ELSE jsonb_build_object('id', ${user}.id, 'name', ${user}.name) END`;

const SCHEDULES = `SELECT s.id, s.agent_id, s.name, s.cron, s.time_zone, s.action, s.prompt, s.enabled,
    s.disabled_reason, s.overlap, s.next_run_at, s.created_at, s.updated_at,
    ${person('c')} AS created_by, ${person('p')} AS responsible
  FROM schedules s LEFT JOIN users c ON c.id = s.created_by_id LEFT JOIN users p ON p.id = s.responsible_id
  WHERE s.workspace_id = $1 AND s.agent_id = $2`;

const RUNS = `SELECT r.id, r.schedule_id, r.trigger, r.status, r.action, r.due_at, r.missed, r.started_at,
    r.finished_at, r.prompt, r.answer, r.session_key, r.error_code, r.error_detail, ${person('p')} AS responsible,
    d.id AS deployment_id, d.status AS deployment_status, d.finished_at AS deployment_finished_at,
    d.error_code AS deployment_error_code, d.error_detail AS deployment_error_detail
  FROM schedule_runs r JOIN schedules s ON s.id = r.schedule_id
  LEFT JOIN users p ON p.id = r.responsible_id LEFT JOIN deployments d ON d.id = r.deployment_id
  WHERE s.workspace_id = $1 AND s.agent_id = $2`;

/** Whose schedules. */
export interface AgentPlace {
  workspaceId: string;
  agentId: string;
}

/** Finds schedules and their runs, always of an agent in a workspace. */
@Injectable()
export class SchedulesRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** In the order in which they were made. */
  list(of: AgentPlace, after: string | null, limit: number): Promise<ScheduleRow[]> {
    return this.query<ScheduleRow>(
      `${SCHEDULES} AND ($3::uuid IS NULL OR s.id > $3) ORDER BY s.id LIMIT $4`,
      of,
      [after, limit],
    );
  }

  async find(of: AgentPlace, id: string): Promise<ScheduleRow | null> {
    return (await this.query<ScheduleRow>(`${SCHEDULES} AND s.id = $3`, of, [id]))[0] ?? null;
  }

  /** The last run of each of the given schedules. */
  lastRuns(of: AgentPlace, scheduleIds: string[]): Promise<ScheduleRunRow[]> {
    const last = `SELECT m.id FROM schedule_runs m WHERE m.schedule_id = r.schedule_id ORDER BY m.id DESC LIMIT 1`;
    return this.query<ScheduleRunRow>(
      `${RUNS} AND r.schedule_id = ANY($3::uuid[]) AND r.id = (${last})`,
      of,
      [scheduleIds],
    );
  }

  /** Newest first. */
  listRuns(
    of: AgentPlace,
    scheduleId: string,
    before: string | null,
    limit: number,
  ): Promise<ScheduleRunRow[]> {
    return this.query<ScheduleRunRow>(
      `${RUNS} AND r.schedule_id = $3 AND ($4::uuid IS NULL OR r.id < $4) ORDER BY r.id DESC LIMIT $5`,
      of,
      [scheduleId, before, limit],
    );
  }

  async findRun(of: AgentPlace, id: string): Promise<ScheduleRunRow | null> {
    return (await this.query<ScheduleRunRow>(`${RUNS} AND r.id = $3`, of, [id]))[0] ?? null;
  }

  private query<T>(sql: string, { workspaceId, agentId }: AgentPlace, rest: unknown[]): Promise<T[]> {
    return this.dataSource.query<T[]>(sql, [workspaceId, agentId, ...rest]);
  }
}
