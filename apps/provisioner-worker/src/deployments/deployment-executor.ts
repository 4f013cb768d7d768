import { DomainError, type AgentStatus, type StepName } from '@nora/contracts';
import { Agent, AgentCredential, type EventLog } from '@nora/domain';
import type { Logger } from '@nora/observability';
import { QUEUES, backoffMs } from '@nora/queues';
import { OPENCLAW_VERSION } from '@nora/runtime-contract';
import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { LOGGER } from '../tokens';
import { DeploymentClaims, setAgentStatus, type Claim } from './deployment-claims';
import { DeploymentContextFactory, type DeploymentContext } from './deployment-context';
import { DeploymentSteps, messageOf } from './deployment-steps';
import { endpointsOf } from './endpoints';
import { collectEvidence, redact } from './evidence';
import { plan } from './plan';
import { LostClaimError, StepFault } from './step-fault';
import { StepRecorder, stepMessage } from './step-recorder';

/** How a deployment ended for this worker. */
export type Outcome =
  | { kind: 'succeeded' }
  | { kind: 'failed'; reason: string }
  | { kind: 'retry'; attempts: number; notBefore: Date | null }
  | { kind: 'lost' };

/** Carries out a claimed deployment: looks, plans, performs the steps, writes what became of it. */
@Injectable()
export class DeploymentExecutor {
  constructor(
    private readonly claims: DeploymentClaims,
    private readonly contexts: DeploymentContextFactory,
    private readonly steps: DeploymentSteps,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** @param signal ends the work early; the deployment then goes back to the queue */
  async execute(claim: Claim, signal: AbortSignal): Promise<Outcome> {
    let context: DeploymentContext | undefined;
    try {
      context = await this.contexts.create(claim, signal);
      await this.performPlan(context);
      await this.succeed(context);
      return { kind: 'succeeded' };
    } catch (error) {
      return await this.settle(claim, context, error, signal);
    }
  }

  private async performPlan(context: DeploymentContext): Promise<void> {
    const { claim, spec, backend, handle, signal } = context;
    const observed = await backend.access.inspect(handle);
    const names = plan(
      {
        kind: claim.deployment.kind,
        state: claim.agent.desiredState,
        generation: spec.generation,
        specHash: spec.specHash,
      },
      { startedAt: claim.deployment.startedAt ?? new Date() },
      observed,
    );
    await this.claims.writePlan(claim, names);
    for (const [position, name] of names.entries()) {
      signal.throwIfAborted();
      await this.performStep(context, position, name);
    }
  }

  private async performStep(context: DeploymentContext, position: number, name: StepName): Promise<void> {
    const recorder = new StepRecorder(this.claims, context.claim, position);
    await this.claims.writeStep(context.claim, position, { state: 'running' });
    try {
      const message = await this.steps.perform(name, context, recorder.progress);
      await recorder.flush();
      await this.claims.writeStep(context.claim, position, {
        state: 'succeeded',
        message: message === null ? null : stepMessage(message),
      });
    } catch (error) {
      await recorder.flush();
      if (!(error instanceof LostClaimError) && !context.signal.aborted) {
        const message = stepMessage(redact(messageOf(error), context.secrets), 500);
        await this.claims.writeStep(context.claim, position, { state: 'failed', message });
      }
      throw error;
    }
  }

  private async succeed({ claim, backend, handle }: DeploymentContext): Promise<void> {
    const ending = {
      status: 'succeeded' as const,
      errorCode: null,
      errorDetail: null,
      evidence: null,
      nextAction: null,
    };
    if (claim.agent.desiredState === 'deleted') {
      await this.claims.finish(claim, ending, forgetAgent);
      return;
    }
    if (claim.agent.desiredState === 'stopped') {
      await this.claims.finish(claim, ending, (manager, events, agent) => {
        agent.endpoints = null;
        return setAgentStatus(manager, events, agent, 'stopped', null);
      });
      return;
    }
    const observed = await backend.access.inspect(handle);
    const endpoints = await endpointsOf(backend.access, handle);
    await this.claims.finish(claim, ending, (manager, events, agent) => {
      agent.endpoints = endpoints;
      agent.runtime = {
        handleId: handle.id,
        version: OPENCLAW_VERSION,
        startedAt: observed.startedAt?.toISOString() ?? null,
      };
      return setAgentStatus(manager, events, agent, 'running', null);
    });
  }

  private async settle(
    claim: Claim,
    context: DeploymentContext | undefined,
    error: unknown,
    signal: AbortSignal,
  ): Promise<Outcome> {
    const { deployment } = claim;
    if (error instanceof LostClaimError || signal.reason instanceof LostClaimError) return { kind: 'lost' };
    if (signal.aborted) {
      const released = await this.claims.release(claim, { countAttempt: false, notBefore: null });
      return { kind: 'retry', attempts: released.attempts, notBefore: null };
    }
    const trace = cleanOf(error instanceof Error ? (error.stack ?? error.message) : String(error), context);
    this.logger.warn(
      { deploymentId: deployment.id, agentId: deployment.agentId, trace },
      'deployment attempt failed',
    );
    const permanent = error instanceof StepFault || error instanceof DomainError;
    if (!permanent && deployment.attempts < QUEUES.deployments.attempts) {
      const notBefore = new Date(Date.now() + backoffMs(QUEUES.deployments, deployment.attempts));
      const released = await this.claims.release(claim, { countAttempt: true, notBefore });
      return { kind: 'retry', attempts: released.attempts, notBefore };
    }
    const reason = cleanOf(messageOf(error), context);
    await this.fail(claim, context, error, reason);
    return { kind: 'failed', reason };
  }

  private async fail(
    claim: Claim,
    context: DeploymentContext | undefined,
    error: unknown,
    reason: string,
  ): Promise<void> {
    const evidence = context ? await collectEvidence(context.backend, context.handle, context.secrets) : null;
    const ending = {
      status: 'failed' as const,
      errorCode: error instanceof StepFault || error instanceof DomainError ? error.code : 'step_failed',
      errorDetail: reason.slice(0, 2_000),
      evidence,
      nextAction:
        error instanceof StepFault ? error.nextAction : 'Mend the cause named above, then try again.',
    };
    const isUp = error instanceof StepFault && error.leavesRuntimeUp;
    const up = isUp && context ? await endpointsOf(context.backend.access, context.handle) : null;
    const status: AgentStatus = up ? 'warning' : 'failed';
    await this.claims.finish(claim, ending, (manager, events, agent) => {
      if (up) agent.endpoints = up;
      return setAgentStatus(manager, events, agent, status, ending.errorDetail.slice(0, 300));
    });
  }
}

/** A text about a deployment, without its agent's credentials. */
function cleanOf(text: string, context: DeploymentContext | undefined): string {
  return context ? redact(text, context.secrets) : text;
}

/** A deleted agent keeps its row as history, and loses its credentials. */
async function forgetAgent(manager: EntityManager, events: EventLog, agent: Agent): Promise<void> {
  await manager.delete(AgentCredential, { agentId: agent.id });
  agent.endpoints = null;
  agent.runtime = null;
  await setAgentStatus(manager, events, agent, 'deleted', null);
}
