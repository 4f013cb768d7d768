import { RuntimeSettings } from '@nora/config';
import { CancelRequestedError, LostClaimError } from '@nora/domain';
import { EngineMetrics, type StepOutcome } from '@nora/observability';
import type { WorkOutcome } from '@nora/queues';
import { RuntimeFault } from '@nora/runtime-adapters';
import { Injectable } from '@nestjs/common';
import { DeploymentClaims, type Claim } from './deployment-claims';
import { DeploymentContextFactory, type DeploymentContext } from './deployment-context';
import { DeploymentSettlement } from './deployment-settlement';
import { DeploymentSteps, type PlannedStep } from './deployment-steps';
import { messageOf } from './message-of';
import { redact } from './evidence';
import { plan, type Desired, type Plan } from './plan';
import { stepDeadlineMs } from './step-deadlines';
import { StepFault } from './step-fault';
import { StepRecorder, stepMessage } from './step-recorder';

/** A deployment that was taken up so often takes its workers down with it, or outlives them for another reason. */
const MOST_TAKES = 25;

/** Carries out a claimed deployment: looks, plans, performs the steps, and has settled what became of it. */
@Injectable()
export class DeploymentExecutor {
  constructor(
    private readonly claims: DeploymentClaims,
    private readonly contexts: DeploymentContextFactory,
    private readonly steps: DeploymentSteps,
    private readonly settlement: DeploymentSettlement,
    private readonly settings: RuntimeSettings,
    private readonly metrics: EngineMetrics,
  ) {}

  /** @param given ends the work early; its reason says why, and with that what becomes of the deployment */
  async execute(claim: Claim, given: AbortSignal): Promise<WorkOutcome> {
    const signal = claim.deployment.cancelRequestedAt ? AbortSignal.abort(new CancelRequestedError()) : given;
    let context: DeploymentContext | undefined;
    try {
      context = await this.contexts.create(claim, signal);
      signal.throwIfAborted();
      refuseEndlessTakes(claim);
      await this.performPlan(context);
      return await this.settlement.succeed(context);
    } catch (error) {
      return await this.settlement.settle(claim, context, error, signal, this.bringBack);
    }
  }

  private async performPlan(context: DeploymentContext): Promise<void> {
    const { steps, refusal } = await this.planFor(context, desiredOf(context));
    if (refusal) throw new StepFault(refusal.code, refusal.message, refusal.nextAction);
    const first = await this.claims.writePlan(context.claim, steps);
    for (const [index, name] of steps.entries()) {
      context.signal.throwIfAborted();
      context.progress.stopping = name === 'stop';
      await this.recorded(context, first + index, name, (inner, progress) =>
        this.steps.perform(name, inner, progress),
      );
    }
  }

  /**
   * Brings back the runtime that served the agent before, after a new one could not be made to run.
   * @returns false when there was none, so that there is nothing to bring back
   */
  private readonly bringBack = async (context: DeploymentContext): Promise<boolean> => {
    const previous = await this.contexts.createForPrevious(context, context.signal);
    if (!previous) return false;
    const desired: Desired = { ...desiredOf(previous), kind: 'start', state: 'running' };
    const { steps, refusal } = await this.planFor(previous, desired);
    if (refusal) return false;
    const position = await this.claims.appendStep(previous.claim, 'recover');
    await this.recorded(previous, position, 'recover', async (inner, progress) => {
      // Readiness is proof enough: the model answered this runtime before.
      for (const name of steps.filter((step) => step !== 'verify')) {
        await this.steps.perform(name, inner, (message) => progress(`${name}: ${message}`));
      }
      return 'the previous runtime is back';
    });
    return true;
  };

  private async planFor(
    { claim, backend, handle, secrets }: DeploymentContext,
    desired: Desired,
  ): Promise<Plan> {
    const { agent, deployment } = claim;
    const recorded = {
      startedAt: deployment.startedAt ?? new Date(),
      hasStorage: agent.storageCreatedAt !== null,
      imported: agent.importedAt !== null,
      givenMore: (secrets?.mark ?? null) !== null,
    };
    return plan(desired, recorded, await backend.access.inspect(handle));
  }

  private async recorded(
    context: DeploymentContext,
    position: number,
    name: PlannedStep | 'recover',
    act: (context: DeploymentContext, progress: (message: string) => void) => Promise<string | null>,
  ): Promise<void> {
    const { claim, secrets } = context;
    const recorder = new StepRecorder(this.claims, claim, position);
    const begun = performance.now();
    const ended = (outcome: StepOutcome): void => {
      const step = { target: claim.agent.deployTarget, step: name, outcome };
      this.metrics.stepEnded(step, (performance.now() - begun) / 1_000);
    };
    await this.claims.writeStep(claim, position, { state: 'running' });
    const deadline = AbortSignal.timeout(stepDeadlineMs(name, this.settings));
    const signal = AbortSignal.any([context.signal, deadline]);
    try {
      const message = await act({ ...context, signal }, recorder.progress);
      await recorder.flush();
      const state = { state: 'succeeded' as const, message: message === null ? null : stepMessage(message) };
      await this.claims.writeStep(claim, position, state, agentFactsAfter(name, claim));
      if (secrets && bringsSecrets(name, claim)) await this.claims.forgetRedeployWish(claim, secrets.mark);
      ended('succeeded');
    } catch (error) {
      await recorder.flush();
      ended(context.signal.aborted ? 'aborted' : 'failed');
      const fault = deadline.aborted && !context.signal.aborted ? overdue(name, error) : error;
      if (!(fault instanceof LostClaimError) && !(context.signal.reason instanceof LostClaimError)) {
        const message = stepMessage(
          redact(messageOf(context.signal.aborted ? context.signal.reason : fault), secrets),
          500,
        );
        const state = context.signal.aborted ? 'skipped' : 'failed';
        await this.claims.writeStep(claim, position, { state, message });
      }
      throw fault;
    }
  }
}

/** Whether a step gave a runtime its secrets before a start: one that goes on, as through a rename, has its old ones. */
function bringsSecrets(name: PlannedStep | 'recover', { deployment }: Claim): boolean {
  return (name === 'inject' || name === 'recover') && deployment.kind !== 'rename';
}

/** What is true of the agent itself once a step has succeeded. */
function agentFactsAfter(
  name: PlannedStep | 'recover',
  { agent }: Claim,
): { storageCreatedAt: Date } | { importedAt: Date } | undefined {
  if (name === 'storage') {
    agent.storageCreatedAt ??= new Date();
    return { storageCreatedAt: agent.storageCreatedAt };
  }
  if (name === 'import') {
    agent.importedAt = new Date();
    return { importedAt: agent.importedAt };
  }
  return undefined;
}

function desiredOf({ claim: { agent, deployment }, spec }: DeploymentContext): Desired {
  const { vcpu, ramMb } = spec.resources;
  return {
    ...{ kind: deployment.kind, state: agent.desiredState, generation: spec.generation },
    ...{ specHash: spec.specHash, image: spec.image, limits: { vcpu, ramMb }, options: deployment.options },
  };
}

function overdue(step: string, cause: unknown): RuntimeFault {
  return new RuntimeFault(
    'step_timeout',
    `The step “${step}” did not end in time: the target did not answer.`,
    'Look whether the target is overloaded or stuck, then try again.',
    { cause },
  );
}

function refuseEndlessTakes({ deployment }: Claim): void {
  if (deployment.attempts <= MOST_TAKES) return;
  throw new StepFault(
    'abandoned',
    `Workers took this up ${MOST_TAKES} times and never ended it.`,
    'Look into the log of the provisioner worker, then try again.',
  );
}
