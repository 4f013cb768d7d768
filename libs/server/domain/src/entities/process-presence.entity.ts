import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** A process of this installation that runs, or ran until a short while ago. */
@Entity('process_presences')
@Index('ix_process_presences_seen_at', ['seenAt'])
export class ProcessPresence {
  /** Drawn by the process when it starts. */
  @PrimaryColumn('uuid')
  id: string;

  /** What it is, e.g. `backup-worker`. */
  @Column('text')
  service: string;

  /** Name of the machine or container it runs in. */
  @Column('text')
  host: string;

  @Column('text')
  version: string;

  /** What others need to know of its environment; holds no secret. */
  @Column('jsonb', { default: {} })
  facts: Record<string, unknown>;

  @Column('timestamptz')
  startedAt: Date;

  /** When it last said that it is there, by the clock of PostgreSQL. */
  @Column('timestamptz')
  seenAt: Date;
}
