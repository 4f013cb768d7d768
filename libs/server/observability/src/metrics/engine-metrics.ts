import type { DeploymentKind, DriftKind, StepName } from '@nora/contracts';
import type { DeployTarget } from '@nora/runtime-contract';
import { Counter, Gauge, Histogram } from 'prom-client';
import type { Metrics } from './metrics';

const STEP_SECONDS = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 900];
const WAIT_SECONDS = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5, 15, 60, 300];
const PASS_SECONDS = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];

/** How an attempt at a deployment ended; `retried` is given back to the queue. */
export type DeploymentOutcome = 'succeeded' | 'failed' | 'cancelled' | 'retried' | 'lost';
/** How a step ended. */
export type StepOutcome = 'succeeded' | 'failed' | 'skipped' | 'aborted';
/** What was done about a runtime that differs. */
export type DriftAction = 'healed' | 'alerted' | 'failed';

/** What the engine measures of deployments and of its looks at runtimes. */
export class EngineMetrics {
  private readonly steps;
  private readonly deployments;
  private readonly waits;
  private readonly passes;
  private readonly agents;
  private readonly drifts;

  constructor({ registry }: Metrics) {
    const registers = [registry];
    this.steps = new Histogram({
      name: 'nora_deployment_step_seconds',
      help: 'Seconds a step of a deployment took.',
      labelNames: ['target', 'step', 'outcome'],
      buckets: STEP_SECONDS,
      registers,
    });
    this.deployments = new Counter({
      name: 'nora_deployments_total',
      help: 'Attempts at deployments that ended.',
      labelNames: ['kind', 'target', 'outcome'],
      registers,
    });
    this.waits = new Histogram({
      name: 'nora_deployment_wait_seconds',
      help: 'Seconds from when a deployment was due until a worker took it up.',
      buckets: WAIT_SECONDS,
      registers,
    });
    this.passes = new Histogram({
      name: 'nora_reconcile_pass_seconds',
      help: 'Seconds a look at all runtimes took.',
      buckets: PASS_SECONDS,
      registers,
    });
    this.agents = new Gauge({
      name: 'nora_reconcile_agents',
      help: 'Agents the last pass looked at.',
      registers,
    });
    this.drifts = new Counter({
      name: 'nora_drift_total',
      help: 'Runtimes found different from what was recorded of them.',
      labelNames: ['kind', 'action'],
      registers,
    });
  }

  stepEnded(step: { target: DeployTarget; step: StepName; outcome: StepOutcome }, seconds: number): void {
    this.steps.observe(step, seconds);
  }

  deploymentEnded(attempt: { kind: DeploymentKind; target: DeployTarget; outcome: DeploymentOutcome }): void {
    this.deployments.inc(attempt);
  }

  /** @param seconds since it was due: since its row was written, or since the end of its back-off */
  deploymentTakenUp(seconds: number): void {
    // The due time is the database's clock, which may be a little ahead.
    this.waits.observe(Math.max(0, seconds));
  }

  reconcilePassEnded(seconds: number, agents: number): void {
    this.passes.observe(seconds);
    this.agents.set(agents);
  }

  driftFound(drift: { kind: DriftKind; action: DriftAction }): void {
    this.drifts.inc(drift);
  }
}
