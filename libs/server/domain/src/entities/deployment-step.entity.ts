import { STEP_NAMES, STEP_STATES, type StepName, type StepState } from '@nora/contracts';
import { Check, Column, Entity, Index, ManyToOne, PrimaryColumn } from 'typeorm';
import { oneOf } from './check';
import { Deployment } from './deployment.entity';

/** A named step of a deployment. */
@Entity('deployment_steps')
@Check('ck_deployment_steps_name', oneOf('name', STEP_NAMES))
@Check('ck_deployment_steps_state', oneOf('state', STEP_STATES))
@Index('ix_deployment_steps_name_finished_at', ['name', 'finishedAt'])
export class DeploymentStep {
  @PrimaryColumn('uuid')
  deploymentId: string;

  /** 0, 1, 2 … in the order of work. */
  @PrimaryColumn('integer')
  position: number;

  @ManyToOne(() => Deployment, { onDelete: 'CASCADE' })
  deployment: Deployment;

  @Column('text')
  name: StepName;

  @Column('text', { default: 'pending' })
  state: StepState;

  @Column('timestamptz', { nullable: true })
  startedAt: Date | null;

  @Column('timestamptz', { nullable: true })
  finishedAt: Date | null;

  @Column('text', { nullable: true })
  message: string | null;
}
