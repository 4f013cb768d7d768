import { Column } from 'typeorm';
import { BaseEntity } from './base.entity';

/**
 * A row that is its own outbox: an intention that a worker takes up, holds under a lease and settles.
 * The queue carries its id only; whatever the queue loses, a sweep finds here.
 */
export abstract class WorkRow extends BaseEntity {
  /** Held by the worker that carries it out. */
  @Column('uuid', { nullable: true })
  claimToken: string | null;

  @Column('timestamptz', { nullable: true })
  leaseUntil: Date | null;

  /** Times a worker took it up; part of the id of its job. */
  @Column('integer', { default: 0 })
  attempts: number;

  /** Attempts that ended in an error; these are limited and wait longer each time. */
  @Column('integer', { default: 0 })
  faults: number;

  /** Not to be taken up again before this. */
  @Column('timestamptz', { nullable: true })
  notBefore: Date | null;

  /** Its place among the work of all workspaces: lower goes first, and a burst of one workspace does not hold up others. */
  @Column('integer', { default: 0 })
  turn: number;

  /** When somebody asked for it to end early. */
  @Column('timestamptz', { nullable: true })
  cancelRequestedAt: Date | null;

  @Column('timestamptz', { nullable: true })
  startedAt: Date | null;

  @Column('timestamptz', { nullable: true })
  finishedAt: Date | null;
}
