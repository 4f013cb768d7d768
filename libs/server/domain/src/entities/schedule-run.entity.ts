import {
  SCHEDULE_ACTIONS,
  SCHEDULE_RUN_STATUSES,
  SCHEDULE_TRIGGERS,
  type ScheduleAction,
  type ScheduleRunStatus,
  type ScheduleTrigger,
} from '@nora/contracts';
import { Check, Column, Entity, Index, ManyToOne } from 'typeorm';
import { Agent } from './agent.entity';
import { oneOf } from './check';
import { Deployment } from './deployment.entity';
import { Schedule } from './schedule.entity';
import { User } from './user.entity';
import { WorkRow } from './work-row';

/**
 * One time that a schedule came up. The row is its own outbox: workers take it up from here. What it does was copied
 * when it came up, so that the history stays true when the schedule is changed.
 */
@Entity('schedule_runs')
@Check('ck_schedule_runs_action', oneOf('action', SCHEDULE_ACTIONS))
@Check('ck_schedule_runs_status', oneOf('status', SCHEDULE_RUN_STATUSES))
@Check('ck_schedule_runs_trigger', oneOf('trigger', SCHEDULE_TRIGGERS))
@Index('uq_schedule_runs_schedule_id_due_at', ['scheduleId', 'dueAt'], {
  unique: true,
  where: `"trigger" = 'clock'`,
})
@Index('ix_schedule_runs_schedule_id_id', ['scheduleId', 'id'])
@Index('ix_schedule_runs_agent_id_active', ['agentId', 'id'], { where: `"status" IN ('queued', 'running')` })
export class ScheduleRun extends WorkRow {
  @Column('uuid')
  scheduleId: string;

  @ManyToOne(() => Schedule, { onDelete: 'CASCADE' })
  schedule: Schedule;

  @Column('uuid')
  agentId: string;

  @ManyToOne(() => Agent, { onDelete: 'CASCADE' })
  agent: Agent;

  @Column('text')
  trigger: ScheduleTrigger;

  @Column('text', { default: 'queued' })
  status: ScheduleRunStatus;

  /** The time of the schedule that it stands for; when it was asked for, of one begun by hand. */
  @Column('timestamptz')
  dueAt: Date;

  /** Further times that had passed when it came up, because no worker was there. */
  @Column('integer', { default: 0 })
  missed: number;

  @Column('text')
  action: ScheduleAction;

  @Column('text', { nullable: true })
  prompt: string | null;

  /** For whom it acts. */
  @Column('uuid', { nullable: true })
  responsibleId: string | null;

  @ManyToOne(() => User, { onDelete: 'SET NULL', nullable: true })
  responsible: User | null;

  /** Of the request that asked for it. */
  @Column('text', { nullable: true })
  correlationId: string | null;

  /** What a lifecycle call made. */
  @Column('uuid', { nullable: true })
  deploymentId: string | null;

  @ManyToOne(() => Deployment, { onDelete: 'SET NULL', nullable: true })
  deployment: Deployment | null;

  /** The conversation of a prompt. */
  @Column('text', { nullable: true })
  sessionKey: string | null;

  /** What the agent said, or as much of it as is kept. */
  @Column('text', { nullable: true })
  answer: string | null;

  /** Why it failed or was passed over. */
  @Column('text', { nullable: true })
  errorCode: string | null;

  @Column('text', { nullable: true })
  errorDetail: string | null;
}
