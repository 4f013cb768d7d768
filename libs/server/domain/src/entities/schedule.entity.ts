import {
  SCHEDULE_ACTIONS,
  SCHEDULE_OVERLAPS,
  type ScheduleAction,
  type ScheduleOverlap,
} from '@nora/contracts';
import { Check, Column, Entity, Index, ManyToOne } from 'typeorm';
import { Agent } from './agent.entity';
import { BaseEntity } from './base.entity';
import { oneOf } from './check';
import { User } from './user.entity';
import { Workspace } from './workspace.entity';

/** What is done with an agent again and again, by the clock of a time zone. */
@Entity('schedules')
@Check('ck_schedules_action', oneOf('action', SCHEDULE_ACTIONS))
@Check('ck_schedules_overlap', oneOf('overlap', SCHEDULE_OVERLAPS))
@Check('ck_schedules_prompt', `("action" = 'prompt') = ("prompt" IS NOT NULL)`)
@Index('uq_schedules_agent_id_name', ['agentId', 'name'], { unique: true })
@Index('ix_schedules_agent_id_id', ['agentId', 'id'])
@Index('ix_schedules_due', ['nextRunAt'], { where: '"enabled" AND "next_run_at" IS NOT NULL' })
export class Schedule extends BaseEntity {
  @Column('uuid')
  workspaceId: string;

  @ManyToOne(() => Workspace, { onDelete: 'RESTRICT' })
  workspace: Workspace;

  @Column('uuid')
  agentId: string;

  @ManyToOne(() => Agent, { onDelete: 'CASCADE' })
  agent: Agent;

  @Column('text')
  name: string;

  /** Five fields, as crontab(5) has them. */
  @Column('text')
  cron: string;

  /** Of the IANA database, e.g. `Europe/Berlin`. */
  @Column('text')
  timeZone: string;

  @Column('text')
  action: ScheduleAction;

  /** What the agent is told; null unless the action is `prompt`. */
  @Column('text', { nullable: true })
  prompt: string | null;

  @Column('boolean')
  enabled: boolean;

  /** Why it was switched off, when nobody did. */
  @Column('text', { nullable: true })
  disabledReason: string | null;

  @Column('text')
  overlap: ScheduleOverlap;

  /** The next time by the clock; null while it is switched off. */
  @Column('timestamptz', { nullable: true })
  nextRunAt: Date | null;

  @Column('uuid', { nullable: true })
  createdById: string | null;

  @ManyToOne(() => User, { onDelete: 'SET NULL', nullable: true })
  createdBy: User | null;

  /** For whom it acts: who last said what it does. */
  @Column('uuid', { nullable: true })
  responsibleId: string | null;

  @ManyToOne(() => User, { onDelete: 'SET NULL', nullable: true })
  responsible: User | null;
}
